"""Index values as published, a contract's rules for following them, the runs that hold, and the factors they leave."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from samdrift.foundation.scope import everywhere
from samdrift.kernel import indexation
from samdrift.kernel.indexation import InForce, Part, Rule, Value
from samdrift.kernel.price_chain import Regulation, factors_of
from samdrift.registers.contracts.models import IndexRule, IndexRun, IndexSeries, IndexValue

REASON = "published indices and how a contract follows them; who may see prices is asked where shown"


def index_values(
    community_id: int, codes: Collection[str], known_at: datetime | None = None
) -> dict[str, list[Value]]:  # fmt: skip
    """What was published of each series, by month and day of publication, as known at a moment."""
    found: dict[str, list[Value]] = {code: [] for code in codes}
    columns = ("series__code", "month", "value", "published_on", "status", "reference", "old_value")
    with everywhere(reason=REASON):
        rows = IndexValue.objects.filter(community=community_id, series__code__in=codes)
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        for code, *value in rows.order_by("month", "published_on", "pk").values_list(*columns):
            found[code].append(Value(*value))
    return found


def index_series(community_id: int) -> list[IndexSeries]:
    """The series a community keeps, by code."""
    with everywhere(reason=REASON):
        return list(IndexSeries.objects.filter(community=community_id).order_by("code"))


def index_rules(contract_id: int, known_at: datetime | None = None) -> list[IndexRule]:
    """Every version of a contract's index rules as known at a moment, by code and number."""
    with everywhere(reason=REASON):
        rows = IndexRule.objects.filter(contract=contract_id)
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        return list(rows.order_by("code", "number"))


def index_rule_on(contract_id: int, code: str, day: date) -> IndexRule | None:
    """The version of a rule that holds on a day; None where there is none."""
    held = [one for one in index_rules(contract_id) if one.code == code and one.valid_from <= day]
    return held[-1] if held else None


def kernel_rule(row: IndexRule) -> Rule:
    """A rule as the kernel counts with it."""
    return Rule(
        row.code, tuple(_part(one) for one in row.parts), fixed=row.fixed, decimals=row.decimals,
        threshold=row.threshold, cap=row.cap, floor=row.floor, one_way=row.one_way, carry=row.carry,
    )  # fmt: skip


def index_runs(contract_id: int, known_at: datetime | None = None) -> list[IndexRun]:
    """The runs both parties agreed on, in the order they were recorded."""
    with everywhere(reason=REASON):
        rows = IndexRun.objects.filter(contract=contract_id)
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        return list(rows.order_by("number"))


def factors(runs: Sequence[IndexRun], day: str = "applies_from") -> dict[str, list[tuple[date, Decimal]]]:
    """The factors each rule leaves as a chain of days: a run recorded later holds over earlier ones from its day on.

    Args:
        day: `applies_from`, by which months are billed, or `effective_from`, as they should have been.
    """
    return factors_of(Regulation(run.rule_code, getattr(run, day), trimmed(run.factor)) for run in runs)


def in_force(runs: Sequence[IndexRun], code: str, effective_from: date) -> InForce:
    """What the regulation before left: a final run looks past the provisional one it takes the place of."""
    earlier = [one for one in runs if one.rule_code == code and one.effective_from < effective_from]
    if not earlier:
        return InForce()
    last = max(earlier, key=lambda one: (one.effective_from, one.number))
    return InForce(trimmed(last.factor), trimmed(last.lapsed))


def trimmed(number: Decimal) -> Decimal:
    """A factor as it was computed, without the zeros its column adds."""
    whole = number.normalize()
    return whole.quantize(indexation.ONE) if whole == whole.to_integral_value() else whole


def _part(one: dict[str, Any]) -> Part:
    month = date.fromisoformat(one["base_month"]) if one.get("base_month") else None
    return Part(one["series"], Decimal(one["weight"]), Decimal(one["base_value"]), month)
