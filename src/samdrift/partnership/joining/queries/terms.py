"""Frameworks and what holds in them on a day: tiers, list prices, shared cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.framework import Tier, ceiling_left_minor
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.models import Accession, EligibleBody, Framework, FrameworkTerms

TIERS, PRICES, COST = "tiers", "prices", "cost"
REASON = "the terms of a framework are the same for all who are of it; who may see them is asked where shown"


@dataclass(frozen=True, slots=True)
class SharedCost:
    """A fixed cost that all share by a key."""

    terms_id: int
    code: str
    name: Mapping[str, str]
    key: str
    year_minor: int


@dataclass(frozen=True, slots=True)
class Held:
    """The accepted terms of a framework, in the order they were numbered."""

    rows: tuple[FrameworkTerms, ...]

    def _on(self, kind: str, day: date) -> dict[str, FrameworkTerms]:
        return {row.code: row for row in self.rows if row.kind == kind and row.valid_from <= day}

    def tiers(self, day: date) -> list[Tier]:
        """The tiers of a day, from the lowest; without any agreed, one at the list price."""
        row = self._on(TIERS, day).get("")
        return tiers_from(row.content) if row else [Tier(Decimal(0), Decimal(1))]

    def items(self, day: date) -> dict[str, rules.Item]:
        """What is offered on a day, by code."""
        row = self._on(PRICES, day).get("")
        return items_from(row.content) if row else {}

    def newest(self, day: date) -> dict[str, FrameworkTerms]:
        """The tiers and the price list of a day as they were agreed, by kind."""
        found = {kind: self._on(kind, day).get("") for kind in (TIERS, PRICES)}
        return {kind: row for kind, row in found.items() if row}

    def costs(self, day: date) -> list[SharedCost]:
        """What is shared on a day, by code; a cost of nothing is shared no more."""
        found = [
            SharedCost(row.pk, code, row.content["name"], row.content["key"], int(row.content["year_minor"]))
            for code, row in sorted(self._on(COST, day).items())
        ]
        return [one for one in found if one.year_minor]


def tiers_from(content: Mapping[str, Any]) -> list[Tier]:
    """Tiers as they are written: {"tiers": [["0", "1"], ["5000000", "0.97"]]}.

    Raises:
        ValueError, ArithmeticError: They cannot be read.
    """
    return [Tier(Decimal(start), Decimal(factor)) for start, factor in content["tiers"]]


def items_from(content: Mapping[str, Any]) -> dict[str, rules.Item]:
    """A price list as it is written: {"items": [{"code", "line", "name", "unit", "price"}]}."""
    return {
        one["code"]: rules.Item(one["code"], one["line"], one["name"], one["unit"], Decimal(one["price"]))
        for one in content["items"]
    }


def held(framework_id: int) -> Held:
    """Everything both parties accepted for a framework; one read."""
    with everywhere(reason=REASON):
        rows = FrameworkTerms.objects.filter(framework=framework_id, state="accepted")
        return Held(tuple(rows.order_by("number")))


def frameworks(scope: Scope) -> list[Framework]:
    """The frameworks one may see, by code."""
    return list(Framework.objects.within(scope).select_related("owner", "provider", "contract").order_by("code", "pk"))


def framework(scope: Scope, uid: UUID) -> Framework:
    """One framework.

    Raises:
        DoesNotExist: No such framework within the scope.
    """
    return Framework.objects.within(scope).select_related("owner", "provider", "contract").get(uid=uid)


def proposals(scope: Scope, framework_id: int) -> list[FrameworkTerms]:
    """Terms that wait for the other party."""
    rows = FrameworkTerms.objects.within(scope).filter(framework=framework_id, state="proposed")
    return list(rows.select_related("proposed_by", "party").order_by("number"))


def bodies_seen(scope: Scope, framework_id: int) -> list[EligibleBody]:
    """The eligible bodies whose rows one may see: a joiner's people their own, who runs the framework all."""
    rows = EligibleBody.objects.within(scope).filter(framework=framework_id)
    return list(rows.select_related("organisation", "unit").order_by("organisation__code", "pk"))


def committed_minor(framework_id: int, without: int = 0) -> int:
    """What the binding call-offs of a framework come to over their terms: what its ceiling is measured by."""
    with everywhere(reason=REASON):
        rows = Accession.objects.filter(framework=framework_id, state__in=rules.BINDING).exclude(pk=without)
        return sum(rows.values_list("value_minor", flat=True))


def ceiling_left(row: Framework) -> int:
    """What a framework can still take in, in hundredths."""
    return ceiling_left_minor(row.ceiling_minor, committed_minor(row.pk))
