"""Questions about who stands in for whom, and about who decides where in the tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import words_of
from samdrift.registers.parties import registry, rules
from samdrift.registers.parties.models import Community, Deputy, Employment, RoleAssignment, Unit

MOST = 20


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody whose role decides at a place of the tree.

    Attributes:
        level: How deep the unit lies at which the role was given: 0 the whole community, 1 a top unit, and so on.
    """

    person_id: int
    role: str
    level: int


def deciders(community_id: int, permission: str, unit_id: int | None, *, data_class: str, day: date) -> list[Decider]:
    """Who has `permission` over a unit on `day` by a role of their own, whatever lies between, the nearest first."""
    with everywhere(reason="who may decide is asked for the question, not for a reader"):
        path = Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first() if unit_id else None
        above = [int(part) for part in (path or "").split("/") if part]
        rows = RoleAssignment.objects.filter(
            community=community_id, role__in=registry.roles_with(permission), state="granted",
            reach_kind__in=("community", "unit"), employment__person__state="active",
        )  # fmt: skip
        found = [
            Decider(row.employment.person_id, row.role, level)
            for row in rows.select_related("employment").order_by("pk")
            if (level := _level(row, above)) is not None
            and rules.holds_on(day, row.valid_from, row.valid_to)
            and rules.holds_on(day, row.employment.starts_on, row.employment.ends_on)
            and data_class in rules.data_classes(row.role, "all", row.cleared_for)
        ]
    return sorted(found, key=lambda one: -one.level)


def _level(row: RoleAssignment, above: list[int]) -> int | None:
    if row.reach_kind == "community":
        return 0
    levels = [above.index(unit) + 1 for unit in row.reach_to if unit in above]
    return max(levels, default=None)


def deputies_of(scope: Scope, *, day: date) -> list[Deputy]:
    """One's own deputies and whom one stands in for, what is over left out, with both people loaded."""
    rows = Deputy.objects.within(scope).filter(last_day__gte=day, revoked_at=None)
    mine = rows.filter(Q(principal__person=scope.person_id) | Q(stand_in__person=scope.person_id))
    loaded = mine.select_related("principal__person", "stand_in__person", "principal__unit")
    return list(loaded.order_by("first_day", "pk"))


def stand_ins_of(community_id: int, people: Iterable[int], *, day: date) -> list[int]:
    """The people who stand in for any of these today."""
    with everywhere(reason="who stands in for somebody is told what waits for them"):
        rows = Deputy.objects.filter(
            community=community_id, principal__person__in=list(people), first_day__lte=day, last_day__gte=day,
            revoked_at=None,
        )  # fmt: skip
        return list(rows.order_by("pk").values_list("stand_in__person_id", flat=True))


def colleagues_to_name(scope: Scope, text: str) -> list[Employment]:
    """Colleagues of the same employer by name as far as one may look people up, or by their whole work address."""
    words = words_of(text).split()
    if not words:
        return []
    ours = {"community": scope.community_id, "organisation": scope.party_id, "person__state": "active"}
    rows = Employment.objects.within(scope).filter(**ours, person__protected_identity=False)
    for word in words:
        rows = rows.filter(person__folded_name__contains=f" {word}")
    found = rows.exclude(person=scope.person_id).select_related("person", "unit").order_by("person__folded_name", "pk")
    named = list(found[:MOST])
    if not named and "@" in text:
        with everywhere(reason="a colleague's whole work address is told by who already knows it"):
            known = Employment.objects.filter(**ours, person__email=text.strip().lower())
            named = list(known.exclude(person=scope.person_id).select_related("person", "unit").order_by("pk")[:1])
    return named


def community_day(scope: Scope, moment: datetime) -> date:
    """The day it is at `moment` where the community is."""
    return moment.astimezone(zone_of_community(scope.community_id)).date()


def zone_of_community(community_id: int) -> ZoneInfo:
    """The time zone a community's days belong to."""
    (zone,) = _ZONE.rows(community_id)
    return ZoneInfo(zone)


_ZONE = Prepared(
    lambda community_id: Community.objects.filter(pk=community_id).values_list("timezone", flat=True), -77_112,
    reason="a community's clock is no secret",
)  # fmt: skip


def currency_of(scope: Scope) -> str:
    """The community's currency."""
    return Community.objects.values_list("currency", flat=True).get(pk=scope.community_id)


def employment_uid_of(scope: Scope) -> UUID:
    """The employment somebody acts for."""
    with everywhere(reason="one's own employment"):
        return Employment.objects.values_list("uid", flat=True).get(pk=scope.employment_id or 0)
