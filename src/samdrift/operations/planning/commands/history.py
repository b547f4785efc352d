"""Planned work of earlier years, brought in many at once, with the orders, papers and events commands leave."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from samdrift.foundation.bulk import insert_rows, update_rows
from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import Event, Happening, import_history
from samdrift.foundation.files.public import CleanFile, attach_to_many
from samdrift.foundation.scope import Scope
from samdrift.kernel.recurrence import moment_in
from samdrift.operations.planning import events
from samdrift.operations.planning.commands import doing, passing
from samdrift.operations.planning.commands.certifying import FILES
from samdrift.operations.planning.models import Certificate, PlanOccurrence
from samdrift.operations.planning.rules import states
from samdrift.operations.planning.rules.terms import Terms
from samdrift.operations.work import public as work

DONE, MISSED, WAIVED = "done", "missed", "waived"
DAY = timedelta(days=1)
COLUMNS = (
    "state", "work_order", "issued_at", "items", "work_done_on", "certified_on", "counted_on", "closed_at", "reason",
    "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at work on it: the person, from when to when, whether the tag was scanned, which steps were ticked."""

    person_id: int
    begun_at: datetime
    ended_at: datetime
    scanned: bool = False
    answers: Sequence[tuple[str, datetime]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How one occurrence went.

    Attributes:
        occurrence: With its plan, site and asset loaded; ahead still.
        end: done, missed or waived.
        visit: Of what was done, or of a visit in vain; None where nobody came.
        left: Keys of its things that were left; they were done on `again`.
        certificate: The number of its paper, `certified_on` its day; what the law demands has both.
        reason: Why it was waived, or why the visit was in vain (one of the reasons work fails for).
        known_until: How far the story has come.
    """

    occurrence: PlanOccurrence
    known_until: datetime
    end: str = DONE
    visit: Visit | None = None
    left: Collection[str] = ()
    again: Visit | None = None
    certificate: str = ""
    certified_on: date | None = None
    reason: str = ""
    note: str = ""


@transaction.atomic
def import_past(scope: Scope, past: Sequence[Past], papers: Mapping[str, CleanFile]) -> int:
    """Write how occurrences went, with the orders they were done by; how many, the carried ones among them.

    Args:
        papers: The file of each kind of document certificates are filed with, by the document's name.

    Raises:
        NotAllowed: The actor may not bring in work.
        Refused: One is not ahead any more.
    """
    scope.require("work.import")
    if any(one.occurrence.state not in states.AHEAD for one in past):
        raise Refused("Only occurrences that have not been given out are brought in as done.")
    terms = passing.terms_of_rows([one.occurrence for one in past])
    carried = [rest for one in past if (rest := _divided(one, terms[one.occurrence.pk])) is not None]
    insert_rows([rest.occurrence for rest in carried])
    of_carried = passing.terms_of_rows([rest.occurrence for rest in carried]) if carried else {}
    every = [*past, *carried]
    _ordered(scope, [one for one in every if one.end != WAIVED], terms | of_carried)
    for one in every:
        _ended(one)
    update_rows([one.occurrence for one in every], COLUMNS)
    filed = _filed(scope, every, terms | of_carried, papers)
    import_history(_told(every, filed, {rest.occurrence.carried_from_id: rest for rest in carried}), scope=scope)
    return len(every)


def _divided(one: Past, terms: Terms) -> Past | None:
    """Give an occurrence what is ticked one by one; gives what was carried forward of it, unsaved, or None."""
    row = one.occurrence
    row.items = row.items or passing.items_of(row, terms)
    rest = [item for item in row.items if item["key"] in one.left]
    if one.visit is None or one.again is None or not rest or len(rest) == len(row.items):
        return None
    row.items = [item for item in row.items if item["key"] not in one.left]
    carried = doing.carried_of(row, rest, 1)
    carried.uid = uuid5(row.uid, "carried 1")
    carried.plan, carried.site, carried.asset = row.plan, row.site, row.asset
    return replace(one, occurrence=carried, visit=one.again, left=(), again=None)


def _ordered(scope: Scope, past: Sequence[Past], terms: Mapping[int, Terms]) -> None:
    """The orders of what was given out."""
    orders = work.import_planned(scope, [_work(one, terms[one.occurrence.pk]) for one in past])
    for one, order in zip(past, orders, strict=True):
        row = one.occurrence
        row.work_order, row.issued_at, row.state = order, order.created_at, states.ISSUED


def _work(one: Past, terms: Terms) -> work.PastWork:
    row, visit = one.occurrence, one.visit
    wanted = passing.wanted_of(row, terms)
    given_at = _at(row, row.issue_on, 6)
    if visit is None:
        return work.PastWork(wanted=wanted, given_at=given_at, known_until=_at(row, row.window_to + DAY, 6))
    slot = replace(wanted, due_at=wanted.planned_to, planned_from=visit.begun_at, planned_to=visit.ended_at)
    if one.end == MISSED:
        return work.PastWork(
            wanted=slot, given_at=given_at, person_id=visit.person_id, started_at=visit.begun_at,
            ended_at=visit.ended_at, known_until=_at(row, row.window_to + DAY, 6), failure=one.reason, note=one.note,
        )  # fmt: skip
    minutes = max(5, round((visit.ended_at - visit.begun_at) / timedelta(minutes=5)) * 5)
    return work.PastWork(
        wanted=slot, given_at=min(given_at, visit.begun_at), person_id=visit.person_id, started_at=visit.begun_at,
        ended_at=visit.ended_at, minutes=minutes, certificate=one.certificate, scanned=visit.scanned, note=one.note,
        known_until=one.known_until, answers=visit.answers,
    )  # fmt: skip


def _at(row: PlanOccurrence, day: date, hour: int) -> datetime:
    """A moment of a day where the occurrence is."""
    return moment_in(datetime.combine(day, time(hour)), passing.zone_of(row))


def _ended(one: Past) -> None:
    """Bring the row to its end by the rules that end it."""
    row, visit = one.occurrence, one.visit
    row.version += 1
    if one.end == WAIVED:
        row.state, row.reason, row.closed_at = states.WAIVED, one.reason[:400], _at(row, row.issue_on - DAY, 10)
        return
    if one.end == MISSED or visit is None:
        row.state = states.MISSED
        return
    row.work_done_on = visit.ended_at.astimezone(passing.zone_of(row)).date()
    row.certified_on = one.certified_on
    row.items = [{**item, "done_on": str(row.work_done_on)} for item in row.items]
    counted = states.counted_on(row.work_done_on, row.certified_on, certificate_needed=row.statutory)
    if counted is not None:
        row.counted_on = counted
        row.state = states.after(row.state, states.finished(counted, row.window_to)) or row.state
        row.closed_at = max(visit.ended_at, _at(row, counted, 15) if counted > row.work_done_on else visit.ended_at)


def _filed(
    scope: Scope, past: Iterable[Past], terms: Mapping[int, Terms], papers: Mapping[str, CleanFile]
) -> dict[int, Certificate]:
    """The certificates of what has one, each with its file; by occurrence."""
    found: dict[int, Certificate] = {}
    for one in past:
        row, of = one.occurrence, terms[one.occurrence.pk]
        if one.certified_on is None or row.work_done_on is None:
            continue
        found[row.pk] = Certificate(
            uid=uuid5(row.uid, "certificate"), community_id=row.community_id, data_class=row.data_class,
            contract_id=row.contract_id, site_id=row.site_id, unit_id=row.unit_id, line_code=row.line_code,
            occurrence=row, asset_id=row.asset_id, document=of.document[:120], issuer=of.competent_body[:120],
            reference=one.certificate[:80], issued_on=one.certified_on, filed_at=row.closed_at or one.known_until,
        )  # fmt: skip
    insert_rows(list(found.values()))
    for document, file in papers.items():
        of_kind = [row for row in found.values() if row.document == document]
        if of_kind:
            to = [(row.uid, row.data_class) for row in of_kind]
            attach_to_many(scope, FILES, to, file, now=max(row.filed_at for row in of_kind))
    return found


def _told(
    past: Iterable[Past], filed: Mapping[int, Certificate], carried: Mapping[int | None, Past]
) -> Iterator[Happening]:
    for one in past:
        row = one.occurrence
        rest = carried.get(row.pk)
        for at, actor, event in _events(one, filed.get(row.pk), rest.occurrence.uid if rest else None):
            yield Happening(event=event, at=at, subject=row, recorded_at=at, actor_id=actor)


def _events(
    one: Past, paper: Certificate | None, carried_to: UUID | None
) -> Iterator[tuple[datetime, int | None, Event]]:
    row, person = one.occurrence, one.visit.person_id if one.visit else None
    of: dict[str, Any] = {
        "plan_id": row.plan.uid, "line": row.line_code, "occurrence_id": row.uid, "key": row.key,
    }  # fmt: skip
    if one.end == WAIVED and row.closed_at is not None:
        yield row.closed_at, None, events.OccurrenceWaived(**of)
        return
    if row.work_order is not None and row.issued_at is not None:
        yield row.issued_at, None, events.OccurrenceIssued(**of, work_order_id=row.work_order.uid)
    if paper is not None:
        filed = events.CertificateFiled(**of, certificate_id=paper.uid, issued_on=paper.issued_on)
        yield paper.filed_at, person, filed
    if row.counted_on is not None and row.closed_at is not None:
        done = events.OccurrenceDone(**of, counted_on=row.counted_on, carried_to=carried_to)
        yield row.closed_at, person, done
    elif row.state == states.MISSED:
        yield _at(row, row.window_to + DAY, 6), None, events.OccurrenceMissed(**of)
