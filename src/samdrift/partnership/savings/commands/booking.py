"""Taking over what a month cost: added to what stands, so that a later correction is one more entry."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.savings.commands.budgets import raise_alerts
from samdrift.partnership.savings.events import MonthBooked
from samdrift.partnership.savings.models import CostEntry
from samdrift.registers.contracts import public as contracts

CLASS = "D2"


@dataclass(frozen=True, slots=True)
class Booked:
    """What a unit's service cost in a month, in hundredths, and what kind of cost it is (fee, extra, retained …)."""

    unit_id: int
    line_code: str
    kind: str
    amount_minor: int


@transaction.atomic
def book_costs(
    scope: Scope, contract_id: int, month: date, costs: Iterable[Booked], *, reference: str = "", now: datetime
) -> int:
    """Let a month's cost be what is given, for the kinds that are given; how many entries that took.

    What stands already is not touched: the difference is added, so the same call twice adds nothing the second time.
    """
    first = month.replace(day=1)
    wanted: dict[tuple[int, str, str], int] = defaultdict(int)
    for cost in costs:
        wanted[cost.unit_id, cost.line_code, cost.kind] += cost.amount_minor
    kinds = {kind for _unit, _line, kind in wanted}
    with everywhere(reason="what stands of a month is completed, whoever sees it"):
        rows = CostEntry.objects.filter(contract=contract_id, month=first, kind__in=kinds)
        summed = rows.values_list("unit_id", "line_code", "kind").annotate(amount=Sum("amount_minor")).order_by()
        stands = {(unit, line, kind): int(amount or 0) for unit, line, kind, amount in summed}
    made = [
        CostEntry(
            community_id=scope.community_id, data_class=CLASS, contract_id=contract_id, unit_id=key[0],
            line_code=key[1], month=first, kind=key[2], amount_minor=wanted.get(key, 0) - stands.get(key, 0),
            reference=reference[:60], recorded_at=now,
        )
        for key in sorted({*wanted, *stands}) if wanted.get(key, 0) != stands.get(key, 0)
    ]  # fmt: skip
    CostEntry.objects.bulk_create(made)
    if made:
        event = MonthBooked(month=first, entries=len(made))
        contract = contracts.contracts_of(scope).get(pk=contract_id)
        record(event, scope=scope, at=now, subject=contract)
        raise_alerts(scope, contract_id, first.year, now=now)
    return len(made)


def book_month(scope: Scope, contract_id: int, month: date, *, now: datetime) -> int:
    """Take over a month's fees as the price book and the volumes give them; how many entries that took."""
    fees = contracts.fees_of_month(contract_id, month.replace(day=1))
    costs = [Booked(fee.unit_id, fee.line, "fee", fee.amount_minor) for fee in fees]
    return book_costs(scope, contract_id, month, costs, reference=f"fees {month:%Y-%m}", now=now)
