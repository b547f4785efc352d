"""What an order's lines came to and why, for whoever may see prices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import pricing
from samdrift.operations.work.models import LinePrice, WorkLine, WorkOrder, WorkTimer


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price: None where it has none; `why` explains either."""

    line: WorkLine
    price: LinePrice | None
    why: str


def priced_lines(scope: Scope, order: WorkOrder, lines: Iterable[WorkLine]) -> list[PricedLine] | None:
    """The lines with what they came to; None for whoever may not see prices there."""
    if not scope.may("work.view_prices"):
        return None
    lines = list(lines)
    prices = {row.work_line_id: row for row in LinePrice.objects.within(scope).filter(work_line__work_order=order)}
    at = {"contract": order.contract_id, "line": order.line_code, "site": order.site_id, "unit": order.unit_id}
    if not scope.allows("work.view_prices", **at, data_class="D2"):
        return None
    return [PricedLine(line, prices.get(line.pk), why(line, prices.get(line.pk))) for line in lines]


def total_of(found: Iterable[PricedLine]) -> int:
    """What the priced lines come to together, in hundredths: exactly the sum of the lines."""
    return sum(one.price.amount_minor for one in found if one.price is not None)


@dataclass(frozen=True, slots=True)
class PricedWork:
    """A line of work that was verified, as an invoice charges it; the title only of work that is not restricted."""

    uid: UUID
    amount_minor: int
    order_uid: UUID
    number: str
    title: str
    line_code: str
    unit_id: int | None
    site_id: int | None


def priced_work(contract_id: int, begins: datetime, ends: datetime) -> list[PricedWork]:
    """Lines priced by the contract's rates between two moments, of work that was verified, in the order written."""
    at = "work_line__work_order__"
    with everywhere(reason="what a contract's verified work came to, for the invoices both parties see"):
        rows = LinePrice.objects.filter(
            **{f"{at}contract": contract_id, f"{at}state__in": ("verified", "closed")},
            reason__in=("rate", "taken_back"), priced_at__gte=begins, priced_at__lt=ends,
        ).exclude(amount_minor=0)  # fmt: skip
        columns = ("uid", "number", "title", "line_code", "unit_id", "site_id", "data_class")
        found = list(rows.order_by("pk").values_list("uid", "amount_minor", *(f"{at}{name}" for name in columns)))
    return [
        PricedWork(uid, amount, order, number, title if data_class == "D1" else "", line, unit, site)
        for uid, amount, order, number, title, line, unit, site, data_class in found
    ]


def why(line: WorkLine, price: LinePrice | None) -> str:
    """Why a line came to what it did, in words."""
    if price is None:
        if line.kind in pricing.SHARES and line.cost_minor is None:
            return _("No price: what it cost is not written.")
        return _("No price: the contract has no rate for this.")
    if price.reason == "quoted":
        return _("Extra work: charged under its approved offer, not by the line.")
    if price.reason == "taken_back":
        return _("Takes a line back, at what it came to.")
    rate = pricing.rates_in(price.rate)[0]
    names = {"value": f"{rate.value:f}", "currency": price.currency, "clause": rate.clause or "–"}
    if price.reason == "included":
        return _("Included in the contract (%(clause)s).") % names
    if rate.what == "hour":
        told = _("%(value)s %(currency)s an hour outside working hours (%(clause)s).") if rate.hours == "outside" else (
            _("%(value)s %(currency)s an hour (%(clause)s).")
        )  # fmt: skip
        return told % names
    if rate.what == "travel":
        return _("%(value)s %(currency)s a unit (%(clause)s).") % names
    return _("What it cost and %(value)s %% (%(clause)s).") % names


def timer_of(scope: Scope, order: WorkOrder) -> WorkTimer | None:
    """The reader's own time that runs on the order."""
    if scope.person_id is None:
        return None
    with everywhere(reason="the reader's own time on an order they have been let through to"):
        return WorkTimer.objects.filter(person=scope.person_id, work_order=order).first()
