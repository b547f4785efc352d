"""Writing down managers' time released, answering what the other party wrote; and noting what auditors read."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.insight.events import ReleaseMoved
from samdrift.partnership.insight.models import AuditRead, TimeReleased
from samdrift.partnership.insight.rules import reading
from samdrift.partnership.insight.rules import released as rules

PROPOSE, AGREE = "insight.propose", "insight.agree"
CLASS = "D1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDraft:
    """Hours a year on an activity, before and now, and how that is known."""

    contract_id: int
    unit_id: int
    activity: str
    hours_before: Decimal
    hours_now: Decimal
    method: str
    how: str
    evidence: str
    from_day: date


@transaction.atomic
def propose_release(scope: Scope, draft: ReleaseDraft, *, now: datetime) -> TimeReleased:
    """Write down what an activity took managers of a unit before, and takes now, for the other party to agree to.

    Raises:
        Invalid: The activity or method is none, the hours are none, or nothing shows them.
        NotAllowed: The actor speaks for neither party here.
        Refused: One waits for an answer already.
    """
    scope.require(PROPOSE, contract=draft.contract_id, unit=draft.unit_id, data_class=CLASS)
    if scope.side not in rules.SIDES:
        raise NotAllowed(_("Only the two parties propose to each other."))
    _check(draft)
    with everywhere(reason="what was written of an activity is numbered, whoever sees it"):
        before = TimeReleased.objects.filter(
            contract=draft.contract_id, unit=draft.unit_id, activity=draft.activity
        ).order_by("-number").first()  # fmt: skip
    if before is not None and before.state == rules.PROPOSED:
        raise Refused(_("One on this activity waits for the other party already."))
    made = TimeReleased(
        community_id=scope.community_id, data_class=CLASS, contract_id=draft.contract_id, unit_id=draft.unit_id,
        activity=draft.activity, number=before.number + 1 if before else 1, hours_before=draft.hours_before,
        hours_now=draft.hours_now, method=draft.method, how=draft.how.strip()[:400], from_day=draft.from_day,
        evidence=draft.evidence.strip()[:400], side=scope.side, author_id=scope.person_id, proposed_at=now,
    )  # fmt: skip
    made.save()
    _tell(scope, made, now)
    return made


@transaction.atomic
def agree_to_release(scope: Scope, uid: UUID, *, expected_version: int, now: datetime) -> TimeReleased:
    """Agree to what the other party wrote: it holds from its day, and the one before until then.

    Raises:
        DoesNotExist: No such row within the scope.
        NotAllowed: It is one's own side's, or one's own.
        Refused: It was answered already.
    """
    row = _answered(scope, uid, expected_version, rules.AGREED, now)
    with everywhere(reason="what held of an activity until now"):
        held = list(
            TimeReleased.objects.filter(
                contract=row.contract_id, unit=row.unit_id, activity=row.activity, state=rules.AGREED
            ).order_by("pk")
        )
    for before in held:
        before.state, before.replaced_on = rules.REPLACED, row.from_day
        before.save_changes("state", "replaced_on")
    row.save_changes("state", "decided_by", "decided_at")
    _tell(scope, row, now)
    return row


@transaction.atomic
def refuse_release(scope: Scope, uid: UUID, *, expected_version: int, answer: str, now: datetime) -> TimeReleased:
    """Do not agree to what the other party wrote, with the reason.

    Raises:
        DoesNotExist: No such row within the scope.
        Invalid: No reason is given.
        NotAllowed: It is one's own side's, or one's own.
        Refused: It was answered already.
    """
    if not answer.strip():
        raise Invalid({"answer": _("Say why.")})
    row = _answered(scope, uid, expected_version, rules.REFUSED, now)
    row.answer = answer.strip()[:400]
    row.save_changes("state", "decided_by", "decided_at", "answer")
    _tell(scope, row, now)
    return row


def load_releases(rows: list[TimeReleased]) -> list[TimeReleased]:
    """Many rows at once, as history has them: for the demonstration and for taking over."""
    return TimeReleased.objects.bulk_create(rows)


def _answered(scope: Scope, uid: UUID, expected_version: int, state: str, now: datetime) -> TimeReleased:
    row = TimeReleased.objects.within(scope).locked(uid, expected_version)
    scope.require(AGREE, contract=row.contract_id, unit=row.unit_id, data_class=row.data_class)
    if not rules.may_answer(proposed_by_side=row.side, side=scope.side, proposer=row.author_id, person=scope.person_id):
        raise NotAllowed(_("The other party answers what yours wrote."))
    if row.state != rules.PROPOSED:
        raise Refused(_("It was answered already."))
    row.state, row.decided_by_id, row.decided_at = state, scope.person_id, now
    return row


def _check(draft: ReleaseDraft) -> None:
    wrong: dict[str, object] = {}
    if draft.activity not in rules.ACTIVITIES:
        wrong["activity"] = _("Choose an activity.")
    if draft.method not in rules.METHODS:
        wrong["method"] = _("Choose how the hours were found.")
    for name in ("hours_before", "hours_now"):
        hours = getattr(draft, name)
        if not 0 <= hours <= rules.MOST_HOURS or hours.as_tuple().exponent < -1:
            wrong[name] = _("Write hours a year, with one decimal at most.")
    if not draft.how.strip():
        wrong["how"] = _("Say who counted what, and over which time.")
    if not draft.evidence.strip():
        wrong["evidence"] = _("Name what shows it.")
    if wrong:
        raise Invalid(wrong)


def _tell(scope: Scope, row: TimeReleased, now: datetime) -> None:
    event = ReleaseMoved(
        release_uid=row.uid, state=row.state, activity=row.activity, number=row.number, hours_before=row.hours_before,
        hours_now=row.hours_now, method=row.method, from_day=row.from_day,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)


@transaction.atomic
def note_read(scope: Scope, *, kind: str, room: str, address: str, subject_uid: UUID | None, now: datetime) -> None:
    """Note what an auditor has just read: one row, and no event."""
    assert scope.employment_id is not None
    assert scope.person_id is not None
    AuditRead(
        community_id=scope.community_id, data_class=CLASS, employment_id=scope.employment_id,
        person_id=scope.person_id, read_at=now, kind=kind, room=room, address=address, subject_uid=subject_uid,
    ).save(force_insert=True)  # fmt: skip


@transaction.atomic
def forget_reads(now: datetime, most: int = 2_000) -> int:
    """Forget reads that have been kept long enough, so many at once; how many."""
    with everywhere(reason="reads of audits that have been kept long enough"):
        old = AuditRead.objects.filter(read_at__lt=reading.forgotten_before(now)).order_by("read_at")
        gone = list(old.values_list("pk", flat=True)[:most])
        AuditRead.objects.filter(pk__in=gone).delete()
    return len(gone)
