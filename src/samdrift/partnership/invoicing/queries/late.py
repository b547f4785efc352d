"""Months that come to more than was invoiced: what is agreed, what it puts on invoices, what a month still owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import fees
from samdrift.kernel.invoices import Charge
from samdrift.kernel.late_due import FeesWith, next_month
from samdrift.partnership.invoicing import rules
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, LateDue
from samdrift.partnership.invoicing.queries.gathering import Gathered
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate

REASON = "what stands on the invoices of a month both parties share; who may see it is asked where shown"
Key = tuple[str, str, int | None, str, str]


@dataclass(frozen=True, slots=True)
class Late:
    """A proposal or agreement as its page lists it."""

    row: LateDue
    months: tuple[tuple[date, int], ...]

    @property
    def total_minor(self) -> int:
        """All its months together, without VAT."""
        return sum(amount for _month, amount in self.months)


def late_of(scope: Scope, contract_id: int, *, only_open: bool = False) -> list[Late]:
    """Everything proposed or agreed on late of a contract, the newest first."""
    rows = LateDue.objects.within(scope).filter(contract=contract_id)
    if only_open:
        rows = rows.filter(state="open")
    rows = rows.select_related("unit", "site", "proposed_by", "answered_by").order_by("-proposed_at", "-pk")
    return [Late(row, months_of(row)) for row in rows[:100]]


def months_of(row: LateDue) -> tuple[tuple[date, int], ...]:
    """Its months with what each comes to more."""
    return tuple((date.fromisoformat(month), int(amount)) for month, amount in row.months)


def late_by_uid(scope: Scope, uid: UUID) -> LateDue:
    """One of them."""
    return LateDue.objects.within(scope).select_related("contract", "unit").get(uid=uid)


def places_of(contract_id: int, unit_id: int) -> dict[UUID, estate.Site]:
    """The places a unit is billed for, by uid; secured ones are never named where money is (trap 36)."""
    billed = {one.site_id for one in contracts.volume_steps(contract_id, [unit_id]) if one.site_id is not None}
    with everywhere(reason="the names of places on the invoices of the contract that serves them"):
        rows = estate.Site.objects.filter(pk__in=billed).exclude(data_class="D8").exclude(zone="secured")
        return {row.uid: row for row in rows.order_by("code")}


def charges_of_month(contract_id: int, first_day: date, known_at: datetime | None = None) -> list[Charge]:
    """What late agreements put on a month: amounts as both parties agreed on them."""
    with everywhere(reason=REASON):
        rows = LateDue.objects.filter(
            contract=contract_id, state="agreed", since__lt=next_month(first_day), until__gt=first_day
        )
        if known_at is not None:
            rows = rows.filter(answered_at__lte=known_at)
        found = list(rows.order_by("pk"))
    return [
        Charge(
            "change", row.unit_id, row.site_id, row.line_code, amount, str(row.uid), "invoicing.late",
            {"text": row.text}, (str(row.uid),),
        )
        for row in found
        for month, amount in months_of(row)
        if month == first_day
    ]  # fmt: skip


def first_open(contract_id: int, unit_id: int) -> date | None:
    """The first month after all that were frozen, or invoiced to the unit; None where none was invoiced."""
    invoiced = contracts.settled_months(contract_id, [unit_id])
    if not invoiced:
        return None
    return next_month(max(invoiced | contracts.frozen_months(contract_id)))


def fees_with(contract_id: int, unit_id: int) -> FeesWith:
    """A unit's fees of a month with steps beside the ledger's, by prices and volumes as they are known now."""
    steps = contracts.volume_steps(contract_id, [unit_id])
    within = contracts.term_of(contract_id)

    def of(month: date, more: Sequence[fees.VolumeStep]) -> list[fees.FeeLine]:
        last = date.fromordinal(next_month(month).toordinal() - 1)
        book = contracts.dated_prices(contract_id, month, last)
        return fees.lines_of_month(book, [*steps, *more], month, within=within)

    return of


def still_due(invoices: "QuerySet[Invoice]", lines: Sequence[Gathered]) -> list[Gathered]:
    """Of what belongs on a month, what none of its invoices bears. Volumes of a month that is invoiced change no more.

    Args:
        invoices: Those of the unit and month that were sent and stand.
    """
    with everywhere(reason=REASON):
        rows = InvoiceLine.objects.filter(invoice__in=invoices)
        billed = set(rows.values_list("source", "reference", "site_id", "setting", "line_code"))
    return [one for one in lines if one.source != "volume" and _key(one) not in billed and one.amount_minor]


def sent_of(contract_id: int, unit_id: int, month: date, *, before: int | None = None) -> "QuerySet[Invoice]":
    """The invoices of a unit and month that were sent and stand, credit notes on queries aside; the first one first."""
    rows = Invoice.objects.filter(
        contract=contract_id, unit=unit_id, month=month, origin="written", credits=None
    ).exclude(state__in=(*rules.OPEN, "rejected"))  # fmt: skip
    return (rows if before is None else rows.filter(pk__lt=before)).order_by("pk")


def _key(one: Gathered) -> Key:
    return (one.source, one.reference, one.site_id, one.setting, one.line_code)
