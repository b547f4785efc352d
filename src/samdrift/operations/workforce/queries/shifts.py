"""Who works when: shifts from patterns and single days, without the days somebody is away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.local_time import zone_named
from samdrift.operations.workforce.models import Absence, ShiftChange, ShiftPattern
from samdrift.operations.workforce.rules import shifts as rules
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Available:
    """One member of a team over some time.

    Attributes:
        spans: When they are at work, in UTC, in order; empty when they are off or away.
        away: Days they are away; why is told to nobody here.
        rostered: Whether any shifts are written for them; where none are, nothing is known of their hours.
    """

    person_id: int
    employment_id: int
    spans: tuple[tuple[datetime, datetime], ...]
    away: frozenset[date]
    rostered: bool


def available(scope: Scope, team_ids: Iterable[int], start: datetime, end: datetime) -> list[Available]:
    """The members of some teams and when they work between two moments; five reads, however many people.

    Only people whose shifts the scope may see (`workforce.view`); a person of several of the teams stands once.
    """
    held = members(scope, team_ids)
    plan = planned(scope, list(held), start.date() - timedelta(days=2), end.date() + timedelta(days=1))
    return [
        Available(
            person, employment, tuple(rules.free_spans(plan.shifts[employment], plan.away[employment], start, end)),
            frozenset(plan.away[employment]), employment in plan.rostered,
        )
        for employment, person in held.items()
    ]  # fmt: skip


def members(scope: Scope, team_ids: Iterable[int]) -> dict[int, int]:
    """Employment → person of the teams' members, by team and name."""
    rows = parties.TeamMember.objects.within(scope).filter(team__in=list(team_ids))
    rows = rows.filter(employment__person__state="active").order_by("team", "-leads", "employment__person__folded_name")
    return dict(rows.values_list("employment_id", "employment__person_id"))


@dataclass(slots=True)
class Plan:
    """What some people work on some days, each by employment."""

    shifts: dict[int, list[rules.Shift]]
    away: dict[int, set[date]]
    rostered: set[int]
    changed: dict[tuple[int, date], ShiftChange]


def planned(scope: Scope, employment_ids: Sequence[int], first: date, last: date) -> Plan:
    """Shifts and days away of some people, both days included; three reads. Only what the scope may see of shifts."""
    wanted = list(employment_ids)
    patterns: dict[int, list[tuple[rules.Pattern, str]]] = {}
    holding = ShiftPattern.objects.within(scope).filter(employment__in=wanted, valid_from__lte=last)
    for row in holding.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first)).order_by("valid_from"):
        made = rules.Pattern(row.valid_from, row.valid_to, rules.read_weeks(row.weeks))
        patterns.setdefault(row.employment_id, []).append((made, row.timezone))
    changes: dict[int, dict[date, rules.Windows]] = {}
    rows = {}
    for change in ShiftChange.objects.within(scope).filter(employment__in=wanted, day__range=(first, last)):
        changes.setdefault(change.employment_id, {})[change.day] = rules.read_windows(change.windows)
        rows[change.employment_id, change.day] = change
    away = days_away(scope.community_id, wanted, first, last)
    zone = _zone(scope) if set(changes) - set(patterns) else ""
    shifts = {
        one: rules.shifts_of(
            [pattern for pattern, _zone in patterns.get(one, [])], changes.get(one, {}),
            patterns[one][-1][1] if one in patterns else zone, first, last,
        )
        if one in patterns or one in changes else []
        for one in wanted
    }  # fmt: skip
    return Plan(shifts, {one: away.get(one, set()) for one in wanted}, set(patterns) | set(changes), rows)


def days_away(community_id: int, employment_ids: Iterable[int], first: date, last: date) -> dict[int, set[date]]:
    """Days on which people are away, without why; one read."""
    with everywhere(reason="that somebody is away is no secret among those who plan; why is not read"):
        rows = Absence.objects.filter(
            community=community_id, employment__in=list(employment_ids), state="granted", first_day__lte=last,
            last_day__gte=first,
        ).values_list("employment_id", "first_day", "last_day")  # fmt: skip
        found: dict[int, set[date]] = {}
        for employment, begins, ends in rows:
            found.setdefault(employment, set()).update(rules.days_between(max(begins, first), min(ends, last)))
    return found


def people_away(community_id: int, person_ids: Iterable[int], day: date) -> set[int]:
    """Of these people those who are away on a day, without why; one read."""
    return set(_AWAY.rows(Scope(community_id=community_id), None, frozenset(person_ids), day))


def _away(scope: Scope, _form: None, person_ids: frozenset[int], day: date) -> QuerySet[Any, int]:
    with everywhere(reason="that somebody is away is no secret among those who plan; why is not read"):
        rows = Absence.objects.filter(
            community=scope.community_id, employment__person__in=person_ids, state="granted", first_day__lte=day,
            last_day__gte=day,
        )  # fmt: skip
    return rows.values_list("employment__person_id", flat=True)


_AWAY: Shaped[int] = Shaped(_away)


def _zone(scope: Scope) -> str:
    return parties.Community.objects.values_list("timezone", flat=True).get(pk=scope.community_id)


def zone_of(scope: Scope) -> str:
    """The community's own zone, in which days of people are counted."""
    return _zone(scope)


def today_of(scope: Scope, now: datetime) -> date:
    """The day it is where the community is."""
    return now.astimezone(zone_named(_zone(scope))).date()


def spoken(plan: Plan) -> Mapping[int, list[rules.Warned]]:
    """What rest and hours say of each person's plan, days away left out."""
    return {
        one: rules.warnings_of(shift for shift in shifts if shift.day not in plan.away[one])
        for one, shifts in plan.shifts.items()
    }
