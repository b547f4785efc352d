"""Planning a team's planned work for weeks ahead: spread over its days, each day's routes sought and given out.

What nobody planned (faults) is left to the dispatcher of the day. Each day keeps its proposal, which can be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.commands.accepting import accept_proposal
from samdrift.operations.dispatch.commands.proposing import dismiss_proposal, propose
from samdrift.operations.dispatch.models import DayProposal, TeamDay
from samdrift.operations.dispatch.queries.board import zone_of
from samdrift.operations.dispatch.queries.orders import Order, told
from samdrift.operations.dispatch.rules import proposing
from samdrift.operations.dispatch.rules.ahead import Job, spread
from samdrift.operations.dispatch.rules.solving import Effort
from samdrift.operations.work import public as work
from samdrift.operations.workforce import public as workforce
from samdrift.registers.parties import public as parties

JOB = "dispatch.plan_ahead"
MOST_DAYS, MOST_ORDERS = 35, 3_000
PLANNED_KINDS = ("planned", "statutory")
# A day of planned visits is small, and there are many: the search ends when so many rounds bring nothing better.
EFFORT = Effort(seconds=2, rounds=200)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What planning ahead came to: orders given out, and those no day had room for."""

    given: int
    left: int


@transaction.atomic
def ask_for_days(
    scope: Scope, team: parties.Team, first: date, days: int, *, now: datetime
) -> list[DayProposal]:  # fmt: skip
    """Have a team's planned work of so many days planned and given out; a day that is being planned already is left.

    Raises:
        Invalid: Not a number of days from 1 to 35.
        NotAllowed: The actor plans no days.
    """
    scope.require_somewhere("dispatch.plan")
    made = begin_days(scope, team, first, days, now=now)
    if made:
        enqueue(JOB, {"proposals": [str(one.uid) for one in made]})
    return made


def begin_days(scope: Scope, team: parties.Team, first: date, days: int, *, now: datetime) -> list[DayProposal]:
    """A proposal for each of some days, waiting to be filled by `plan_days`.

    Raises:
        Invalid: Not a number of days from 1 to 35.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Invalid({"days": _("Plan between 1 and 35 days ahead.")})
    span = [first + timedelta(days=number) for number in range(days)]
    waiting = DayProposal.objects.within(scope).filter(team=team, day__in=span, state="waiting")
    busy = set(waiting.values_list("day", flat=True))
    return [
        DayProposal.objects.create(
            community_id=scope.community_id, team=team, day=day, seconds=int(EFFORT.seconds), seed=EFFORT.seed,
            asked_by_id=scope.person_id, asked_for_id=scope.employment_id, asked_at=now,
        )
        for day in span
        if day not in busy
    ]  # fmt: skip


def plan_days(scope: Scope, proposals: Sequence[DayProposal], *, now: datetime) -> Ahead:
    """Fill the waiting ones of some proposals of one team and give out what they say; safe to repeat.

    Each day is a transaction of its own: killed anywhere, the days before it stand and those after it still wait.
    """
    waiting = sorted((one for one in proposals if one.state == "waiting"), key=lambda one: one.day)
    if not waiting:
        return Ahead(0, 0)
    team, zone = waiting[0].team, zone_of(scope)
    days = [one.day for one in waiting]
    orders = planned_work(scope, team, days[0], days[-1], zone)
    chosen = spread(_jobs(orders, days, zone), _minutes(scope, team, days, zone))
    given = 0
    for place, proposal in enumerate(waiting):
        todays = [key for key, day in chosen.items() if day == place]
        given += _plan_one(scope, proposal, todays, now) if todays else 0
    # A day with nothing to do is put aside without a word.
    rest = [proposal.pk for place, proposal in enumerate(waiting) if place not in set(chosen.values())]
    still = DayProposal.objects.within(scope).filter(pk__in=rest, state="waiting")
    still.update(state=proposing.MOVES["waiting", "dismiss"], version=F("version") + 1)
    return Ahead(given, len(orders) - given)


def planned_work(scope: Scope, team: parties.Team, first: date, last: date, zone: str) -> list[Order]:
    """A team's planned work that nobody has and that may be done between two days; what ends first on top."""
    begins, _after = proposing.day_bounds(first, zone)
    _begins, ends = proposing.day_bounds(last, zone)
    rows = work.WorkOrder.objects.within_permission(scope, "work.view").filter(
        Q(planned_from=None) | Q(planned_from__lt=ends), team=team, assignee=None, is_open=True,
        kind__in=PLANNED_KINDS, state__in=proposing.GIVEABLE, planned_to__gte=begins,
    )  # fmt: skip
    return told(rows.order_by("planned_to", "pk")[:MOST_ORDERS])


def _jobs(orders: Sequence[Order], days: Sequence[date], zone: str) -> list[Job]:
    where = ZoneInfo(zone)
    found = []
    for order in orders:
        first = order.planned_from.astimezone(where).date() if order.planned_from else days[0]
        last = order.planned_to.astimezone(where).date() if order.planned_to else days[-1]
        places = [place for place, day in enumerate(days) if first <= day <= last]
        if places:
            found.append(Job(order.pk, order.site_id, order.minutes, places[0], places[-1]))
    return found


def _minutes(scope: Scope, team: parties.Team, days: Sequence[date], zone: str) -> list[int]:
    """What the people of a team have on each of some days, their rests left out; six reads, however many days."""
    hours = TeamDay.objects.within(scope).filter(team=team).first() or TeamDay(team=team)
    usual = hours.shift_to - hours.shift_from
    begins, ends = proposing.day_bounds(days[0], zone)[0], proposing.day_bounds(days[-1], zone)[1]
    people = workforce.available(scope, [team.pk], begins, ends)
    where, found = ZoneInfo(zone), dict.fromkeys(days, 0)
    for one in people:
        at_work = dict.fromkeys(days, 0) if one.rostered else dict.fromkeys(days, usual)
        for starts, stops in one.spans if one.rostered else ():
            day = starts.astimezone(where).date()
            at_work[day] = at_work.get(day, 0) + int((stops - starts).total_seconds()) // 60
        for day in days:
            if at_work[day] and day not in one.away:
                found[day] += max(0, at_work[day] - hours.rest_minutes)
    return [found[day] for day in days]


def _plan_one(scope: Scope, proposal: DayProposal, keys: Sequence[int], now: datetime) -> int:
    """Propose and accept one day; how many orders were given out."""
    made = propose(scope, proposal, now=now, only=keys, effort=EFFORT)
    if made.state != "proposed":
        return 0
    try:
        given, _passed = accept_proposal(scope, made, expected_version=None, now=now)
    except Refused:  # nobody gets to any of it
        dismiss_proposal(scope, made, expected_version=None, now=now)
        return 0
    return given
