"""Figures of the estate and what is normalised by it: cost a square metre and a user, requests a user."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.insight.queries.counting import (
    FOUR,
    Sums,
    address,
    counts,
    folded,
    summed,
)
from samdrift.partnership.insight.queries.figures.money import INVOICES, invoiced
from samdrift.partnership.insight.queries.figures.requests import VIEW as REQUESTS
from samdrift.partnership.insight.queries.figures.requests import reported
from samdrift.partnership.insight.queries.telling import remembered
from samdrift.partnership.insight.registry import DOWN, Asked, Cell, Figure
from samdrift.partnership.insight.rules.hiding import FEWEST
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

VIEW = "estate.view"
OF_PLACES = frozenset({"", "unit", "site"})
OF_UNITS = frozenset({"", "unit"})
STANDING = ("active", "out_of_use")
GONE = ("closed", "planned")
ONE = Decimal(1)


def sites(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Places the contract serves."""
    rows = estate.Site.objects.within(scope).filter(_covered(scope, asked, "unit")).exclude(state__in=GONE)
    rows = rows if asked.site_ids is None else rows.filter(pk__in=asked.site_ids)
    return counts(summed(scope, rows, by, {"n": Count("pk")}, columns={"site": "pk"}))


def _covered(scope: Scope, asked: Asked, unit: str) -> Q:
    """Of the units the contract covers, and of those asked."""
    chosen = Q() if asked.unit_ids is None else Q(**{f"{unit}__in": asked.unit_ids})
    covers = _covers(scope, asked.contract_id)
    return chosen if covers is None else chosen & Q(**{f"{unit}__in": covers})


def _covers(scope: Scope, contract_id: int) -> frozenset[int] | None:
    """The units of a contract with all below them; None where it covers all."""

    def read() -> frozenset[int] | None:
        tops = contracts.Contract.objects.within(scope).values_list("unit_ids", flat=True).get(pk=contract_id)
        if not tops:
            return None
        rows = parties.Unit.objects.within(scope).values_list("pk", "path")
        return frozenset(pk for pk, path in rows if set(tops) & {int(part) for part in path.split("/") if part})

    return remembered(("covers", scope.community_id, contract_id), read)


def _areas(scope: Scope, asked: Asked, by: str) -> dict[Any, Sums]:
    """Square metres, and of how many rooms; read once by place, for rooms are many."""
    rows = estate.Space.objects.within(scope).filter(state__in=STANDING, area_m2__isnull=False)

    def read() -> list[tuple[int, int, Decimal, int]]:
        told = rows.filter(_covered(scope, asked, "site__unit")).order_by().values("site_id", "site__unit_id")
        return list(told.annotate(m2=Sum("area_m2"), n=Count("pk")).values_list("site_id", "site__unit_id", "m2", "n"))

    found = remembered(("areas", scope, asked.contract_id, asked.unit_ids), read)
    return folded(
        scope, by,
        (
            ({"unit": unit, "site": site}.get(by), {"m2": m2, "n": n}) for site, unit, m2, n in found
            if asked.site_ids is None or site in asked.site_ids
        ),
    )  # fmt: skip


def area(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Square metres of rooms."""
    return [Cell(key=key, value=one["m2"], rows=int(one["n"])) for key, one in _areas(scope, asked, by).items()]


def _users(scope: Scope, asked: Asked, by: str) -> dict[Any, Decimal]:
    """How many people of the customer's side work there on the period's last day: a number, never who."""
    day = asked.until - timedelta(days=1)

    def read() -> list[tuple[int, int]]:
        with everywhere(reason="how many people work in a district is counted, by no name"):
            return list(_employed(scope, asked, day).values_list("unit_id").annotate(n=Count("pk")).order_by())

    reach = _reached(scope)
    found = remembered(("users", scope.community_id, asked.contract_id, asked.unit_ids, day), read)
    rows = [(unit if by == "unit" else None, {"n": n}) for unit, n in found if reach is None or unit in reach]
    return {key: one["n"] for key, one in folded(scope, by, rows).items()}


def _employed(scope: Scope, asked: Asked, day: Any) -> QuerySet[parties.Employment]:
    rows = parties.Employment.objects.filter(
        community=scope.community_id, starts_on__lte=day, unit__isnull=False, organisation__kind="customer"
    )  # fmt: skip
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), _covered(scope, asked, "unit"))


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
