"""Substitutes: who works somebody's shifts meanwhile, and what matters on the round."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.files.public import StoredFile, attach, clean_upload
from samdrift.foundation.scope import Scope
from samdrift.operations.workforce.commands.shared import colleague, of_party, require_over, who
from samdrift.operations.workforce.commands.shifts import PLAN, put_day
from samdrift.operations.workforce.events import CoverNamed, NoteWritten
from samdrift.operations.workforce.models import Cover, RoundNote, ShiftChange, ShiftPattern
from samdrift.operations.workforce.queries.shifts import days_away
from samdrift.operations.workforce.rules import shifts as rules
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

NOTE_KIND = "workforce.roundnote"
LONGEST_DAYS = 92
WRITE = "workforce.write_notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """From when to when, what the substitute is told, and whose notes they read."""

    first_day: date
    last_day: date
    note: str = ""
    site_ids: tuple[int, ...] = ()


@transaction.atomic
def name_cover(scope: Scope, absent_uid: UUID, substitute_uid: UUID, wanted: Covering, *, now: datetime) -> Cover:
    """Let a colleague work somebody's shifts on these days, beside their own.

    Raises:
        DoesNotExist: There is no such colleague.
        Invalid: The days are in a wrong order or too many, or there is nothing to cover.
        NotAllowed: The actor does not plan one of the two.
        Refused: The substitute is away, or at work at the same time.
    """
    absent, substitute = colleague(scope, absent_uid), colleague(scope, substitute_uid)
    require_over(scope, PLAN, absent)
    require_over(scope, PLAN, substitute)
    if absent.person_id == substitute.person_id:
        raise Invalid({"substitute": _("Choose somebody else.")})
    if wanted.last_day < wanted.first_day or (wanted.last_day - wanted.first_day).days >= LONGEST_DAYS:
        raise Invalid({"last_day": _("Give days in their order, at most %(days)s.") % {"days": LONGEST_DAYS}})
    days = rules.days_between(wanted.first_day, wanted.last_day)
    if days_away(scope.community_id, [substitute.pk], days[0], days[-1]):
        raise Refused(_("The substitute is away on one of these days."))
    covered = {day: found for day in days if (found := day_of(scope, absent, day))}
    if not covered:
        raise Invalid({"first_day": _("There is no shift to cover on these days.")})
    for day, windows in covered.items():
        both = joined(windows, day_of(scope, substitute, day))
        put_day(scope, substitute, day, rules.day_text(both), now=now, reason="cover")
    row = Cover.objects.create(
        **of_party(substitute), employment=substitute, absent=absent, first_day=wanted.first_day,
        last_day=wanted.last_day, note=wanted.note.strip()[:600], sites=sorted(wanted.site_ids),
    )  # fmt: skip
    event = CoverNamed(**who(substitute), cover_id=row.uid, first_day=row.first_day, last_day=row.last_day)
    record(event, scope=scope, at=now, subject=row)
    return row


def day_of(scope: Scope, employment: parties.Employment, day: date) -> rules.Windows:
    """What somebody works on a day, whether they are away or not."""
    change = ShiftChange.objects.within(scope).filter(employment=employment, day=day).first()
    if change is not None:
        return rules.read_windows(change.windows)
    rows = ShiftPattern.objects.within(scope).filter(employment=employment, valid_from__lte=day)
    patterns = [rules.Pattern(row.valid_from, row.valid_to, rules.read_weeks(row.weeks)) for row in rows]
    return rules.windows_on(patterns, {}, day)


def joined(first: rules.Windows, second: rules.Windows) -> rules.Windows:
    """Two people's windows in one person's day.

    Raises:
        Refused: They overlap.
    """
    both = tuple(sorted((*first, *second)))
    if any(later.starts < earlier.ends for earlier, later in pairwise(both)):
        raise Refused(_("They are at work at the same time on one of these days."))
    return both


@transaction.atomic
def write_note(scope: Scope, *, site_id: int, text: str, line: str = "", now: datetime) -> RoundNote:
    """Write down what matters at a place, for whoever comes instead.

    Raises:
        DoesNotExist: No such site within the scope.
        Invalid: There is no text.
        NotAllowed: The actor writes no notes.
    """
    scope.require_somewhere(WRITE)
    site = estate.Site.objects.within(scope).get(pk=site_id)
    if not text.strip():
        raise Invalid({"text": _("Write what matters here.")})
    row = RoundNote.objects.create(
        community_id=scope.community_id, owner_party_id=scope.party_id, site=site, line_code=line,
        text=text.strip()[:600], written_by_id=scope.person_id, written_at=now,
    )  # fmt: skip
    record(NoteWritten(note_id=row.uid, site_id=site.pk), scope=scope, at=now, subject=row)
    return row


def add_note_photo(scope: Scope, uid: UUID, stream: BinaryIO, name: str, *, now: datetime) -> StoredFile:
    """Keep a photo with a note.

    Raises:
        DoesNotExist: No such note within the scope.
        Invalid: It is not a picture, or too large.
        NotAllowed: The actor writes no notes.
    """
    scope.require_somewhere(WRITE)
    row = RoundNote.objects.within(scope).get(uid=uid, retired_at__isnull=True)
    cleaned = clean_upload(stream, name)  # outside the transaction: it takes a while
    with transaction.atomic():
        return attach(scope, NOTE_KIND, row.uid, cleaned, visibility="shared", now=now, data_class=row.data_class)


@transaction.atomic
def retire_note(scope: Scope, uid: UUID, *, now: datetime) -> RoundNote:
    """Put a note aside that matters no more: by whoever wrote it, or by a leader; safe to repeat.

    Raises:
        DoesNotExist: No such note within the scope.
        NotAllowed: It is somebody else's.
    """
    row = RoundNote.objects.within(scope).locked(uid)
    if row.written_by_id != scope.person_id and not scope.allows(PLAN):
        raise NotAllowed(_("Only whoever wrote it, or a leader, puts a note aside."))
    if row.retired_at is None:
        row.retired_at = now
        row.save_changes("retired_at")
        record(NoteWritten(note_id=row.uid, site_id=row.site_id, retired=True), scope=scope, at=now, subject=row)
    return row
