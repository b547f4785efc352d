"""Who holds a role where something is: whom to tell, whom to ask."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.models import Community, Employment, RoleAssignment, TeamMember, Unit
from samdrift.registers.parties.queries.gate import scope_for

_WORKING = ("pk", "person_id", "person__grants_version", "community__timezone")
_WHY = "where somebody works; what they may see is asked of their gate"
_BY_EMAIL = Prepared(
    lambda community, email: Employment.objects.filter(
        community=community, person__email=email, person__state="active"
    ).order_by("pk").values_list(*_WORKING),
    -77_001, "@email@", reason=_WHY,
)  # fmt: skip
_BY_PERSON = Prepared(
    lambda community, person: Employment.objects.filter(
        community=community, person=person, person__state="active"
    ).order_by("pk").values_list(*_WORKING),
    -77_001, -77_002, reason=_WHY,
)  # fmt: skip
_UNIT = Prepared(lambda pk: Employment.objects.filter(pk=pk).values_list("unit_id", flat=True), -77_001, reason=_WHY)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody at work with a role there; the scope says what else they may."""

    person_id: int
    employment_id: int
    scope: Scope


def holders_of(
    community_id: int,
    roles: Collection[str],
    *,
    now: datetime,
    unit_id: int | None = None,
    site_id: int | None = None,
    contract_id: int | None = None,
    line: str = "",
) -> list[Holder]:
    """People who hold one of these roles today where a thing is, by person; each once.

    The place narrows only; whether somebody may see the thing itself is asked of the holder's scope.
    """
    with everywhere(reason="who holds a role; each is then asked through their own gate"):
        zone = Community.objects.values_list("timezone", flat=True).get(pk=community_id)
        day = now.astimezone(ZoneInfo(zone)).date()
        held = RoleAssignment.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), community=community_id, role__in=roles, state="granted",
            valid_from__lte=day, employment__person__state="active",
        )  # fmt: skip
        above = _above(unit_id)
        place: dict[str, set[Any]] = {"unit": above, "sites": {site_id}, "contract": {contract_id}, "line": {line}}
        near = [
            row.employment_id
            for row in held.order_by("employment__person_id", "pk").only("employment_id", "reach_kind", "reach_to")
            if row.reach_kind not in place or place[row.reach_kind] & set(row.reach_to)
        ]
        return _acting(near, day)


def team_of(community_id: int, team_id: int, *, now: datetime, leads: bool = False) -> list[Holder]:
    """The members of a team who are at work today, or only those who lead it."""
    with everywhere(reason="who is in a team; each is then asked through their own gate"):
        zone = Community.objects.values_list("timezone", flat=True).get(pk=community_id)
        members = TeamMember.objects.filter(community=community_id, team=team_id, employment__person__state="active")
        if leads:
            members = members.filter(leads=True)
        ids = members.order_by("pk").values_list("employment_id", flat=True)
        return _acting(ids, now.astimezone(ZoneInfo(zone)).date())


def employed_here(community_id: int, person_id: int, *, now: datetime) -> Holder | None:
    """Somebody at work in this community, for the employment that began first; None when they are not."""
    return _first_acting(_BY_PERSON.rows(community_id, person_id), now)


def _first_acting(rows: Iterable[tuple[int, int, int, str]], now: datetime) -> Holder | None:
    for employment, person, grants_version, zone in rows:
        scope = scope_for(person, grants_version, employment, day=now.astimezone(ZoneInfo(zone)).date())
        if scope is not None:
            return Holder(person, employment, scope)
    return None


def _acting(employment_ids: Iterable[int], day: date) -> list[Holder]:
    wanted = list(dict.fromkeys(employment_ids))
    rows = Employment.objects.filter(pk__in=wanted).select_related("person").in_bulk()
    found: dict[int, Holder] = {}
    for pk in wanted:
        person = rows[pk].person
        scope = scope_for(person.pk, person.grants_version, pk, day=day)
        if scope is not None and person.pk not in found:
            found[person.pk] = Holder(person.pk, pk, scope)
    return list(found.values())


def _above(unit_id: int | None) -> set[int | None]:
    """The unit and all it lies below."""
    if unit_id is None:
        return set()
    path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first() or ""
    return {int(part) for part in path.split("/") if part}


def holder_with_email(community_id: int, email: str, *, now: datetime) -> Holder | None:
    """Somebody at work in this community by their mail address."""
    return _first_acting(_BY_EMAIL.rows(community_id, email.strip().lower()), now)


def unit_of(employment_id: int) -> int | None:
    """The unit of an employment."""
    return next(iter(_UNIT.rows(employment_id)), None)


def cleared_on(community_id: int, person_ids: Iterable[int], day: date) -> set[int]:
    """Which of these people may go behind secured doors on a day: those to whom a role of theirs opens D8 then."""
    with everywhere(reason="whether somebody may be sent behind secured doors; only ids are answered"):
        rows = RoleAssignment.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            Q(employment__ends_on=None) | Q(employment__ends_on__gte=day),
            community=community_id, employment__person__in=list(person_ids), state="granted", valid_from__lte=day,
            employment__starts_on__lte=day,
        )  # fmt: skip
        held = rows.values_list("employment__person_id", "role", "cleared_for")
        return {person for person, role, cleared in held if rules.SECURITY in rules.data_classes(role, "all", cleared)}
