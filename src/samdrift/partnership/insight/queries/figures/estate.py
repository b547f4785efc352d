"""Figures of the estate and what is normalised by it: cost a square metre and a user, requests a user."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.prepared import Prepared
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.insight.queries.counting import (
    FOUR,
    Counting,
    Sums,
    address,
    counts,
    folded,
)
from samdrift.partnership.insight.queries.figures.money import INVOICES, invoiced, invoices_counted
from samdrift.partnership.insight.queries.figures.requests import VIEW as REQUESTS
from samdrift.partnership.insight.queries.figures.requests import reported
from samdrift.partnership.insight.queries.telling import remembered, top_units
from samdrift.partnership.insight.registry import DOWN, Asked, Cell, Figure
from samdrift.partnership.insight.rules.hiding import FEWEST
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

VIEW = "estate.view"
OF_PLACES = frozenset({"", "unit", "site"})
OF_UNITS = frozenset({"", "unit"})
STANDING = ("active", "out_of_use")
GONE = ("closed", "planned")
ONE, THOUSANDTH = Decimal(1), Decimal("0.001")


def _served(scope: Scope, asked: Asked, covers: frozenset[int] | None) -> QuerySet[Any]:
    rows = estate.Site.objects.within(scope).filter(_covered(asked, covers, "unit")).exclude(state__in=GONE)
    return rows if asked.site_ids is None else rows.filter(pk__in=asked.site_ids)


_SITES = Counting(_served, {"n": Count("pk")}, columns={"site": "pk"})


def sites(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Places the contract serves."""
    return counts(_SITES.sums(scope, asked, by, _covers(scope, asked.contract_id)))


def _covered(asked: Asked, covers: frozenset[int] | None, unit: str) -> Q:
    """Of the units the contract covers, and of those asked."""
    chosen = Q() if asked.unit_ids is None else Q(**{f"{unit}__in": asked.unit_ids})
    return chosen if covers is None else chosen & Q(**{f"{unit}__in": covers})


def _covers(scope: Scope, contract_id: int) -> frozenset[int] | None:
    """The units of a contract with all below them; None where it covers all."""

    def read() -> frozenset[int] | None:
        tops = top_units(scope)[contract_id]
        if not tops:
            return None
        wanted = {str(pk) for pk in tops}
        paths = parties.unit_paths(scope)
        return frozenset(pk for pk, path in paths.items() if not wanted.isdisjoint(path.split("/")))

    return remembered(("covers", scope.community_id, contract_id), read)


def _rooms(scope: Scope, _form: None, site_ids: frozenset[int] | None) -> QuerySet[Any, Any]:
    rows = estate.Space.objects.within(scope).filter(state__in=STANDING, area_m2__isnull=False)
    rows = rows if site_ids is None else rows.filter(site__in=site_ids)
    return (
        rows.order_by().values("site_id").annotate(m2=Sum("area_m2"), n=Count("pk")).values_list("site_id", "m2", "n")
    )


_AREAS: Shaped[tuple[int, Decimal, int]] = Shaped(_rooms)
_UNITS_OF_SITES = Prepared(
    lambda community_id: estate.Site.objects.filter(community=community_id).values_list("pk", "unit_id"), -77_114,
    reason="which unit a place belongs to; whose rooms somebody sees is asked of the rooms",
)  # fmt: skip


def _areas(scope: Scope, asked: Asked, by: str) -> dict[Any, Sums]:
    """Square metres, and of how many rooms; read once by place, for rooms are many."""
    units = remembered(
        ("units of sites", scope.community_id), lambda: dict(_UNITS_OF_SITES.rows(scope.community_id))
    )  # fmt: skip

    def read() -> list[tuple[int, Decimal, int]]:
        sites: frozenset[int] | None = None
        for chosen in (_covers(scope, asked.contract_id), asked.unit_ids):
            if chosen is not None:
                sites = frozenset(site for site in (units if sites is None else sites) if units[site] in chosen)
        return _AREAS.rows(scope, None, sites)

    found = remembered(("areas", scope, asked.contract_id, asked.unit_ids), read)
    # SQLite adds decimals up as floats: what lies beyond the thousandths a room has is not there.
    return folded(
        scope, by,
        (
            ({"unit": units[site], "site": site}.get(by), {"m2": m2.quantize(THOUSANDTH), "n": n})
            for site, m2, n in found
            if asked.site_ids is None or site in asked.site_ids
        ),
    )  # fmt: skip


def area(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Square metres of rooms."""
    return [Cell(key=key, value=one["m2"], rows=int(one["n"])) for key, one in _areas(scope, asked, by).items()]


def _users(scope: Scope, asked: Asked, by: str) -> dict[Any, Decimal]:
    """How many people of the customer's side work there on the period's last day: a number, never who."""
    day = asked.until - timedelta(days=1)
    covers = _covers(scope, asked.contract_id)
    found = _headcount(scope.community_id, covers, asked.unit_ids, day)
    reach = _reached(scope)
    rows = [(unit if by == "unit" else None, {"n": n}) for unit, n in found if reach is None or unit in reach]
    return {key: one["n"] for key, one in folded(scope, by, rows).items()}


def _headcount(
    community_id: int, covers: frozenset[int] | None, unit_ids: frozenset[int] | None, day: date
) -> Sequence[tuple[int, int]]:
    """How many people work in each unit on a day, for whoever reads; at most half a minute old.

    Employments begin and end by the day, and every page of figures divides by their number: a quarter of its time.
    """
    key = community_id, covers, unit_ids, day
    kept = _counted.get(key)
    if kept is None or time.monotonic() - kept[0] > SECONDS:
        if len(_counted) >= MOST_COUNTED:
            _counted.clear()
        rows = list(_EMPLOYED.rows(Scope(community_id), None, covers, unit_ids, day))
        kept = _counted[key] = (time.monotonic(), rows)
    return kept[1]


def _employed(
    scope: Scope, _form: None, contract_units: frozenset[int] | None, unit_ids: frozenset[int] | None, day: date
) -> QuerySet[Any, Any]:
    customers = parties.Organisation.objects.filter(kind="customer").values("pk")
    with everywhere(reason="how many people work in a district is counted, by no name"):
        rows = parties.Employment.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), community=scope.community_id, starts_on__lte=day,
            unit__isnull=False, organisation__in=customers,
        )  # fmt: skip
    for units in (contract_units, unit_ids):
        rows = rows if units is None else rows.filter(unit__in=units)
    return rows.order_by().values_list("unit_id").annotate(n=Count("pk"))


_EMPLOYED: Shaped[tuple[int, int]] = Shaped(_employed)
SECONDS, MOST_COUNTED = 30, 500
_Key = tuple[int, frozenset[int] | None, frozenset[int] | None, date]
_counted: dict[_Key, tuple[float, list[tuple[int, int]]]] = {}


def _reached(scope: Scope) -> frozenset[int] | None:
    """The units whose figures somebody may see at all; None is every one."""
    reached: set[int] = set()
    for grant in scope.grants:
        if "insight.view" in grant.permissions:
            if grant.units is None:
                return None
            reached |= grant.units
    return frozenset(reached)


def users(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """People served."""
    return [Cell(key=key, value=n, rows=int(n)) for key, n in _users(scope, asked, by).items()]


def _invoiced(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What was invoiced, read once for all that is divided from it."""
    return remembered(("tell", scope, "cost.invoiced", asked, by), lambda: invoiced(scope, asked, by))


def _each(parts: Sequence[Cell], wholes: Mapping[Any, Decimal], step: Decimal) -> list[Cell]:
    found = []
    for one in parts:
        whole = wholes.get(one.key)
        if one.value is not None and whole:
            value = (one.value / whole).quantize(step, ROUND_HALF_UP)
            found.append(Cell(key=one.key, value=value, numerator=one.value, denominator=whole, rows=one.rows))
    return found


def cost_per_m2(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What was invoiced for each square metre."""
    areas = {key: one["m2"] for key, one in _areas(scope, asked, by).items()}
    return _each(_invoiced(scope, asked, by), areas, ONE)


def _of_people(parts: Sequence[Cell], wholes: Mapping[Any, Decimal], step: Decimal) -> list[Cell]:
    return [replace(one, people=int(one.denominator or 0)) for one in _each(parts, wholes, step)]


def cost_per_user(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What was invoiced for each person served."""
    return _of_people(_invoiced(scope, asked, by), _users(scope, asked, by), ONE)


def requests_per_user(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Requests received for each person served."""
    return _of_people(reported(scope, asked, by), _users(scope, asked, by), FOUR)


FIGURES = (
    Figure(
        code="estate.sites", name=_("Sites"),
        words=_("Places of the units the contract covers, those planned or closed left out."),
        kind="count", better="", by=OF_PLACES, permission=VIEW, count=sites,
        rows=lambda scope, asked: address("estate:sites", scope, asked),
    ),
    Figure(
        code="estate.m2", name=_("Area"),
        words=_("Square metres of the rooms in use, as the pages of the places show them."),
        kind="m2", better="", by=OF_PLACES, permission=VIEW, count=area,
        rows=lambda scope, asked: address("estate:sites", scope, asked),
    ),
    Figure(
        code="estate.users", name=_("People served"),
        words=_("People at work for the customer in the units the contract covers, on the last day of the period."),
        kind="count", better="", by=OF_UNITS, permission="insight.view", count=users, fewest=FEWEST, colours=False,
    ),
    Figure(
        code="cost.per_m2", name=_("Cost per m²"),
        words=_("Invoiced for the months of the period ÷ square metres of the rooms in use."),
        kind="money", better=DOWN, by=OF_PLACES, permission=INVOICES, count=cost_per_m2, compares=True,
        rows=invoices_counted,
    ),
    Figure(
        code="cost.per_user", name=_("Cost per user"),
        words=_("Invoiced for the months of the period ÷ people served on its last day."),
        kind="money", better=DOWN, by=OF_UNITS, permission=INVOICES, count=cost_per_user, fewest=FEWEST, compares=True,
    ),
    Figure(
        code="requests.per_user", name=_("Requests per user"),
        words=_("Requests received in the period ÷ people served on its last day."),
        kind="score", better="", by=OF_UNITS, permission=REQUESTS, count=requests_per_user, fewest=FEWEST,
        compares=True,
    ),
)  # fmt: skip
