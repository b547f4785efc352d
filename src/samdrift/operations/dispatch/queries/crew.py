"""Who is there on a day: members of teams with their hours, what they can do and whether they are cleared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.models import TeamDay
from samdrift.operations.dispatch.queries.orders import Order
from samdrift.operations.dispatch.rules import proposing
from samdrift.operations.dispatch.rules.values import Rest, Worker
from samdrift.operations.workforce import public as workforce
from samdrift.registers.parties import public as parties

# That somebody's team serves a line, said as something they can do.
SERVES = "line "
# A shift with a gap in it: what is missing between its parts is the rest.
LONG_ENOUGH_TO_REST = 5 * 3600


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the crew; the worker's places are ids of sites.

    Attributes:
        keys: The sites they hold a key to, as far as the reader may know.
        away: Whether they are not at work that day.
    """

    person_id: int
    uid: UUID  # of the employment
    team_id: int
    name: str
    worker: Worker
    keys: frozenset[int] = frozenset()
    away: bool = False


def crew(scope: Scope, team_rows: Sequence[parties.Team], day: date, zone: str, now: datetime) -> list[Member]:
    """The members of some teams on a day, leaders first; ten reads, however many people.

    Whoever is away or has no shift that day stands there without hours. A person of several of the teams stands in
    the first of them and serves the lines of all. Cleared is who is cleared today and on the day (invariant 4).
    """
    wanted = {team.pk: team for team in team_rows}
    rows = parties.TeamMember.objects.within(scope).filter(
        team__in=wanted, employment__person__state="active", employment__starts_on__lte=day
    )
    rows = rows.exclude(employment__ends_on__lt=day).select_related("employment__person")
    members = list(rows.order_by("team_id", "-leads", "employment__person__folded_name", "pk"))
    people = {row.employment.person_id for row in members}
    cleared = parties.cleared_on(scope.community_id, people, day)
    cleared &= parties.cleared_on(scope.community_id, people, parties.community_day(scope, now))
    days = {one.team_id: one for one in TeamDay.objects.within(scope).filter(team__in=wanted)}
    first, after = proposing.day_bounds(day, zone)
    hours = {one.employment_id: one for one in workforce.available(scope, wanted, first, after)}
    keys = workforce.keys_of(scope, people)
    found: dict[int, Member] = {}
    for row in members:
        person, team = row.employment.person, wanted[row.team_id]
        lines = frozenset(f"{SERVES}{code}" for code in team.lines) or frozenset({SERVES})
        if person.pk in found:
            before = found[person.pk]
            found[person.pk] = replace(before, worker=replace(before.worker, skills=before.worker.skills | lines))
            continue
        worker = worker_of(person.pk, days.get(team.pk) or TeamDay(team=team), day, zone)
        worker = on_shift(worker, hours.get(row.employment_id), first, day)
        found[person.pk] = Member(
            person.pk, row.employment.uid, team.pk, _named(scope, row.employment),
            replace(worker, skills=lines, cleared=person.pk in cleared), keys.get(person.pk, frozenset()),
            away=worker.shift_to <= worker.shift_from,
        )  # fmt: skip
    return list(found.values())


def able(
    scope: Scope, members: Sequence[Member], orders: Iterable[Order], day: date, now: datetime
) -> list[Member]:  # fmt: skip
    """The same people with which of the skills that these orders ask for they hold, today and on the day; one read."""
    orders = list(orders)
    codes = sorted({code for order in orders for code in order.skills})
    lines = {f"{SERVES}{order.line_code}" for order in orders}
    missing: Mapping[int, list[str]] = {}
    if codes and members:
        days = sorted({day, parties.community_day(scope, now)})
        missing = workforce.missing_of_people(scope.community_id, [one.person_id for one in members], codes, days)
    made = []
    for one in members:
        skills = one.worker.skills | (set(codes) - set(missing.get(one.person_id, codes)))
        skills |= lines if SERVES in skills else frozenset()
        made.append(replace(one, worker=replace(one.worker, skills=frozenset(skills))))
    return made


def on_shift(worker: Worker, hours: workforce.Available | None, first: datetime, day: date) -> Worker:
    """Somebody's day by their own shifts where any are written; without hours when they are away or off."""
    if hours is not None and (day in hours.away or (hours.rostered and not hours.spans)):
        return replace(worker, shift_to=worker.shift_from, rest=None)
    if hours is None or not hours.rostered:
        return worker
    spans = [(proposing.seconds_in(a, first), proposing.seconds_in(b, first)) for a, b in hours.spans]
    begins, ends = spans[0][0], spans[-1][1]
    rest = worker.rest
    if len(spans) > 1:  # the gap between the parts of a shift is the rest, and it does not move
        rest = Rest(spans[1][0] - spans[0][1], spans[0][1], spans[0][1])
    elif rest is not None and (ends - begins < LONG_ENOUGH_TO_REST or not begins <= rest.earliest <= ends):
        rest = None
    elif rest is not None:
        rest = replace(rest, latest=max(rest.earliest, min(rest.latest, ends - rest.length)))
    return replace(worker, shift_from=begins, shift_to=ends, rest=rest)


def worker_of(person_id: int, hours: TeamDay, day: date, zone: str) -> Worker:
    """Somebody's day by the hours of their team."""

    def at(minutes: int) -> int:
        return proposing.clock_seconds(day, zone, minutes)

    rest = Rest(hours.rest_minutes * 60, at(hours.rest_from), at(hours.rest_to)) if hours.rest_minutes else None
    start = hours.site_id or 0
    return Worker(person_id, at(hours.shift_from), at(hours.shift_to), start, start, rest=rest)


def _named(scope: Scope, employment: parties.Employment) -> str:
    return parties.shown_name(scope, employment.person, employment.title or _("Employee"))
