"""What must always hold of money (domain.md §2.22), asked of the tables after each step somebody took."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import volumes_on
from samdrift.kernel.invoices import KINDS
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine
from samdrift.partnership.invoicing.queries.gathering import gathered
from samdrift.partnership.invoicing.queries.invariants import broken
from samdrift.partnership.invoicing.queries.recomputing import recomputed
from samdrift.partnership.performance.models import KpiResult, ServiceCredit
from samdrift.partnership.performance.queries.recount import recount
from samdrift.partnership.savings.models import Settlement
from samdrift.partnership.savings.queries.recount import differences
from samdrift.partnership.scaling.models import ChangeOrder, Closure
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.models import ContractMonth, IndexRun, PriceItem, VolumeStep

FAR = datetime(2100, 1, 1, tzinfo=UTC)
ZONE = "Europe/Copenhagen"
OPEN = ("draft", "prechecked", "rejected")
# What is never changed once it is written, and of what may move on the columns that do not.
FOR_EVER: tuple[tuple[Any, dict[str, Any], tuple[str, ...]], ...] = (
    (PriceItem, {}, ()),
    (VolumeStep, {}, ()),
    (IndexRun, {}, ()),
    (ContractMonth, {}, ()),
    (KpiResult, {"state__in": ("frozen", "corrected")}, ("state", "latest", "version")),
    (ServiceCredit, {}, (
        "state", "version", "bills_in", "customer_agreed_at", "provider_agreed_at", "waived_at", "waived_by_id",
        "reason",
    )),
    (Settlement, {"state__in": ("approved", "invoiced")}, ("state", "version", "reason")),
)  # fmt: skip
SENT = ("number", "month", "kind", "net_minor", "vat_minor", "gross_minor", "fingerprint", "known_at", "issued_on")


def frozen_rows() -> dict[str, str]:
    """A fingerprint of every row that may never change any more, by the row."""
    found: dict[str, str] = {}
    with everywhere(reason="test"):
        for model, which, moving in FOR_EVER:
            for row in model.objects.filter(**which).order_by("pk").values():
                kept = {name: value for name, value in row.items() if name not in moving}
                found[f"{model.__name__} {row['id']}"] = _digest(kept)
        sent = Invoice.objects.exclude(state__in=OPEN).order_by("pk")
        for row in sent.values("id", *SENT):
            found[f"Invoice {row['id']}"] = _digest(row)
        for row in InvoiceLine.objects.filter(invoice__in=sent).order_by("pk").values():
            found[f"InvoiceLine {row['id']}"] = _digest(row)
    return found


def known(contract_id: int, month: date, at: datetime) -> str:
    """What was known of a contract at a moment: prices, volumes and fees of a month, as one fingerprint."""
    book, fees = contracts.price_book(contract_id, month, at), contracts.fees_of_month(contract_id, month, at)
    return _digest([sorted(book.items()), [(one.item, one.unit_id, one.quantity, one.amount_minor) for one in fees]])


def complaints(made: SimpleNamespace, month: date, *, whole: bool) -> Iterator[str]:
    """Everything that does not hold now; nothing when all is well.

    Args:
        month: Whose units are added up.
        whole: Also what takes long: every document and figure made again.
    """
    community, contract = made.world.community.pk, made.contract
    with everywhere(reason="test"):
        sent = list(
            Invoice.objects.exclude(state__in=OPEN).filter(origin="written").select_related("contract").order_by("pk")
        )
    yield from _ledger(contract.pk)
    yield from _units(contract.pk, month)
    yield from _sources(sent)
    yield from _credits(contract.pk)
    if not whole:
        return
    yield from (f"nightly: {one}" for one in broken(community))
    yield from (f"savings: {one}" for one in differences(community))
    yield from (f"figures: {one}" for one in recount(community).differences)
    for invoice in sent:
        yield from _regenerates(invoice)
    yield from _nothing_is_lost(contract, sent)


def _ledger(contract_id: int) -> Iterator[str]:
    steps = contracts.volume_steps(contract_id)
    for day in sorted({one.on for one in steps}):
        for key, held in volumes_on(steps, day).items():
            if held < 0:
                yield f"ledger: {key} is {held} on {day}"


def _units(contract_id: int, month: date) -> Iterator[str]:
    """Invariant 1: the units are together the contract, service by service."""
    whole: dict[str, int] = defaultdict(int)
    for one in contracts.fees_of_month(contract_id, month):
        whole[one.line] += one.amount_minor
    parts: dict[str, int] = defaultdict(int)
    for unit in {one.unit_id for one in contracts.volume_steps(contract_id)}:
        for one in contracts.fees_of_month(contract_id, month, unit_ids=[unit]):
            parts[one.line] += one.amount_minor
    if whole != parts:
        yield f"units: {month} {dict(whole)} is not {dict(parts)}"


def _sources(sent: list[Invoice]) -> Iterator[str]:
    """Invariant 2: exactly one thing stands behind each line, and the total is the sum of rounded lines."""
    with everywhere(reason="test"):
        behind: dict[str, set[str]] = {
            "volume": set(PriceItem.objects.values_list("code", flat=True)),
            "change": _uids(ChangeOrder) | _uids(Closure), "index": _uids(IndexRun), "credit": _uids(ServiceCredit),
            "gainshare": _uids(Settlement), "extra": set(),
        }  # fmt: skip
        for invoice in sent:
            lines = list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))
            if sum(one.amount_minor for one in lines) != invoice.net_minor:
                yield f"sums: {invoice.number}"
            for one in lines:
                if one.source not in KINDS or one.reference not in behind.get(one.source, set()):
                    yield f"sources: {invoice.number} line {one.position} {one.source} {one.reference}"


def _uids(model: Any) -> set[str]:
    return {str(one) for one in model.objects.values_list("uid", flat=True)}


def _credits(contract_id: int) -> Iterator[str]:
    """A credit both agreed on stands on one month's invoices, once, with all of it; no other stands on any."""
    with everywhere(reason="test"):
        lines = InvoiceLine.objects.filter(invoice__contract=contract_id, source="credit", corrects=None)
        lines = lines.exclude(invoice__state__in=OPEN).select_related("invoice")
        billed: dict[str, list[InvoiceLine]] = defaultdict(list)
        for line in lines:
            billed[line.reference].append(line)
        for credit in ServiceCredit.objects.filter(contract=contract_id):
            own = billed.pop(str(credit.uid), [])
            if own and credit.state not in ("agreed", "invoiced", "earned_back"):
                yield f"credits: {credit.code} {credit.month} is billed and {credit.state}"
            if len({(one.invoice.month, one.invoice.unit_id) for one in own}) != len(own):
                yield f"credits: {credit.code} {credit.month} is billed twice"
            if len({one.invoice.month for one in own}) > 1:
                yield f"credits: {credit.code} {credit.month} is billed in two months"
    yield from (f"credits: {reference} is no credit" for reference in billed)


def _regenerates(invoice: Invoice) -> Iterator[str]:
    """Everything sent comes out again as it was known then."""
    with everywhere(reason="test"):
        lines = list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))
    found = recomputed(invoice, lines)
    if found.differences:
        yield f"regenerates: {invoice.number} {found.differences}"


def _nothing_is_lost(contract: Any, sent: list[Invoice]) -> Iterator[str]:
    """What belongs on a month stands on its invoice, also what was agreed after it was sent, or it comes later."""
    monthly = {(one.unit_id, one.month): one for one in sent if one.credits_id is None}
    for month in sorted({one.month for one in monthly.values()}):
        owed: dict[int, int] = defaultdict(int)
        for line in gathered(contract, month, known_at=FAR, zone=ZONE):
            owed[line.unit_id] += line.amount_minor
        for (unit, of), invoice in monthly.items():
            sign = -1 if invoice.kind == "credit_note" else 1
            if of == month and owed[unit] != sign * invoice.net_minor:
                yield f"lost: {month} unit {unit} owes {owed[unit]}, {invoice.number} says {sign * invoice.net_minor}"


def _digest(told: Any) -> str:
    return sha256(repr(told).encode()).hexdigest()


def uid_of(row: Any) -> UUID:
    """A row's uid, as commands take it."""
    return UUID(str(row.uid))
