"""Bringing in months that were invoiced before this record began: many invoices at once, as they ended up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from samdrift.foundation.bulk import insert_rows
from samdrift.foundation.events.public import Happening, import_history
from samdrift.foundation.scope import Scope
from samdrift.kernel.invoice_checks import number_key
from samdrift.kernel.invoices import due_day
from samdrift.operations.requests import public as requests
from samdrift.partnership.invoicing import events, rules
from samdrift.partnership.invoicing.commands import issuing
from samdrift.partnership.invoicing.commands.issuing import LETTERS
from samdrift.partnership.invoicing.commands.running import Month, drafted, last_of, of_units
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, InvoiceRun
from samdrift.partnership.invoicing.queries import bundled, checking, reading, wording
from samdrift.partnership.invoicing.queries.gathering import Gathered, gathered
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

STEPS = ("issued", "received", "matched", "approved", "paid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who did what with invoices brought in; by unit who accepted the delivery."""

    issued: int
    matched: int
    approved: int
    accepted: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastMonth:
    """A month to bring in: when it was sent, how far its invoices came, and of which units they stopped earlier."""

    month: date
    issued_at: datetime
    reached: str = "paid"
    but: Mapping[int, str] = field(default_factory=dict)
    late: Mapping[int, int] = field(default_factory=dict)  # by unit how many days after its due day it was paid


@transaction.atomic
def import_months(scope: Scope, contract_id: int, months: Sequence[PastMonth], hands: Hands) -> list[Invoice]:
    """Write the invoices of past months with their lines, as their volumes and prices make them.

    Raises:
        NotAllowed: The actor may not send invoices of the contract.
        NoPrice: A volume has no price.
    """
    scope.require("invoicing.issue", contract=contract_id)
    contract = contracts.Contract.objects.within(scope).get(pk=contract_id)
    zone = parties.Community.objects.values_list("timezone", flat=True).get(pk=scope.community_id)
    words = wording.Words(contract, months[0].month)
    made: list[Invoice] = []
    for past in months:
        found = gathered(contract, past.month, known_at=past.issued_at, zone=zone, words=words)
        made += _month(scope, contract, past, of_units(found), hands)
    return made


def _month(
    scope: Scope, contract: contracts.Contract, past: PastMonth, by_unit: Mapping[int, list[Gathered]], hands: Hands
) -> list[Invoice]:
    run = InvoiceRun.objects.create(
        community_id=scope.community_id, data_class="D2", contract=contract, month=past.month, state="ready",
        asked_by_id=hands.issued, asked_at=past.issued_at, ready_at=past.issued_at, done=len(by_unit),
        whole=len(by_unit), made=len(by_unit),
    )  # fmt: skip
    month = Month(run, contract, reading.parties_on(contract.pk, last_of(past.month)), None, past.issued_at)
    pairs = [drafted(month, unit_id, own) for unit_id, own in by_unit.items()]
    day = past.issued_at.date()
    last = requests.take_numbers(scope.community_id, day.year, len(pairs), kind="invoice")
    code = parties.Community.objects.values_list("code", flat=True).get(pk=scope.community_id)
    lines: list[InvoiceLine] = []
    for at, (invoice, own_lines) in enumerate(pairs):
        number = f"{code}-{day.year}-{LETTERS[invoice.kind]}{last - len(pairs) + 1 + at:07d}"
        _stand(invoice, number, past, hands)
        lines += own_lines
    insert_rows([invoice for invoice, _own in pairs])
    for invoice, own_lines in pairs:
        for line in own_lines:
            line.invoice = invoice
    insert_rows(lines)
    run.net_minor = sum(-one.net_minor if one.kind == "credit_note" else one.net_minor for one, _own in pairs)
    run.save_changes("net_minor")
    issuing.note_credits(scope, lines, past.issued_at)
    sent = bundled.as_sent([invoice.pk for invoice, _own in pairs])
    told = (one for invoice, _own in pairs for one in _told(invoice, past, hands, sent[invoice.pk]))
    import_history(told, scope=scope)
    return [invoice for invoice, _own in pairs]


def _stand(invoice: Invoice, number: str, past: PastMonth, hands: Hands) -> None:
    """Fill in what became of an invoice."""
    assert invoice.buyer is not None
    reached = past.but.get(invoice.unit_id, past.reached)
    day = past.issued_at.date()
    invoice.number, invoice.number_key, invoice.state = number, number_key(number), reached
    invoice.issued_on, invoice.issued_at, invoice.issued_by_id = day, past.issued_at, hands.issued
    invoice.due_on = due_day(day, invoice.buyer.payment_days, reading.bank_closed(invoice.buyer.country))
    invoice.rules = [checking.OURS]
    how_far = STEPS.index(reached)
    if how_far >= STEPS.index("matched"):
        invoice.matched_by_id, invoice.matched_at = hands.matched, past.issued_at + timedelta(days=3)
        invoice.accepted_by_id = hands.accepted.get(invoice.unit_id)
        invoice.accepted_at = past.issued_at + timedelta(days=2) if invoice.accepted_by_id else None
    if how_far >= STEPS.index("approved"):
        invoice.approved_by_id, invoice.approved_at = hands.approved, past.issued_at + timedelta(days=6)
    if reached == "paid":
        late = timedelta(days=past.late.get(invoice.unit_id, 0))
        invoice.paid_minor, invoice.paid_on = invoice.gross_minor, invoice.due_on + late


def _told(invoice: Invoice, past: PastMonth, hands: Hands, sent: Mapping[str, Any]) -> list[Happening]:
    """What the book says of it."""
    at = {
        "issued": past.issued_at, "matched": invoice.matched_at, "approved": invoice.approved_at,
        "paid": datetime.combine(invoice.paid_on, past.issued_at.timetz()) if invoice.paid_on else None,
    }  # fmt: skip
    before, found = "prechecked", []
    by = (("issued", hands.issued), ("matched", hands.matched), ("approved", hands.approved), ("paid", None))
    for after, who in by:
        moment = at[after]
        if moment is None:
            break
        event = events.InvoiceMoved(
            invoice_uid=UUID(str(invoice.uid)), unit_id=invoice.unit_id, before=before, after=after,
            gross_minor=invoice.gross_minor, told=dict(sent) if after == rules.ISSUED else None,
        )  # fmt: skip
        found.append(Happening(event=event, at=moment, subject=invoice, recorded_at=moment, actor_id=who))
        before = after
    return found
