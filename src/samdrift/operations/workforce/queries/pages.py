"""What the pages show: a team's week, one person, one's own days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.workforce.models import Absence, Cover, KeyHolding, Qualification, Swap
from samdrift.operations.workforce.queries.shifts import Plan, planned
from samdrift.operations.workforce.rules import expiry
from samdrift.operations.workforce.rules import shifts as rules
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team, by the name the reader may know."""

    employment_id: int
    uid: object
    person_id: int
    name: str
    leads: bool


def teams_seen(scope: Scope) -> list[parties.Team]:
    """The teams whose people's shifts one may see: of one's own employer, or only one's own."""
    wide = any("workforce.view" in grant.permissions and grant.reach == "all" for grant in scope.grants)
    rows = parties.teams(scope).filter(organisation=scope.party_id)
    return list(rows if wide else rows.filter(pk__in=scope.team_ids))


def largest(scope: Scope, teams: Sequence[parties.Team]) -> parties.Team | None:
    """Of some teams the one with most people; the first where none has any; one read."""
    rows = parties.TeamMember.objects.within(scope).filter(team__in=teams).order_by().values_list("team")
    most = rows.annotate(many=Count("pk")).order_by("-many", "team").first()
    return next((team for team in teams if most and team.pk == most[0]), next(iter(teams), None))


def people_in(scope: Scope, team_id: int, day: date) -> list[Member]:
    """Who is in a team on a day, leaders first; one read."""
    rows = parties.TeamMember.objects.within(scope).filter(team=team_id, employment__starts_on__lte=day)
    rows = rows.exclude(employment__ends_on__lt=day).exclude(employment__person__state__in=("departed", "anonymised"))
    found = rows.select_related("employment__person").order_by("-leads", "employment__person__folded_name", "pk")
    return [_member(scope, one.employment, leads=one.leads) for one in found]


def _member(scope: Scope, one: parties.Employment, *, leads: bool = False) -> Member:
    name = parties.shown_name(scope, one.person, one.title)
    return Member(one.pk, one.uid, one.person_id, name, leads)


def colleagues_of(scope: Scope) -> list[Member]:
    """Everybody of one's own teams but oneself, by name; one read."""
    rows = parties.TeamMember.objects.within(scope).filter(team__in=scope.team_ids)
    rows = rows.exclude(employment=scope.employment_id).select_related("employment__person")
    found = {one.employment_id: one.employment for one in rows.order_by("employment__person__folded_name", "pk")}
    return [_member(scope, one) for one in found.values()]


def workmates(scope: Scope, day: date) -> list[Member]:
    """Everybody in a team of one's own employer, by name: who may take turns; at most five hundred, one read."""
    rows = parties.TeamMember.objects.within(scope).filter(employment__organisation=scope.party_id)
    rows = rows.filter(employment__starts_on__lte=day, employment__person__state="active", team__closed_on=None)
    rows = rows.exclude(employment__ends_on__lt=day).select_related("employment__person")
    found = {one.employment_id: one.employment for one in rows.order_by("employment__person__folded_name", "pk")[:500]}
    return [_member(scope, one) for one in found.values()]


def week_of(scope: Scope, employment_ids: Iterable[int], monday: date) -> Plan:
    """What people work in a week."""
    return planned(scope, list(employment_ids), monday, monday + timedelta(days=6))


def absences_of(scope: Scope, employment_ids: Iterable[int], first: date, last: date) -> list[Absence]:
    """Absences one may see with their kind, asked or held, in their order; one read."""
    rows = Absence.objects.within(scope).filter(
        employment__in=list(employment_ids), state__in=("asked", "granted"), first_day__lte=last, last_day__gte=first
    )
    return list(rows.select_related("employment__person").order_by("first_day", "pk"))


def asked_absences(scope: Scope) -> list[Absence]:
    """What waits for an answer of the reader, the oldest on top; one read."""
    rows = Absence.objects.within_permission(scope, "workforce.answer_absence").filter(state="asked")
    rows = rows.exclude(employment__person=scope.person_id).select_related("employment__person")
    return list(rows.order_by("asked_at", "pk")[:100])


def own_absences(scope: Scope, today: date) -> list[Absence]:
    """One's own, not over yet."""
    rows = Absence.objects.within(scope).filter(employment=scope.employment_id, last_day__gte=today)
    return list(rows.order_by("first_day", "pk")[:20])


def swaps_seen(scope: Scope, today: date) -> list[Swap]:
    """Swaps one asked for or is asked for, of days to come; one read."""
    rows = (
        Swap.objects.within(scope)
        .filter(given_day__gte=today)
        .select_related("employment__person", "other__person", "roster")
    )
    mine = rows.filter(employment=scope.employment_id) | rows.filter(other=scope.employment_id)
    return list(mine.order_by("given_day", "pk")[:20])


def keys_held(scope: Scope, employment_id: int) -> list[KeyHolding]:
    """The keys somebody has, as far as one may see; sites and givers loaded."""
    rows = KeyHolding.objects.within(scope).filter(employment=employment_id, returned_at__isnull=True)
    return list(rows.select_related("site", "handed_by").order_by("handed_at", "pk"))


def running_out(scope: Scope, today: date) -> list[Qualification]:
    """What runs out within ninety days or has ended lately, the first on top."""
    rows = Qualification.objects.within(scope).filter(
        state="held", valid_to__lte=today + timedelta(days=max(expiry.STAGES)), valid_to__gte=today - timedelta(days=90)
    )
    return list(rows.select_related("skill", "employment__person").order_by("valid_to", "pk")[:200])


def covering_now(scope: Scope, employment_id: int, today: date) -> list[Cover]:
    """Substitutions somebody is in, either way, that are not over; one read."""
    with everywhere(reason="who stands in for somebody whose page the reader may see"):
        rows = Cover.objects.filter(community=scope.community_id, last_day__gte=today, ended_at__isnull=True)
        rows = rows.filter(employment=employment_id) | rows.filter(absent=employment_id)
        return list(rows.select_related("employment__person", "absent__person").order_by("first_day", "pk"))


def shift_at(plan: Plan, employment_id: int, at: datetime) -> rules.Shift | None:
    """The shift somebody works at a moment."""
    return next((one for one in plan.shifts.get(employment_id, []) if one.starts <= at < one.ends), None)
