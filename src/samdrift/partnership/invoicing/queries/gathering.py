"""What belongs on the invoices of a month: fees of volumes, extra work, and what other rooms charge or credit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import FeeLine
from samdrift.kernel.invoices import Charge
from samdrift.operations.work import public as work
from samdrift.partnership.invoicing import registry, rules
from samdrift.partnership.invoicing.models import InvoiceLine
from samdrift.partnership.invoicing.queries import wording
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate

LATE = timedelta(days=366)
REASON = "both parties' invoices are made of all that stands behind them; whoever asked may run the contract"


@dataclass(frozen=True, slots=True)
class Gathered:
    """A line as it will stand on an invoice, before it has a place there."""

    unit_id: int
    source: str
    reference: str
    line_code: str
    site_id: int | None
    name: Mapping[str, str]
    quantity: Decimal
    unit_code: str
    price: Decimal
    base: Decimal
    amount_minor: int
    derived: bool
    item: str = ""
    setting: str = ""
    stretches: list[list[str]] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, int | None, str]:
        """By what the line is found again when it is recomputed."""
        return (self.source, self.reference, self.site_id, self.setting)


def gathered(
    contract: contracts.Contract, month: date, *, known_at: datetime, zone: str,
    unit_ids: Collection[int] | None = None, billed_before: bool = True, words: wording.Words | None = None,
) -> list[Gathered]:  # fmt: skip
    """Every line of a month, by unit, source, item and site.

    Args:
        known_at: Prices, volumes and charges as they were known then.
        zone: The community's, in which its months begin.
        billed_before: Leave out extra work that stands on an invoice already.
        words: Names that were read before, for who asks for several months.
    Raises:
        NoPrice: A volume has no price.
    """
    words = words or wording.Words(contract, month)
    lines = [
        _of_fee(fee, words) for fee in contracts.fees_of_month(contract.pk, month, known_at=known_at, unit_ids=unit_ids)
    ]
    known = _billed(contract.pk) if billed_before else frozenset()
    extra = [one for one in _extra_work(contract, month, zone) if one.reference not in known]
    charges = [*registry.charges_of_month(contract.pk, month, known_at), *extra]
    lines += [_of_charge(one, words) for one in charges if unit_ids is None or one.unit_id in unit_ids]
    return sorted(lines, key=lambda one: (one.unit_id, _place(one.source), one.line_code, one.item, one.site_id or 0,
                                          one.setting, one.reference))  # fmt: skip


def _place(source: str) -> int:
    return ("volume", "change", "extra", "shared", "index", "credit", "gainshare").index(source)


def _of_fee(fee: FeeLine, words: wording.Words) -> Gathered:
    shown = rules.expressed(fee, words.unit_of(fee.item))
    stretches = [
        [
            one.first_day.isoformat(), one.last_day.isoformat(), str(one.quantity), str(one.price), str(one.factor),
            str(one.year_fee),
        ]
        for one in fee.stretches
    ]  # fmt: skip
    return Gathered(
        fee.unit_id, "volume", fee.item, fee.line, fee.site_id, words.of_fee(fee), shown.quantity, shown.unit,
        shown.price, shown.base, fee.amount_minor, shown.derived, fee.item, fee.setting, stretches,
        [f"volume:{fee.item}"],
    )  # fmt: skip


def _of_charge(charge: Charge, words: wording.Words) -> Gathered:
    quantity, price = rules.once(charge.amount_minor)
    derived = charge.kind != "extra" or charge.values.get("derived") != "no"
    return Gathered(
        charge.unit_id, charge.kind, charge.reference, charge.line, charge.site_id, words.of_charge(charge), quantity,
        "C62", price, Decimal(1), charge.amount_minor, derived, evidence=list(charge.evidence),
    )  # fmt: skip


def _billed(contract_id: int) -> frozenset[str]:
    """Extra work that stands on an invoice of the contract and may not stand on another."""
    with everywhere(reason=REASON):
        rows = InvoiceLine.objects.filter(invoice__contract=contract_id, source="extra", corrects=None)
        rows = rows.exclude(invoice__state__in=("draft", "prechecked", "rejected"))
        return frozenset(rows.values_list("reference", flat=True))


def _extra_work(contract: contracts.Contract, month: date, zone: str) -> list[Charge]:
    """Charges under approved quotes, and priced lines of work that was verified, written until the month's end."""
    begins, ends = month_between(month, zone)
    begins -= LATE  # what was written late, or stood aside, comes on a later month's invoice
    with everywhere(reason=REASON):
        charges = list(
            work.Charge.objects.filter(quote__contract=contract, written_at__gte=begins, written_at__lt=ends)
            .order_by("pk")
            .values_list(
                "uid", "amount_minor", "text", "quote__unit_id", "quote__site_id", "quote__line_code", "quote__number",
                "quote__uid", "quote__work_order__uid",
            )
        )  # fmt: skip
    found = [
        Charge(
            "extra", unit, site, line, amount, str(uid), "extra.quote", {"text": text, "number": number},
            tuple(str(one) for one in (quote, order) if one),
        )
        for uid, amount, text, unit, site, line, number, quote, order in charges
        if unit is not None
    ]  # fmt: skip
    return found + _priced_work(contract, begins, ends)


def _priced_work(contract: contracts.Contract, begins: datetime, ends: datetime) -> list[Charge]:
    """What verified work came to by the rates, one charge a line of it."""
    return [
        Charge(
            "extra", row.unit_id, row.site_id, row.line_code, row.amount_minor, str(row.uid), "extra.order",
            {"number": row.number, "text": row.title}, (str(row.order_uid),),
        )
        for row in work.priced_work(contract.pk, begins, ends)
        if row.unit_id is not None
    ]  # fmt: skip


def month_between(month: date, zone: str) -> tuple[datetime, datetime]:
    """The moments at which a month begins and the next one does, where the community lives."""
    after = (month + timedelta(days=31)).replace(day=1)
    at = ZoneInfo(zone)
    return datetime.combine(month, time(), at), datetime.combine(after, time(), at)


def site_names(site_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Sites by their ids: for lines, which name them."""
    with everywhere(reason=REASON):
        return dict(estate.Site.objects.filter(pk__in=site_ids).values_list("pk", "name"))
