"""Verification tasks: somebody walks a site and scans each of its tags once; what does not hang or read is told."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import events, rules
from samdrift.registers.tags.commands import loading
from samdrift.registers.tags.commands.hanging import Astray
from samdrift.registers.tags.commands.life import report_trouble
from samdrift.registers.tags.commands.scans import Scan, note_scans
from samdrift.registers.tags.models import Tag, TagCheck, TagRound
from samdrift.registers.tags.queries.rounds import counts_of_round

WHICH = ("all", "due")


@transaction.atomic
def start_round(scope: Scope, site_uid: UUID, *, which: str, now: datetime) -> TagRound:
    """Begin to verify the tags of a site; where somebody has begun already, that one goes on.

    Args:
        which: "all" tags that hang, or those "due": not seen to work for 180 days.

    Raises:
        DoesNotExist: No such site within the scope.
        NotAllowed: The actor may not mount tags there.
        Refused: There is no tag to verify.
    """
    if which not in WHICH:
        raise Invalid({"which": _("Verify all tags, or those that are due.")})
    site = estate.Site.objects.within(scope).get(uid=site_uid)
    scope.require("tags.mount", site=site.pk, unit=site.unit_id)
    lock("tags.round", site.pk)
    running = TagRound.objects.within(scope).filter(site=site, ended_at__isnull=True).first()
    if running is not None:
        return running
    before = (now - rules.VERIFY_AFTER).date() if which == "due" else None
    begun = TagRound(
        community_id=scope.community_id, site=site, which=which, due_before=before, started_at=now,
        started_by_id=scope.person_id,
    )  # fmt: skip
    if not counts_of_round(scope, begun).left:
        raise Refused(_("No tag of this site has to be verified."))
    begun.save(force_insert=True)
    told = events.RoundStarted(round_id=begun.uid, site_id=site.pk, which=which)
    record(told, scope=scope, at=now, subject=begun)
    return begun


def check_scanned(scope: Scope, round_uid: UUID, typed: str, *, now: datetime) -> Tag:
    """Say that a tag hangs and can be read: the actor has scanned it.

    Raises:
        Invalid: It is no code.
        Refused: The verification has ended.
        Astray: It is not a tag that hangs at this site; whoever looks after the tags is told.
    """
    try:
        with transaction.atomic():
            return _scanned(scope, round_uid, typed, now)
    except Astray as astray:
        tell_astray(scope, astray, now=now)
        raise


@transaction.atomic
def tell_astray(scope: Scope, astray: Astray, *, now: datetime) -> None:
    """Announce that a tag was scanned that should not hang there; once a tag and day."""
    how = {"ended": "ended", "blank": "unbound", "elsewhere": "elsewhere"}.get(astray.why)
    if astray.tag is not None and astray.tag.community_id == scope.community_id and how is not None:
        note_scans([Scan(astray.tag.pk, parties.community_day(scope, now), how)], now=now)


def _scanned(scope: Scope, round_uid: UUID, typed: str, now: datetime) -> Tag:
    found = _running(scope, round_uid)
    try:
        tag = loading.locked_by_code(scope, typed)
    except Tag.DoesNotExist:
        raise Astray(_("Nobody knows this code here."), "unknown") from None
    means = rules.meaning_of_check(tag.state, tag.site_id, found.site_id)
    if means != "there":
        raise Astray(_sentence(means), means, tag)
    scope.require("tags.mount", site=tag.site_id, unit=found.site.unit_id, data_class=tag.data_class)
    _check(scope, found, tag, "there", now)
    note_scans([Scan(tag.pk, parties.community_day(scope, now))], now=now)
    with everywhere(reason="a tag the actor has just scanned"):
        tag.refresh_from_db()
    if tag.trouble == "missing":
        # A scan is proof against a report of loss that nobody has confirmed yet.
        tag.trouble, tag.trouble_at = "", None
        tag.save_changes("trouble", "trouble_at")
        loading.tell(scope, tag, events.TagTroubleSettled, at=now, trouble="missing", confirmed=False)
    return tag


@transaction.atomic
def check_troubled(scope: Scope, round_uid: UUID, tag_uid: UUID, trouble: str, *, now: datetime) -> Tag:
    """Say that a tag cannot be read, or does not hang any more; it is reported as well.

    Raises:
        DoesNotExist: No such tag of the site within the scope.
        Refused: The verification has ended, or the tag does not hang.
    """
    found = _running(scope, round_uid)
    tag = Tag.objects.within(scope).filter(site=found.site_id).get(uid=tag_uid)
    if tag.state == "mounted":
        report_trouble(scope, tag.uid, trouble, now=now)
    elif tag.state != trouble:
        raise Refused(_("Only a tag that hangs can be reported. This one is at “%(state)s”.") % {
            "state": loading.STATES[tag.state]
        })  # fmt: skip
    _check(scope, found, tag, trouble, now)
    return tag


@transaction.atomic
def end_round(scope: Scope, round_uid: UUID, *, expected_version: int | None, now: datetime) -> TagRound:
    """End the verification and keep its figures; what was not looked at stays due.

    Raises:
        DoesNotExist: No such verification within the scope.
        Refused: It has ended already.
    """
    found = _running(scope, round_uid, expected_version)
    counts = counts_of_round(scope, found)
    found.there, found.damaged = counts.there, counts.damaged
    found.missing, found.left = counts.missing, counts.left
    found.ended_at, found.ended_by_id = now, scope.person_id
    found.save_changes("there", "damaged", "missing", "left", "ended_at", "ended_by")
    told = events.RoundEnded(
        round_id=found.uid, site_id=found.site_id, there=counts.there, damaged=counts.damaged, missing=counts.missing,
        left=counts.left,
    )  # fmt: skip
    record(told, scope=scope, at=now, subject=found)
    return found


def _running(scope: Scope, uid: UUID, expected_version: int | None = None) -> TagRound:
    found = TagRound.objects.within(scope).locked(uid, expected_version)
    found.site = estate.Site.objects.within(scope).get(pk=found.site_id)
    scope.require("tags.mount", site=found.site_id, unit=found.site.unit_id)
    if found.ended_at is not None:
        raise Refused(_("This verification has ended."))
    return found


def _check(scope: Scope, found: TagRound, tag: Tag, outcome: str, now: datetime) -> None:
    """Keep how the tag was; looked at again, what was seen last counts."""
    rows = TagCheck.objects.within(scope).filter(round=found, tag=tag)
    before = rows.first()
    if before is not None and before.outcome == outcome:
        return
    if before is None:
        TagCheck.objects.create(
            community_id=scope.community_id, data_class=tag.data_class, site_id=found.site_id, round=found, tag=tag,
            outcome=outcome, checked_at=now, checked_by_id=scope.person_id,
        )  # fmt: skip
    else:
        rows.update(
            outcome=outcome, checked_at=now, checked_by=scope.person_id, version=F("version") + 1
        )  # fmt: skip
    loading.tell(scope, tag, events.TagChecked, at=now, round_id=found.uid, outcome=outcome)


def _sentence(means: str) -> str:
    return {
        "ended": _("This tag was taken out of use and still hangs. Take it down."),
        "blank": _("This tag is blank: it leads nowhere yet."),
        "elsewhere": _("This tag belongs to another site. Whoever looks after the tags is told."),
    }[means]
