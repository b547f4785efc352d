"""Pricing a line as it is written, by the rates the contract has on its day; what has no rate stays without a price."""

from datetime import datetime
from typing import Any

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import OPEN_CLASSES, Scope, everywhere
from samdrift.kernel import pricing as kernel
from samdrift.operations.work import events
from samdrift.operations.work.models import LinePrice, WorkLine, WorkOrder
from samdrift.registers.contracts import public as contracts

DATA_CLASS = "D2"
TAKEN_BACK = "taken_back"


def price_line(scope: Scope, order: WorkOrder, line: WorkLine, *, now: datetime) -> LinePrice | None:
    """Write what a line comes to, in the transaction that writes the line; None where it has no price.

    A line that takes another back comes to exactly what that one came to, whatever the rates are by then.
    """
    found = _of_taken_back(line) if line.corrects_id is not None else _by_rates(order, line)
    if found is None:
        return None
    data_class = DATA_CLASS if order.data_class in OPEN_CLASSES else order.data_class
    values: Any = {"data_class": data_class, "work_line": line, "priced_at": now, **found}
    row = LinePrice.objects.create(community_id=order.community_id, **values)
    event = events.LinePriced(
        line_id=line.uid, amount_minor=row.amount_minor, currency=row.currency, reason=row.reason,
        contract_id=order.contract_id, site_id=order.site_id, unit_id=order.unit_id, written=(_told(order, line, row),),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return row


def _told(order: WorkOrder, line: WorkLine, row: LinePrice) -> dict[str, Any]:
    """What decides the price: what was used and the one rate that speaks of it; of a line taken back, which one."""
    return {
        "line": order.line_code, "kind": order.kind, "what": line.kind, "minutes": line.minutes,
        "quantity": None if line.quantity is None else f"{line.quantity:f}", "cost_minor": line.cost_minor,
        "outside": line.outside, "rate": row.rate,
    }  # fmt: skip


def _of_taken_back(line: WorkLine) -> dict[str, Any] | None:
    with everywhere(reason="the price of the line that is taken back"):
        before = LinePrice.objects.filter(work_line=line.corrects_id).first()
    if before is None:
        return None
    return {
        "amount_minor": -before.amount_minor, "currency": before.currency, "reason": TAKEN_BACK, "rate": before.rate,
        "price_list_id": before.price_list_id,
    }  # fmt: skip


def _by_rates(order: WorkOrder, line: WorkLine) -> dict[str, Any] | None:
    agreed = contracts.rates_on(order.contract_id, line.worked_on)
    used = kernel.Used(
        line.kind, order.line_code, order.kind, minutes=line.minutes, quantity=line.quantity,
        cost_minor=line.cost_minor, outside=line.outside,
    )  # fmt: skip
    try:
        found = kernel.price(used, agreed.rates if agreed else ())
    except kernel.NoPrice:
        return None
    return {
        "amount_minor": found.amount_minor, "currency": contracts.currency_of(order.contract_id),
        "reason": found.reason, "rate": kernel.written([found.rate])[:200] if found.rate else "",
        "price_list_id": agreed.list_id if agreed else None,
    }  # fmt: skip
