"""Questions about people and what they may do."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min, Q

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.registers.parties import registry, rules
from samdrift.registers.parties.models import (
    ApiToken,
    Deputy,
    Employment,
    Member,
    Person,
    RoleAssignment,
    TeamMember,
    Unit,
)

_REACH_FIELD = {"contract": "contracts", "line": "lines", "unit": "units", "sites": "sites", "case": "cases"}
_STRANGER = "requests.report"


def scope_for(person_id: int, grants_version: int, employment_id: int | None, *, day: date) -> Scope | None:
    """The scope of one person acting for one employment on `day`, or None when there is none to act for.

    Args:
        grants_version: The person's; a change of roles raises it, and with it every remembered scope is left behind.
        employment_id: Which employment, or None for the first that holds.
        day: The day where the community is, so that what ends on a day ends at midnight there.
    """
    return _scope(person_id, grants_version, employment_id, day)


def scope_at(person: Person, employment_id: int | None, *, now: datetime) -> Scope | None:
    """The scope of `person` at the moment `now`, on the day it is where the chosen employment's community is.

    The employment chosen earlier may have ended since: then the first that still holds takes its place. Never the
    union of two.
    """
    current = employments_of(person, now=now)
    chosen = next((one for one in current if one.pk == employment_id), current[0] if current else None)
    if chosen is None:
        return None
    return scope_for(person.pk, person.grants_version, chosen.pk, day=now.astimezone(chosen.zone).date())


@dataclass(frozen=True, slots=True)
class Held:
    """One employment of a person, with what the frame of a page tells about it."""

    pk: int
    uid: UUID
    organisation: dict[str, str]
    title: str
    community: dict[str, str]
    zone: ZoneInfo
    starts_on: date
    ends_on: date | None

    def label(self, language: str) -> str:
        """The employer, and the title where there is one."""
        name = in_language(self.organisation, language)
        return f"{name} · {self.title}" if self.title else name


def employments_of(person: Person, *, now: datetime) -> list[Held]:
    """The person's employments that hold at `now`, each by its own community's calendar, the oldest first."""
    held = _held(person.pk, person.grants_version)
    return [one for one in held if rules.holds_on(now.astimezone(one.zone).date(), one.starts_on, one.ends_on)]


def token_by_digest(digest: str) -> ApiToken | None:
    """The key with this hash, its person loaded; what it may do now is `token_scope`'s to say."""
    with everywhere(reason="a key is looked up before anybody is known"):
        return ApiToken.objects.filter(digest=digest).select_related("employment__person").first()


def token_scope(token: ApiToken, *, now: datetime, real_now: datetime) -> Scope | None:
    """The scope a key acts with: its employment's, less what the key was not given; None once either has ended.

    Args:
        real_now: Keys expire by the real clock, also where the demonstration's stands elsewhere.
    """
    person = token.employment.person
    if not token.works_at(real_now) or not person.is_active:
        return None
    held = next((one for one in employments_of(person, now=now) if one.pk == token.employment_id), None)
    if held is None:
        return None
    given = None if token.permissions is None else frozenset(token.permissions)
    return _token_scope(person.pk, person.grants_version, held.pk, given, now.astimezone(held.zone).date())


def who_acts(scope: Scope) -> dict[str, Any]:
    """Who a scope belongs to, as the API tells it.

    Raises:
        DoesNotExist: It belongs to nobody at work.
    """
    with everywhere(reason="one's own employment, whatever one may look up"):
        rows = Employment.objects.select_related("person", "organisation", "community")
        acting = rows.get(pk=scope.employment_id or 0)
    return {
        "person": {"uid": acting.person.uid, "name": scope.name},
        "employment": acting.uid,
        "organisation": acting.organisation.name,
        "community": acting.community.name,
        "side": scope.side,
        "language": scope.language,
        "roles": list(scope.roles),
        "permissions": sorted({code for grant in scope.grants for code in grant.permissions}),
    }


def tag_scope(community_id: int, *, site_id: int | None, language: str = "en") -> Scope:
    """The scope of a stranger before a code on a wall: one place and the single permission to report there."""
    place: frozenset[int] = frozenset() if site_id is None else frozenset({site_id})
    grant = Grant(role="CIT", permissions=frozenset({_STRANGER}), sites=place)
    return Scope(community_id=community_id, language=language, grants=(grant,), roles=("CIT",))


@dataclass(frozen=True, slots=True)
class Face:
    """A person of the demonstration to sign in as."""

    key: str
    person: Person
    name: str
    roles: str
    side: str
    community: dict[str, str]


def faces_of_the_demonstration() -> list[Face]:
    """One person a role in each community, who came first; somebody with several roles is shown once with all.

    The demonstration may name further people of a role itself: their mail address begins with "face.", and they are
    shown by their title.
    """
    with everywhere(reason="the demonstration shows its people before anybody has signed in"):
        firsts = RoleAssignment.objects.filter(state="granted", employment__person__state="active")
        oldest = firsts.values("community", "role").annotate(first=Min("pk")).values_list("first", flat=True)
        first = set(oldest)
        shown = RoleAssignment.objects.filter(
            Q(pk__in=first) | Q(state="granted", employment__person__email__startswith="face.")
        )
        rows = shown.select_related("employment__person", "community")
        order = {role: place for place, role in enumerate(rules.ROLES)}
        by_person: dict[tuple[Person, int], list[RoleAssignment]] = {}
        for row in sorted(rows, key=lambda row: (row.community_id, order.get(row.role, len(order)))):
            by_person.setdefault((row.employment.person, row.community_id), []).append(row)
        return [
            Face(
                str(one.uid), one, one.full_name, ", ".join(_told(row, first) for row in given),
                rules.side_of([row.role for row in given]), given[0].community.name,
            )
            for (one, _community), given in by_person.items()
        ]  # fmt: skip


def _told(row: RoleAssignment, first: set[int]) -> str:
    return registry.role_name(row.role) if row.pk in first else row.employment.title


def forget_scopes() -> None:
    """Drop remembered scopes: for tests, which use the same ids again for other people."""
    _scope.cache_clear()
    _held.cache_clear()
    _token_scope.cache_clear()


@lru_cache(maxsize=16384)
def _held(person_id: int, grants_version: int) -> tuple[Held, ...]:
    with everywhere(reason="the gate is being made for this person"):
        rows = Employment.objects.filter(person=person_id).select_related("organisation", "community").order_by("pk")
        return tuple(
            Held(
                pk=row.pk, uid=row.uid, organisation=row.organisation.name, title=row.title,
                community=row.community.name, zone=ZoneInfo(row.community.timezone), starts_on=row.starts_on,
                ends_on=row.ends_on,
            )
            for row in rows
        )  # fmt: skip


@lru_cache(maxsize=16384)
def _scope(person_id: int, grants_version: int, employment_id: int | None, day: date) -> Scope | None:
    with everywhere(reason="the gate is being made for this person"):
        employments = Employment.objects.filter(person=person_id).select_related("person", "organisation")
        current = [e for e in employments.order_by("pk") if rules.holds_on(day, e.starts_on, e.ends_on)]
        chosen = next((e for e in current if employment_id in (None, e.pk)), None)
        if chosen is None:
            return None
        assignments = [
            assignment
            for assignment in RoleAssignment.objects.filter(employment=chosen, state="granted").order_by("pk")
            if rules.holds_on(day, assignment.valid_from, assignment.valid_to)
        ]
        roles = tuple(dict.fromkeys(assignment.role for assignment in assignments))
        walled = chosen.organisation.kind in rules.WALLED_KINDS
        given = [grant for assignment in assignments for grant in _grants(assignment)]
        given += _stood_in_for(chosen.pk, day)
        return Scope(
            community_id=chosen.community_id,
            person_id=person_id,
            employment_id=chosen.pk,
            party_id=chosen.organisation_id,
            side=_side(chosen, roles),
            language=chosen.person.language,
            team_ids=frozenset(TeamMember.objects.filter(employment=chosen).values_list("team_id", flat=True)),
            grants=_within_walls(chosen, given) if walled else tuple(given),
            name=chosen.person.full_name,
            roles=roles,
            walled=walled,
        )


@lru_cache(maxsize=4096)
def _token_scope(
    person_id: int, grants_version: int, employment_id: int, given: frozenset[str] | None, day: date
) -> Scope | None:
    whole = scope_for(person_id, grants_version, employment_id, day=day)
    return whole if whole is None or given is None else whole.limited_to(given)


def _side(employment: Employment, roles: tuple[str, ...]) -> str:
    member = Member.objects.filter(community=employment.community_id, organisation=employment.organisation_id).first()
    return member.side if member else rules.side_of(roles)


def _within_walls(employment: Employment, grants: list[Grant]) -> tuple[Grant, ...]:
    """The grants of somebody whose body stands beside others: each reaches units and contracts of that body only."""
    rows = Unit.objects.filter(community=employment.community_id, organisation=employment.organisation_id)
    own = frozenset(rows.values_list("pk", flat=True))
    return tuple(_within_wall(grant, own) for grant in grants)


def _within_wall(grant: Grant, own: frozenset[int]) -> Grant:
    if grant.contracts is None:
        return replace(grant, units=own if grant.units is None else grant.units & own)
    covered = {one: registry.units_of_contracts([one]) for one in grant.contracts}
    contracts = frozenset(one for one, units in covered.items() if units and units <= own)
    return replace(grant, contracts=contracts, contract_units=grant.contract_units & own)


def _grants(assignment: RoleAssignment) -> list[Grant]:
    limits: dict[str, frozenset[int] | frozenset[str]] = {}
    if assignment.reach_kind == "unit":
        limits["units"] = _with_all_below(assignment.community_id, assignment.reach_to)
    elif assignment.reach_kind != "community":
        limits[_REACH_FIELD[assignment.reach_kind]] = frozenset(assignment.reach_to)
    if assignment.reach_kind == "contract":
        limits["contract_units"] = registry.units_of_contracts(assignment.reach_to)
    return [
        Grant(
            role=assignment.role,
            permissions=codes,
            reach=reach,
            data_classes=rules.data_classes(assignment.role, reach, assignment.cleared_for),
            **limits,  # type: ignore[arg-type]
        )
        for reach, codes in registry.permissions_of(assignment.role).items()
    ]


def _stood_in_for(employment_id: int, day: date) -> tuple[Grant, ...]:
    """What others may do and this employment does for them today.

    Their own roles only, so that a deputy's deputy never decides; and nothing they were cleared for by name.
    """
    rows = Deputy.objects.filter(stand_in=employment_id, first_day__lte=day, last_day__gte=day, revoked_at=None)
    principals = rows.filter(principal__person__state="active").select_related("principal").order_by("pk")
    passed_on, found = registry.delegable_permissions(), []
    for principal in [row.principal for row in principals]:
        if not rules.holds_on(day, principal.starts_on, principal.ends_on):
            continue
        for assignment in RoleAssignment.objects.filter(employment=principal, state="granted").order_by("pk"):
            if rules.holds_on(day, assignment.valid_from, assignment.valid_to):
                assignment.cleared_for = []
                found += [
                    replace(grant, permissions=grant.permissions & passed_on, for_person=principal.person_id)
                    for grant in _grants(assignment) if grant.reach == "all" and grant.permissions & passed_on
                ]  # fmt: skip
    return tuple(found)


def _with_all_below(community_id: int, unit_ids: list[int]) -> frozenset[int]:
    tops = Unit.objects.filter(community=community_id, pk__in=unit_ids).values_list("path", flat=True)
    below: set[int] = set()
    for path in tops:
        below.update(Unit.objects.filter(community=community_id, path__startswith=path).values_list("pk", flat=True))
    return frozenset(below)
