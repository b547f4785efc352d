"""Who is on call: rosters with their turns, swaps and absences, and the one that is meant for a matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.local_time import moment_of, zone_named
from samdrift.kernel.opening import opening
from samdrift.operations.workforce.models import Roster, RosterMember, Swap
from samdrift.operations.workforce.queries.shifts import days_away
from samdrift.operations.workforce.rules import calling as rules
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who is called for a roster at a moment.

    Attributes:
        people: In the order they are called, by person; `employments` the same by employment.
        until: When the next turn begins.
    """

    roster: Roster
    people: tuple[int, ...]
    employments: tuple[int, ...]
    until: datetime


def who_is_on_call(community_id: int, *, line: str, site_id: int | None, priority: int, at: datetime) -> OnCall | None:
    """Who is called for a matter of a line, a place and a priority; None where no roster is meant for it now.

    The roster that names the site wins over one that names the line, and that over one for everything. Five reads at
    most, however many rosters: for commands and jobs, so it asks nobody's gate.
    """
    with everywhere(reason="whom to call is asked for the matter, not for a reader"):
        open_now = _rosters(community_id, at.date())
        fits = [
            (exact, -roster.pk, roster)
            for roster in open_now
            if (exact := rules.matches(
                roster.lines, roster.site_ids, roster.priorities, line=line, site=site_id, priority=priority
            ))
        ]  # fmt: skip
        closed = _closed_calendars(community_id, [roster for _exact, _pk, roster in fits], at)
        meant = [one for one in fits if not one[2].outside or one[2].outside in closed]
        if not meant:
            return None
        return next(iter(_called(community_id, [max(meant, key=lambda one: one[:2])[2]], at)), None)


def on_call_now(scope: Scope, at: datetime) -> list[tuple[OnCall, bool]]:
    """Every roster one may see with who is called, and whether it is in force at the moment; by code."""
    rosters = list(rosters_of(scope, at.date()))
    with everywhere(reason="turns, swaps and absences of rosters the reader may see"):
        closed = _closed_calendars(scope.community_id, rosters, at)
        called = _called(scope.community_id, rosters, at)
    return [(one, not one.roster.outside or one.roster.outside in closed) for one in called]


def rosters_of(scope: Scope, day: date) -> Sequence[Roster]:
    """The rosters in use, by code."""
    rows = Roster.objects.within(scope).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))
    return list(rows.order_by("code"))


def _rosters(community_id: int, day: date) -> list[Roster]:
    rows = Roster.objects.filter(community=community_id)
    return list(rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day)).order_by("pk"))


def members_of(roster_ids: Iterable[int]) -> dict[int, list[RosterMember]]:
    """Who takes turns in some rosters, in their order, people loaded; one read. Called across the gate by this room."""
    found: dict[int, list[RosterMember]] = {}
    rows = RosterMember.objects.filter(roster__in=list(roster_ids)).select_related("employment__person")
    for row in rows.order_by("position", "pk"):
        found.setdefault(row.roster_id, []).append(row)
    return found


def rota_of(roster: Roster, members: Iterable[RosterMember]) -> rules.Rota:
    """A roster as the rules count turns."""
    ids = tuple(one.employment_id for one in members)
    return rules.Rota(roster.first_day, roster.turn_days, roster.hand_over, roster.timezone, ids)


def swaps_of(roster_ids: Iterable[int], first: date, last: date) -> dict[int, dict[date, int]]:
    """By roster and the first day of a turn, who took it over; one read."""
    rows = Swap.objects.filter(roster__in=list(roster_ids), state="agreed")
    rows = rows.filter(Q(given_day__range=(first, last)) | Q(back_day__range=(first, last)))
    found: dict[int, list[tuple[date, int, date | None, int]]] = {}
    for swap in rows.order_by("answered_at", "pk"):
        one = (swap.given_day, swap.employment_id, swap.back_day, swap.other_id)
        found.setdefault(swap.roster_id or 0, []).append(one)
    return {roster: rules.swapped_turns(swaps) for roster, swaps in found.items()}


def _called(community_id: int, rosters: Sequence[Roster], at: datetime) -> list[OnCall]:
    members = members_of(one.pk for one in rosters)
    longest = max((one.turn_days for one in rosters), default=1)
    swapped = swaps_of((one.pk for one in rosters), at.date() - timedelta(days=longest + 1), at.date())
    everybody = {row.employment_id: row.employment for rows in members.values() for row in rows}
    day = at.astimezone(zone_named(rosters[0].timezone)).date() if rosters else at.date()
    away = {one for one, days in days_away(community_id, everybody, day, day).items() if days}
    gone = {pk for pk, one in everybody.items() if one.person.state != "active" or (one.ends_on and one.ends_on < day)}
    found = []
    for roster in rosters:
        rota = rota_of(roster, members.get(roster.pk, []))
        turn = rules.turn_at(rota, at)
        if turn is not None:
            order = rules.called_in_order(rota, at, swapped.get(roster.pk, {}), away | gone)
            people = tuple(everybody[one].person_id for one in order)
            found.append(OnCall(roster, people, tuple(order), turn.ends))
    return found


def _closed_calendars(community_id: int, rosters: Iterable[Roster], at: datetime) -> set[str]:
    """Of the calendars these rosters stand in for, those that are closed; an unknown one counts as closed."""
    codes = {one.outside for one in rosters if one.outside}
    if not codes:
        return set()
    total = contracts.Contract.objects.filter(community=community_id).aggregate(sum=Sum("version"))["sum"] or 0
    return {code for code in codes if not _is_open(community_id, code, at, total)}


def _is_open(community_id: int, code: str, at: datetime, revision: int) -> bool:
    try:
        _pk, calendar = contracts.calendar_for(community_id, code, at.date(), revision)
        moment = moment_of(at, zone_named(calendar.timezone))
        return opening(calendar, moment, moment).is_open(moment)
    except (LookupError, ValueError):
        # Nobody answers by day for a calendar that says nothing, so whoever is on call does.
        return False


def turns_to_come(
    scope: Scope, rosters: Sequence[Roster], at: datetime, *, weeks: int = 8
) -> dict[int, list[tuple[rules.Turn, int]]]:
    """By roster the turns of the next weeks, each with the employment who really takes it; two reads."""
    longest, until = max((one.turn_days for one in rosters), default=1), at + timedelta(weeks=weeks)
    with everywhere(reason="turns of rosters the reader sees"):
        members = members_of(one.pk for one in rosters)
        swapped = swaps_of((one.pk for one in rosters), at.date() - timedelta(days=longest + 1), until.date())
    return {
        one.pk: [
            (turn, swapped.get(one.pk, {}).get(turn.first_day, turn.member))
            for turn in rules.turns_between(rota_of(one, members.get(one.pk, [])), at, until)
        ]
        for one in rosters
    }


def people_of(scope: Scope, employment_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """By employment the name the reader may know and the work phone; a protected person's phone is told to nobody."""
    with everywhere(reason="people whose turns the reader sees; names pass their own rule"):
        rows = parties.Employment.objects.filter(pk__in=list(employment_ids), community=scope.community_id)
        return {
            one.pk: (
                parties.shown_name(scope, one.person, one.title),
                "" if _hidden(scope, one.person) else one.person.work_phone,
            )
            for one in rows.select_related("person")
        }


def _hidden(scope: Scope, person: parties.Person) -> bool:
    return person.protected_identity and person.pk != scope.person_id and not scope.may("parties.view_protected")


def rosters_with(scope: Scope, employment_id: int, day: date) -> list[Roster]:
    """The rosters somebody takes turns in; one read."""
    inside = RosterMember.objects.within(scope).filter(employment=employment_id).values("roster")
    rows = Roster.objects.within(scope).filter(pk__in=inside)
    return list(rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day)).order_by("code"))
