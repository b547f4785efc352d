"""Notes about places: written by whoever knows, ended when they no longer hold."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.field import events, rules
from samdrift.operations.field.models import PlaceNote
from samdrift.registers.estate import public as estate

WRITE = "field.write_notes"


@transaction.atomic
def write_note(
    scope: Scope, site_uid: UUID, *, kind: str, text: str, space_uid: UUID | None, now: datetime
) -> PlaceNote:  # fmt: skip
    """Write what one must know about a site or one of its rooms.

    Raises:
        DoesNotExist: No such place within the scope.
        Invalid: No such kind of note, or no text.
        NotAllowed: The actor may not write here.
    """
    site = estate.Site.objects.within(scope).get(uid=site_uid)
    scope.require(WRITE, unit=site.unit_id, site=site.pk)
    space = estate.Space.objects.within(scope).get(uid=space_uid, site=site) if space_uid else None
    if kind not in rules.NOTE_KINDS:
        raise Invalid({"kind": _("Choose what the note is about.")})
    if not text.strip() or len(text) > 400:
        raise Invalid({"text": _("Write between 1 and 400 characters.")})
    secured = "secured" in (site.zone, space.zone if space else "")
    note = PlaceNote.objects.create(
        community_id=site.community_id, data_class="D8" if secured else "D1", site=site, space=space, kind=kind,
        text=text.strip(), written_by_id=scope.person_id, written_at=now,
    )  # fmt: skip
    record(events.PlaceNoteWritten(note_kind=kind), scope=scope, at=now, subject=note)
    return note


@transaction.atomic
def end_note(scope: Scope, uid: UUID, *, now: datetime) -> PlaceNote:
    """Say that a note no longer holds."""
    note = PlaceNote.objects.within(scope).locked(uid)
    site = estate.Site.objects.within(scope).get(pk=note.site_id)
    scope.require(WRITE, unit=site.unit_id, site=site.pk)
    if note.ended_at is not None:
        raise Refused(_("This note has been ended already."))
    note.ended_at = now
    note.save_changes("ended_at")
    record(events.PlaceNoteEnded(note_kind=note.kind), scope=scope, at=now, subject=note)
    return note
