"""Invoices as they are looked up: lists, one with its lines, findings and disputes, who may do what next."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.holiday_sets import SETS, holiday_set
from samdrift.kernel.invoices import Taxed
from samdrift.partnership.invoicing import rules
from samdrift.partnership.invoicing.models import (
    BillingParty,
    Finding,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    LineDispute,
    Payment,
    PaymentFile,
)
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

VIEW = "invoicing.view"
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """One invoice with what its page shows."""

    invoice: Invoice
    lines: list[InvoiceLine]
    findings: list[Finding]
    disputes: list[LineDispute]
    credit_notes: list[Invoice]
    supplements: list[Invoice]

    @property
    def blocking(self) -> list[Finding]:
        """What keeps it from going on."""
        return [one for one in self.findings if one.blocks]


def invoices(
    scope: Scope, *, month: date | None = None, unit_uid: UUID | None = None, state: str = ""
) -> "QuerySet[Invoice]":
    """Invoices, the newest month first, by unit."""
    rows = Invoice.objects.within(scope).select_related("unit", "contract", "credits")
    if month is not None:
        rows = rows.filter(month=month)
    if unit_uid is not None:
        rows = rows.filter(unit__uid=unit_uid)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-month", "unit_id", "pk")


def invoice_by_uid(scope: Scope, uid: UUID) -> Invoice:
    """One invoice the scope may see."""
    related = (
        "unit", "contract", "supplier", "seller", "buyer", "credits", "supplements", "issued_by", "agreed_by",
        "matched_by", "accepted_by", "approved_by",
    )  # fmt: skip
    return Invoice.objects.within(scope).select_related(*related).get(uid=uid)


def opened(scope: Scope, uid: UUID) -> Opened:
    """One invoice with everything on it: five reads, however many lines."""
    invoice = invoice_by_uid(scope, uid)
    return Opened(
        invoice, lines_of(invoice),
        list(Finding.objects.within(scope).filter(invoice=invoice).order_by("position", "pk")),
        list(
            LineDispute.objects.within(scope).filter(invoice=invoice)
            .select_related("opened_by", "answered_by", "credit_note", "line").order_by("pk")
        ),
        *_beside(scope, invoice),
    )  # fmt: skip


def _beside(scope: Scope, invoice: Invoice) -> tuple[list[Invoice], list[Invoice]]:
    """The credit notes on an invoice and its supplementary ones, in one read."""
    rows = list(Invoice.objects.within(scope).filter(Q(credits=invoice) | Q(supplements=invoice)).order_by("pk"))
    return [one for one in rows if one.credits_id], [one for one in rows if one.supplements_id]


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    """The lines of an invoice that was looked up through the gate, in order."""
    with everywhere(reason="the lines of an invoice the reader has been let through to"):
        return list(InvoiceLine.objects.filter(invoice=invoice).select_related("site").order_by("position"))


def line_by_uid(scope: Scope, uid: UUID) -> InvoiceLine:
    """One line with its invoice."""
    rows = InvoiceLine.objects.within(scope).select_related("invoice__unit", "invoice__contract", "site", "corrects")
    return rows.get(uid=uid)


def dispute_by_uid(scope: Scope, uid: UUID) -> LineDispute:
    """One query of a line."""
    return LineDispute.objects.within(scope).select_related("invoice", "line").get(uid=uid)


def taxed(lines: Iterable[InvoiceLine]) -> list[Taxed]:
    """Lines as the kernel sums them."""
    return [Taxed(one.amount_minor, one.vat_percent, "S" if one.vat_percent else "Z") for one in lines]


def party_on(contract_id: int, unit_id: int | None, day: date) -> BillingParty | None:
    """Whom a unit's invoices go to on a day, or, without a unit, who sends them: the version written last."""
    with everywhere(reason="the names both parties put on their invoices"):
        rows = BillingParty.objects.filter(contract=contract_id, unit=unit_id, valid_from__lte=day)
        return rows.order_by("-valid_from", "-pk").first()


def parties_on(contract_id: int, day: date) -> dict[int | None, BillingParty]:
    """Every unit's billing party on a day, the sender under None."""
    with everywhere(reason="the names both parties put on their invoices"):
        rows = BillingParty.objects.filter(contract=contract_id, valid_from__lte=day).order_by("valid_from", "pk")
        return {row.unit_id: row for row in rows}


def billing_parties(scope: Scope) -> "QuerySet[BillingParty]":
    """Whom invoices go to, the newest version first."""
    rows = BillingParty.objects.within(scope).select_related("unit", "contract")
    return rows.order_by("contract__code", "unit__code", "-valid_from", "-pk")


def runs_of(scope: Scope) -> "QuerySet[InvoiceRun]":
    """Runs, the newest first."""
    return InvoiceRun.objects.within(scope).select_related("contract", "asked_by").order_by("-asked_at", "-pk")


def run_by_uid(scope: Scope, uid: UUID) -> InvoiceRun:
    """One run."""
    return runs_of(scope).get(uid=uid)


def payment_files(scope: Scope) -> "QuerySet[PaymentFile]":
    """Payment files, the newest first."""
    return PaymentFile.objects.within(scope).select_related("contract", "made_by").order_by("-made_at", "-pk")


def to_pay(scope: Scope, contract_id: int) -> list[Invoice]:
    """Approved invoices with something left to pay, by due day."""
    rows = Invoice.objects.within_permission(scope, "invoicing.pay").select_related("unit", "seller", "buyer")
    rows = rows.filter(contract=contract_id, kind="invoice", state__in=("approved", "paid"))
    return [one for one in rows.order_by("due_on", "pk") if left_of(one) > 0]


def to_net(scope: Scope, contract_id: int) -> list[tuple[Invoice, int]]:
    """What the supplier owes back, by day: approved credit notes of their own, and invoices paid before a credit."""
    rows = Invoice.objects.within_permission(scope, "invoicing.pay").select_related("unit", "seller", "buyer")
    rows = rows.filter(contract=contract_id)
    notes = rows.filter(kind="credit_note", credits=None, state="approved").order_by("issued_on", "pk")
    over = rows.filter(kind="invoice", paid_minor__gt=F("gross_minor") - F("credited_minor"))
    found = [(one, left_of(one)) for one in notes]
    found += [(one, one.paid_minor + one.credited_minor - one.gross_minor) for one in over.order_by("due_on", "pk")]
    return [(one, left) for one, left in found if left > 0]


def paid_by(scope: Scope, file: PaymentFile) -> list[Payment]:
    """What a file pays, invoice by invoice."""
    rows = Payment.objects.within(scope).filter(file=file)
    return list(rows.select_related("invoice__seller", "invoice__buyer").order_by("pk"))


def left_of(invoice: Invoice) -> int:
    """What is to be paid of it now."""
    return rules.standing(
        invoice.gross_minor, invoice.credited_minor, invoice.disputed_minor, invoice.paid_minor
    )  # fmt: skip


def bank_closed(country: str) -> frozenset[date]:
    """Days on which banks do not work, beside Saturdays and Sundays."""
    code = {"GB": "GB-ENG"}.get(country, country)
    if code not in SETS:
        return frozenset()
    return frozenset(one.day for one in holiday_set(code).holidays(("public", "bank")))


def contract_by_uid(scope: Scope, uid: UUID) -> contracts.Contract:
    """A contract whose invoices the actor sees."""
    return contracts.Contract.objects.within_permission(scope, VIEW).get(uid=uid)


def contracts_of(scope: Scope, permission: str) -> list[contracts.Contract]:
    """Contracts on whose invoices the actor may use a permission."""
    return list(contracts.Contract.objects.within_permission(scope, permission).order_by("code"))


def units_shown(scope: Scope) -> list[parties.Unit]:
    """The units that have invoices the scope may see, by code: for a list's filter."""
    ids = Invoice.objects.within(scope).order_by().values("unit").distinct()
    return list(parties.Unit.objects.within(scope).filter(pk__in=ids).order_by("code"))


def may_open(scope: Scope, uid: UUID) -> bool:
    """Whether the document of an invoice is for this scope."""
    return Invoice.objects.within(scope).filter(uid=uid).exists()


def invoices_of_run(scope: Scope, run: InvoiceRun) -> list[Invoice]:
    """What a run made, by unit."""
    rows = Invoice.objects.within(scope).filter(run=run).select_related("unit", "contract")
    return list(rows.order_by("unit__code", "pk"))


def of_run(scope: Scope, run: InvoiceRun) -> dict[int, list[Finding]]:
    """What was found on the invoices of a run, by invoice."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for one in Finding.objects.within(scope).filter(invoice__run=run).order_by("invoice", "position", "pk"):
        found[one.invoice_id].append(one)
    return found


def ledger_of(scope: Scope, month: date) -> list[dict[str, Any]]:
    """What was approved or paid of a month, summed by document and service, with the document's VAT and whole."""
    settled = ("approved", "paid")
    of_note = Q(invoice__credits__state__in=settled) & ~Q(invoice__state="rejected")
    rows = InvoiceLine.objects.within_permission(scope, "invoicing.pay").filter(invoice__month=month)
    rows = rows.filter(Q(invoice__state__in=settled) | of_note)
    at = "invoice__"
    summed = rows.values(
        day=F(f"{at}issued_on"), number=F(f"{at}number"), kind=F(f"{at}kind"), unit=F(f"{at}unit__code"),
        cost=F(f"{at}buyer__cost"), currency=F(f"{at}currency"), line=F("line_code"), percent=F("vat_percent"),
        vat=F(f"{at}vat_minor"), gross=F(f"{at}gross_minor"), supplier=F(f"{at}seller__cvr"),
    ).annotate(amount=Sum("amount_minor"))  # fmt: skip
    return [dict(row) for row in summed.order_by("number", "line")]
