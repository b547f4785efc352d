"""The monthly run: a unit's volumes, extra work and charges become one invoice, checked before anybody sends it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samdrift.foundation.bulk import insert_rows
from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import invoice_checks
from samdrift.kernel.fees import NoPrice
from samdrift.kernel.invoices import Taxed, document_of, totals, turned
from samdrift.partnership.invoicing import events
from samdrift.partnership.invoicing.formats.official import Official
from samdrift.partnership.invoicing.models import BillingParty, Finding, Invoice, InvoiceLine, InvoiceRun
from samdrift.partnership.invoicing.queries import checking, late, reading
from samdrift.partnership.invoicing.queries.gathering import Gathered, gathered
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

JOB = "invoicing.run"
OPEN_STATES = ("draft", "prechecked")
USUAL_VAT = Decimal(25)
STALLED = timedelta(minutes=5)
"""A run takes a minute; asked for again after so long, it is taken up where it was left."""
FINAL_ACCOUNT = timedelta(days=366)
"""For so long after its end a contract is settled: credits of its last months, and what was charged late."""
REASON = "the invoices of a run that somebody was allowed to ask for"


@dataclass(frozen=True, slots=True)
class Month:
    """What every invoice of a run has in common."""

    run: InvoiceRun
    contract: contracts.Contract
    parties: Mapping[int | None, BillingParty]
    rules: Official | None
    now: datetime


def last_of(month: date) -> date:
    """The last day of a month."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


@transaction.atomic
def ask_run(scope: Scope, contract_uid: UUID, month: date, *, now: datetime) -> InvoiceRun:
    """Let the invoices of a month be made; while they are being made, that run.

    Drafts of an earlier run of the month give way; what was issued stands, and a supplementary invoice bills what
    became due since.

    Raises:
        NotAllowed: The actor does not make invoices of the contract.
        Refused: The month has not ended, or lies outside the contract.
    """
    contract = reading.contract_by_uid(scope, contract_uid)
    scope.require("invoicing.issue", contract=contract.pk)
    today = parties.community_day(scope, now)
    settled_by = contract.ends_on + FINAL_ACCOUNT
    if month.day != 1 or last_of(month) >= today or not contract.starts_on.replace(day=1) <= month <= settled_by:
        raise Refused(_("Choose a month of the contract that has ended."))
    waiting = InvoiceRun.objects.within(scope).filter(contract=contract, month=month, state="waiting").first()
    if waiting is not None:
        if now - waiting.asked_at >= STALLED:  # whoever made it was stopped: it goes on where it was
            enqueue(JOB, {"run": str(waiting.uid), "community_id": scope.community_id})
        return waiting
    try:
        with transaction.atomic():
            run = InvoiceRun.objects.create(
                community_id=scope.community_id, data_class="D2", contract=contract, month=month,
                asked_by_id=scope.person_id, asked_at=now,
            )  # fmt: skip
    except IntegrityError:  # somebody else pressed at the same time
        return InvoiceRun.objects.within(scope).get(contract=contract, month=month, state="waiting")
    record(events.RunAsked(run_uid=run.uid, month=month), scope=scope, at=now, subject=run)
    enqueue(JOB, {"run": str(run.uid), "community_id": scope.community_id})
    return run


def make_run(uid: UUID, *, now: datetime) -> InvoiceRun:
    """Make the invoices of a run, unit by unit, each in a transaction of its own; for the job. Safe to repeat."""
    with everywhere(reason=REASON):
        run = InvoiceRun.objects.select_related("contract").get(uid=uid)
        zone = parties.Community.objects.values_list("timezone", flat=True).get(pk=run.community_id)
    if run.state != "waiting":
        return run
    try:
        lines = gathered(run.contract, run.month, known_at=run.asked_at, zone=zone)
    except NoPrice as missing:
        return _failed(run, missing.code, now)
    by_unit = of_units(lines)
    with checking.rules_at_hand() as rules:
        month = Month(run, run.contract, reading.parties_on(run.contract_id, last_of(run.month)), rules, now)
        for done, (unit_id, own) in enumerate(by_unit.items(), start=1):
            _make_invoice(month, unit_id, own)
            with everywhere(reason=REASON):
                InvoiceRun.objects.filter(pk=run.pk).update(done=done, whole=len(by_unit))
    return _ready(run, now)


def of_units(lines: Iterable[Gathered]) -> dict[int, list[Gathered]]:
    """Lines by the unit whose invoice they stand on."""
    by_unit: dict[int, list[Gathered]] = {}
    for line in lines:
        by_unit.setdefault(line.unit_id, []).append(line)
    return dict(sorted(by_unit.items()))


@transaction.atomic
def _make_invoice(month: Month, unit_id: int, gathered_lines: Sequence[Gathered]) -> Invoice | None:
    """One unit's invoice, or a credit note where credits are above the rest.

    Where its month was issued, a supplementary one of what became due since; None where nothing did.

    What this run made before it was stopped stands: a run that goes on makes the rest.
    """
    lock("invoicing.run", month.contract.pk)  # a run that was taken for lost may still be going on
    with everywhere(reason=REASON):
        made = Invoice.objects.filter(run=month.run, unit=unit_id, credits=None).first()
        if made is not None:
            return made
        before = Invoice.objects.filter(
            contract=month.contract, unit=unit_id, month=month.run.month, origin="written", credits=None
        )
        before.filter(state__in=OPEN_STATES).delete()  # with their lines and findings
        sent = late.sent_of(month.contract.pk, unit_id, month.run.month)
        first = sent.first()
    if first is not None:
        gathered_lines = late.still_due(sent, gathered_lines)
        if not gathered_lines:
            return None
    invoice, lines = drafted(month, unit_id, gathered_lines)
    invoice.supplements = first
    invoice.save(force_insert=True)
    for line in lines:
        line.invoice = invoice
    insert_rows(lines)
    precheck(invoice, lines, month.rules, now=month.now)
    return invoice


def drafted(month: Month, unit_id: int, gathered_lines: Sequence[Gathered]) -> tuple[Invoice, list[InvoiceLine]]:
    """An invoice and its lines, not yet written."""
    buyer, seller = month.parties.get(unit_id), month.parties.get(None)
    percent = buyer.vat_percent if buyer else USUAL_VAT
    rows = [Taxed(line.amount_minor, percent, "S" if percent else "Z") for line in gathered_lines]
    kind = document_of(rows)
    if kind == "credit_note":
        rows = turned(rows)
        gathered_lines = [
            replace(line, amount_minor=-line.amount_minor, quantity=-line.quantity) for line in gathered_lines
        ]
    whole, run, contract = totals(rows), month.run, month.contract
    invoice = Invoice(
        community_id=run.community_id, data_class="D2", contract=contract, unit_id=unit_id, run=run,
        supplier_id=contract.provider_id, seller=seller, buyer=buyer, kind=kind, month=run.month,
        first_day=run.month, last_day=last_of(run.month), currency=contract.currency, net_minor=whole.net_minor,
        vat_minor=whole.vat_minor, gross_minor=whole.gross_minor, order=buyer.order if buyer else "",
        person=buyer.person if buyer else "", format=buyer.format if buyer else "peppol", known_at=run.asked_at,
        made_at=month.now,
    )  # fmt: skip
    own = [_line(at, line, run.community_id, percent) for at, line in enumerate(gathered_lines, start=1)]
    return invoice, own


def _line(position: int, line: Gathered, community_id: int, vat_percent: Decimal) -> InvoiceLine:
    return InvoiceLine(
        community_id=community_id, data_class="D2", position=position, source=line.source,
        reference=line.reference[:64], line_code=line.line_code, site_id=line.site_id, item=line.item,
        setting=line.setting, name=dict(line.name), quantity=line.quantity, unit_code=line.unit_code,
        price=line.price, base=line.base, amount_minor=line.amount_minor, vat_percent=vat_percent,
        derived=line.derived, stretches=line.stretches, evidence=line.evidence,
    )  # fmt: skip


def precheck(invoice: Invoice, lines: list[InvoiceLine], rules: Official | None, *, now: datetime) -> bool:
    """Check a draft and keep what was found; prechecked when nothing stands in the way, else it stays a draft."""
    found = checking.findings_of(invoice, lines)
    asked, broken = checking.asked_of_rules(invoice, lines, rules)
    keep_findings(invoice, [*found, *broken], now=now)
    clear = not any(one.blocks for one in (*found, *broken))
    invoice.state, invoice.rules = ("prechecked" if clear else "draft"), asked
    invoice.save_changes("state", "rules")
    return clear


def keep_findings(invoice: Invoice, found: Iterable[invoice_checks.Finding], *, now: datetime) -> None:
    """Keep what a check found in place of what the one before did."""
    with everywhere(reason=REASON):
        Finding.objects.filter(invoice=invoice).delete()
    Finding.objects.bulk_create(
        Finding(
            community_id=invoice.community_id, data_class=invoice.data_class, invoice=invoice, position=one.line,
            code=one.code, values=dict(one.values), blocks=one.blocks, found_at=now,
        )
        for one in found
    )  # fmt: skip


@transaction.atomic
def _ready(run: InvoiceRun, now: datetime) -> InvoiceRun:
    with everywhere(reason=REASON):
        made = list(Invoice.objects.filter(run=run).values_list("state", "kind", "net_minor"))
        run.refresh_from_db(fields=["done", "whole", "version"])
    run.state, run.ready_at, run.made = "ready", now, len(made)
    run.blocked = sum(state == "draft" for state, _kind, _net in made)
    run.net_minor = sum(-net if kind == "credit_note" else net for _state, kind, net in made)
    run.save_changes("state", "ready_at", "made", "blocked", "net_minor")
    event = events.RunReady(
        run_uid=run.uid, month=run.month, made=run.made, blocked=run.blocked, net_minor=run.net_minor
    )
    record(event, scope=Scope(community_id=run.community_id), at=now, subject=run)
    return run


def _failed(run: InvoiceRun, problem: str, now: datetime) -> InvoiceRun:
    run.state, run.problem, run.ready_at = "failed", problem[:400], now
    run.save_changes("state", "problem", "ready_at")
    return run
