"""Plans follow changes of service: they rest while their place is closed, end where it is given up, come as often as
ordered; and all of it is taken back when the change is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning import events
from samdrift.operations.planning.commands import ahead
from samdrift.operations.planning.commands.writing import WRITE, joined
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence, PlanVersion
from samdrift.operations.planning.queries.working import WorkingDays
from samdrift.operations.planning.rules import resting, states
from samdrift.operations.planning.rules.terms import Terms, terms_from
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Rested:
    """What a rest makes of the plans of a service at a place.

    Attributes:
        plans: How many plans there are that it concerns.
        ahead: Occurrences that were to come on those days and are not given out yet.
        statutory: Of these, what the law demands all the same.
        given_out: Orders for those days that are out already; somebody has to look at them.
    """

    plans: int = 0
    ahead: int = 0
    statutory: int = 0
    given_out: int = 0


@dataclass(frozen=True, slots=True)
class Resting:
    """A service that rests at a place from a day to a day; without a last one for good."""

    site_id: int
    line: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Visits:
    """How many times a year a service comes to a place from a day on, before and after."""

    site_id: int
    line: str
    before: Decimal
    after: Decimal
    from_day: date


def would_rest(scope: Scope, wanted: Sequence[Resting]) -> dict[Resting, Rested]:
    """What `rest_plans` would touch, place by place; nothing is written, two reads however many places."""
    plans = _plans(scope, {one.site_id for one in wanted}, min((one.first for one in wanted), default=date.max))
    first = min((one.first for one in wanted), default=date.max)
    rows = PlanOccurrence.objects.within(scope).filter(plan__in=[plan.pk for plan in plans], due_on__gte=first)
    rows = rows.filter(state__in=states.OPEN)
    named = list(rows.values_list("site_id", "line_code", "due_on", "state", "statutory")) if plans else []
    found = {}
    for one in wanted:
        own = [plan for plan in plans if _fits(plan, one.site_id, one.line, one.first)]
        due = [
            (state, law) for site, line, day, state, law in named
            if (site, line) == (one.site_id, one.line) and one.first <= day and (one.last is None or day <= one.last)
        ]  # fmt: skip
        ahead_of = [law for state, law in due if state in states.AHEAD]
        given_out = sum(1 for state, _law in due if state == states.ISSUED)
        found[one] = Rested(len(own), len(ahead_of), sum(ahead_of) if one.last else 0, given_out)
    return found


@transaction.atomic
def rest_plans(scope: Scope, wanted: Resting, *, by: UUID, now: datetime) -> Rested:
    """Let the plans of a service at a place rest from a day to a day; without a last one for good. Safe to repeat.

    Raises:
        NotAllowed: The actor writes no plans there.
    """
    found = would_rest(scope, [wanted])[wanted]
    first, last = wanted.first, wanted.last
    until = last.isoformat() if last else None
    for plan in _plans(scope, {wanted.site_id}, first):
        if not _fits(plan, wanted.site_id, wanted.line, first):
            continue
        scope.require(WRITE, **ahead.where(plan))
        plan.rests = [*_others(plan, by), {"from": first.isoformat(), "until": until, "by": str(by)}]
        plan.save_changes("rests")
        _anew(scope, plan, first, now)
        event = events.PlanRests(plan_id=plan.uid, line=plan.line_code, from_day=first, until_day=last, source_uid=by)
        record(event, scope=scope, at=now, subject=plan)
    return found


def would_come(scope: Scope, wanted: Sequence[Visits]) -> dict[Visits, int]:
    """How many plans would come at other times were services ordered other numbers of times a year; two reads."""
    first = min((one.from_day for one in wanted), default=date.max)
    plans = _plans(scope, {one.site_id for one in wanted}, first)
    versions = ahead.versions_of(plans) if plans else {}
    return {one: sum(1 for plan in plans if _terms(plan, versions[plan.pk], one) is not None) for one in wanted}


def _terms(plan: MaintenancePlan, versions: Sequence[PlanVersion], one: Visits) -> Terms | None:
    if not _fits(plan, one.site_id, one.line, one.from_day):
        return None
    held = ahead.terms_in_force(versions, one.from_day)
    return resting.as_often(held, one.before, one.after, one.from_day)


@transaction.atomic
def pace_plans(scope: Scope, wanted: Visits, *, by: UUID, now: datetime) -> int:
    """Let the plans of a service at a place come as often as it is ordered from a day on; how many follow.

    Raises:
        NotAllowed: The actor writes no plans there.
    """
    many = 0
    for plan in _plans(scope, {wanted.site_id}, wanted.from_day):
        versions = ahead.versions_of([plan])[plan.pk]
        if any(one.terms.get("by") == str(by) for one in versions):
            continue
        terms = _terms(plan, versions, wanted)
        if terms is not None:
            from_day = max(wanted.from_day, versions[-1].valid_from)
            terms = joined(plan, terms, from_day)
            _version(scope, plan, versions[-1].number + 1, from_day, {**terms.as_kept(), "by": str(by)}, now)
            many += 1
    return many


@transaction.atomic
def let_plans_go_on(scope: Scope, site_ids: Collection[int], *, by: UUID, now: datetime) -> int:
    """Take back what a change or closure made of the plans of some places; how many. Safe to repeat.

    Raises:
        NotAllowed: The actor writes no plans there.
    """
    many = 0
    rows = MaintenancePlan.objects.within(scope).filter(site__in=list(site_ids)).order_by("pk")
    plans = list(rows)
    versions = ahead.versions_of(plans)
    for plan in plans:
        kept = _others(plan, by)
        last = versions[plan.pk][-1]
        paced = last.terms.get("by") == str(by)
        if len(kept) == len(plan.rests) and not paced:
            continue
        scope.require(WRITE, **ahead.where(plan))
        firsts = [date.fromisoformat(one["from"]) for one in plan.rests if one not in kept]
        plan.rests = kept
        plan.save_changes("rests")
        if paced:  # the version before holds again, as a version of its own from the same day
            _version(scope, plan, last.number + 1, last.valid_from, versions[plan.pk][-2].terms, now)
        if firsts:
            _anew(scope, plan, min(firsts), now)
        event = events.PlanGoesOn(plan_id=plan.uid, line=plan.line_code, source_uid=by)
        record(event, scope=scope, at=now, subject=plan)
        many += 1
    return many


def _version(
    scope: Scope, plan: MaintenancePlan, number: int, valid_from: date, terms: dict[str, object], now: datetime
) -> None:
    scope.require(WRITE, **ahead.where(plan))
    PlanVersion.objects.create(
        community_id=plan.community_id, data_class=plan.data_class, plan=plan, number=number, valid_from=valid_from,
        terms=terms, recorded_at=now, recorded_by_id=scope.person_id,
    )  # fmt: skip
    plan.trigger = terms_from(terms).trigger
    plan.save_changes("trigger")
    _anew(scope, plan, valid_from, now)
    event = events.PlanWritten(plan_id=plan.uid, line=plan.line_code, number=number, from_day=valid_from)
    record(event, scope=scope, at=now, subject=plan)


def _anew(scope: Scope, plan: MaintenancePlan, first: date, now: datetime) -> None:
    today = parties.community_day(scope, now)
    with everywhere(reason="what falls from a day on was perhaps named a little before it"):
        moved = PlanOccurrence.objects.filter(plan=plan, due_on__gte=first, state__in=states.AHEAD)
        nominal = moved.order_by("nominal_on").values_list("nominal_on", flat=True).first()
    ahead.write_anew(plan, min(nominal or first, first), today=today, working=WorkingDays(now))


def _plans(scope: Scope, site_ids: Collection[int], day: date) -> list[MaintenancePlan]:
    rows = MaintenancePlan.objects.within(scope).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    return list(rows.filter(site__in=list(site_ids)).order_by("pk"))


def _fits(plan: MaintenancePlan, site_id: int, line: str, day: date) -> bool:
    ended = plan.ended_on is not None and plan.ended_on < day
    return (plan.site_id, plan.line_code) == (site_id, line) and not ended


def _others(plan: MaintenancePlan, by: UUID) -> list[dict[str, object]]:
    return [one for one in plan.rests if one["by"] != str(by)]
