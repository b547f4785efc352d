"""Who is there on a day: members of teams with their hours, what they can do and whether they are cleared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.models import TeamDay
from samdrift.operations.dispatch.rules import proposing
from samdrift.operations.dispatch.rules.values import Rest, Worker
from samdrift.registers.parties import public as parties

# That somebody's team serves a line, said as something they can do.
SERVES = "line "


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the crew; the worker's places are ids of sites."""

    person_id: int
    uid: UUID  # of the employment
    team_id: int
    name: str
    worker: Worker


def crew(scope: Scope, team_rows: Sequence[parties.Team], day: date, zone: str) -> list[Member]:
    """The members of some teams who work on a day, leaders first; three reads, however many people.

    A person of several of the teams stands in the first of them and can do what any of them serves.
    """
    wanted = {team.pk: team for team in team_rows}
    rows = parties.TeamMember.objects.within(scope).filter(
        team__in=wanted, employment__person__state="active", employment__starts_on__lte=day
    )
    rows = rows.exclude(employment__ends_on__lt=day).select_related("employment__person")
    members = list(rows.order_by("team_id", "-leads", "employment__person__folded_name", "pk"))
    cleared = parties.cleared_on(scope.community_id, {row.employment.person_id for row in members}, day)
    days = {one.team_id: one for one in TeamDay.objects.within(scope).filter(team__in=wanted)}
    found: dict[int, Member] = {}
    for row in members:
        person, team = row.employment.person, wanted[row.team_id]
        can = can_do(team)
        if person.pk in found:
            before = found[person.pk]
            found[person.pk] = replace(before, worker=replace(before.worker, skills=before.worker.skills | can))
            continue
        worker = worker_of(person.pk, days.get(team.pk) or TeamDay(team=team), day, zone)
        worker = replace(worker, skills=can, cleared=person.pk in cleared)
        found[person.pk] = Member(person.pk, row.employment.uid, team.pk, _named(scope, row.employment), worker)
    return list(found.values())


def can_do(team: parties.Team) -> frozenset[str]:
    """What whoever is in a team can do: its skills and its lines; SERVES alone stands for every line."""
    lines = [f"{SERVES}{code}" for code in team.lines] or [SERVES]
    return frozenset([*team.skills, *lines])


def serving(member: Member, lines: Iterable[str]) -> Member:
    """The same person, where their team serves every line with each of these by name."""
    if SERVES not in member.worker.skills:
        return member
    skills = member.worker.skills | {f"{SERVES}{line}" for line in lines}
    return replace(member, worker=replace(member.worker, skills=skills))


def worker_of(person_id: int, hours: TeamDay, day: date, zone: str) -> Worker:
    """Somebody's day by the hours of their team."""

    def at(minutes: int) -> int:
        return proposing.clock_seconds(day, zone, minutes)

    rest = Rest(hours.rest_minutes * 60, at(hours.rest_from), at(hours.rest_to)) if hours.rest_minutes else None
    start = hours.site_id or 0
    return Worker(person_id, at(hours.shift_from), at(hours.shift_to), start, start, rest=rest)


def _named(scope: Scope, employment: parties.Employment) -> str:
    return parties.shown_name(scope, employment.person, employment.title or _("Employee"))
