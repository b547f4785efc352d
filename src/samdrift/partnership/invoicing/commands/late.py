"""Billing more for months that were invoiced: one party proposes, another person of the other party agrees."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import fees
from samdrift.kernel.late_due import Owed, amount_owed, next_month, volume_owed
from samdrift.partnership.invoicing import events
from samdrift.partnership.invoicing.commands import moving
from samdrift.partnership.invoicing.models import Invoice, LateDue
from samdrift.partnership.invoicing.queries import late, reading
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

AGREE = "invoicing.agree"
LARGEST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True, kw_only=True)
class LateDraft:
    """What is proposed: with an item a volume that held from a day on, else an amount of the day's month.

    Attributes:
        quantity: So much more of the item; of an amount, how many at the price.
        line: The service line; a volume's is its item's.
    """

    quantity: Decimal
    since: date
    text: str
    site_uid: UUID | None = None
    item: str = ""
    setting: str = ""
    line: str = ""
    price: Decimal | None = None

    @property
    def kind(self) -> str:
        """Which of the two it is."""
        return "volume" if self.item else "amount"


@transaction.atomic
def propose_late(scope: Scope, contract_uid: UUID, unit_uid: UUID, draft: LateDraft, *, now: datetime) -> LateDue:
    """Propose that months already invoiced come to more; nothing is billed before the other party agrees.

    Raises:
        Invalid: The month is not invoiced to the unit, or it cannot be counted.
        NotAllowed: The actor does not agree on what is billed there.
    """
    contract = reading.contract_by_uid(scope, contract_uid)
    unit = parties.Unit.objects.within(scope).get(uid=unit_uid)
    scope.require(AGREE, contract=contract.pk, unit=unit.pk, data_class="D2")
    site = late.places_of(contract.pk, unit.pk).get(draft.site_uid) if draft.site_uid else None
    if draft.site_uid and site is None:
        raise Invalid({"site": _("Choose a place that is billed to this unit.")})
    row = LateDue(
        community_id=scope.community_id, data_class="D2", contract=contract, unit=unit, site=site,
        kind=draft.kind, item=draft.item, setting=draft.setting.strip(), line_code=draft.line,
        quantity=draft.quantity, price=None if draft.item else draft.price, since=draft.since,
        text=draft.text.strip()[:200], proposed_by_id=scope.person_id, proposed_party_id=scope.party_id,
        proposed_at=now,
    )  # fmt: skip
    _check(row)
    lock("invoicing.late", contract.pk)
    again = _same_again(row)
    if again is not None:  # the same form sent twice
        return again
    row.months = _months(row, now)
    row.save(force_insert=True)
    record(events.LateProposed(late_uid=row.uid, unit_id=unit.pk), scope=scope, at=now, subject=row)
    return row


def _same_again(row: LateDue) -> LateDue | None:
    """The open proposal of the same party that says just the same."""
    same = {
        name: getattr(row, name) for name in (
            "contract_id", "unit_id", "site_id", "kind", "item", "setting", "quantity", "price", "since", "text",
            "proposed_party_id",
        )
    }  # fmt: skip
    with everywhere(reason="whether one's own party has proposed just this"):
        return LateDue.objects.filter(**same, state="open").select_related("contract", "unit").first()


def _check(row: LateDue) -> None:
    """Raise Invalid unless it is about a month that is invoiced, and is more than nothing."""
    wrong: dict[str, Any] = {}
    if not row.text:
        wrong["text"] = _("Say what shows that it is due.")
    if not 0 < row.quantity <= LARGEST:
        wrong["quantity"] = _("Write how much more it is, above 0. What was billed too much is queried.")
    if row.kind == "amount" and not (row.price and 0 < row.price <= LARGEST and row.line_code):
        wrong["price"] = _("Write a price above 0 and choose the service line.")
    starts, ends = contracts.term_of(row.contract_id)
    first = late.first_open(row.contract_id, row.unit_id)
    if not starts <= row.since <= ends:
        wrong["since"] = _("Choose a day of the contract.")
    elif first is None or row.since >= first:
        wrong["since"] = _("This month is not invoiced to the unit yet: change the volume, and it is billed as usual.")
    if wrong:
        raise Invalid(wrong)


def _months(row: LateDue, now: datetime) -> list[list[Any]]:
    """What its months come to by what is known now; sets until when, and the line of a volume.

    Raises:
        Invalid: It has no price, or comes to nothing.
    """
    if row.kind == "amount":
        assert row.price is not None
        row.until = next_month(row.since.replace(day=1))
        owed = amount_owed(row.since, row.quantity, row.price)
    else:
        row.until = late.first_open(row.contract_id, row.unit_id)
        owed = _of_volume(row, now)
    if not owed:
        raise Invalid({"quantity": _("It comes to nothing.")})
    return [[one.month.isoformat(), one.amount_minor] for one in owed]


def _of_volume(row: LateDue, now: datetime) -> list[Owed]:
    assert row.until is not None
    terms = contracts.price_book(row.contract_id, row.since).get(row.item)
    if terms is None:
        raise Invalid({"item": _("There is no price for %(item)s on that day.") % {"item": row.item}})
    row.line_code = terms.line
    try:
        return volume_owed(_step(row, row.since, now), row.until, late.fees_with(row.contract_id, row.unit_id))
    except fees.NoPrice as missing:
        raise Invalid({"setting": contracts.missing_price_words(missing.code)}) from missing
    except ValueError as wrong:
        raise Invalid({"since": _("Months that lie more than five years back are not billed more for.")}) from wrong


def _step(row: LateDue, on: date, now: datetime) -> fees.VolumeStep:
    return fees.VolumeStep(row.item, row.unit_id, row.site_id, row.setting, row.quantity, on, now, "agreed")


@transaction.atomic
def agree_late(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> LateDue:
    """Agree for the other party: the months come to more, and a volume stands in the ledger from now on.

    Raises:
        NotAllowed: The actor does not agree on what is billed there.
        Refused: It was answered, is the actor's own party's, or the same person's.
        Stale: Somebody changed it meanwhile.
    """
    row = _open(scope, uid, expected_version)
    if scope.party_id == row.proposed_party_id or scope.person_id == row.proposed_by_id:
        raise Refused(_("Another person, of the other party, agrees to it."))
    row.months = _months(row, now)  # months were invoiced since, or prices agreed on: what counts is what holds now
    assert row.until is not None
    _starts, ends = contracts.term_of(row.contract_id)
    if row.kind == "volume" and row.until <= ends:
        step = _step(row, row.until, now)
        contracts.add_steps(scope, row.contract_id, [step], reference=str(row.uid), now=now)
    _answer(scope, row, "agreed", now, "months", "until", "line_code")
    event = events.LateAgreed(late_uid=row.uid, unit_id=row.unit_id, written=(written(row),))
    record(event, scope=scope, at=now, subject=row)
    return row


def written(row: LateDue) -> dict[str, Any]:
    """What was agreed on as the book holds it: the facts, from which everybody works out the months."""
    return {
        "kind": row.kind, "unit": row.unit_id, "site": row.site_id, "line": row.line_code, "item": row.item,
        "setting": row.setting, "quantity": f"{row.quantity:f}",
        "price": None if row.price is None else f"{row.price:f}",
        "since": row.since.isoformat(), "until": row.until.isoformat() if row.until else None,
    }  # fmt: skip


@transaction.atomic
def close_late(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> LateDue:
    """Decline what the other party proposed, or withdraw what one's own did.

    Raises:
        NotAllowed: The actor does not agree on what is billed there.
        Refused: It was answered.
    """
    row = _open(scope, uid, expected_version)
    outcome = "withdrawn" if scope.party_id == row.proposed_party_id else "declined"
    _answer(scope, row, outcome, now)
    event = events.LateClosed(late_uid=row.uid, unit_id=row.unit_id, outcome=outcome)
    record(event, scope=scope, at=now, subject=row)
    return row


def _open(scope: Scope, uid: UUID, expected_version: int | None) -> LateDue:
    row = LateDue.objects.within(scope).select_related("contract", "unit").locked(uid, expected_version)
    scope.require(AGREE, contract=row.contract_id, unit=row.unit_id, data_class=row.data_class)
    if row.state != "open":
        raise Refused(_("This was answered already."))
    return row


def _answer(scope: Scope, row: LateDue, state: str, now: datetime, *columns: str) -> None:
    row.state, row.answered_by_id, row.answered_at = state, scope.person_id, now
    row.save_changes("state", "answered_by", "answered_at", *columns)


@transaction.atomic
def agree_supplement(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Invoice:
    """Agree for the customer to a supplementary invoice that is not sent yet.

    Raises:
        NotAllowed: The actor does not match invoices there.
        Refused: It is no supplementary invoice that waits, or the same person asked for it.
    """
    related = ("contract", "unit", "run")
    invoice = Invoice.objects.within(scope).select_related(*related).locked(uid, expected_version)
    moving.require(scope, invoice, "invoicing.match")
    if invoice.supplements_id is None or invoice.state != "prechecked" or invoice.agreed_at is not None:
        raise Refused(_("This cannot be done with the invoice as it stands now."))
    if invoice.run is not None and invoice.run.asked_by_id == scope.person_id:
        raise Refused(_("Another person, of the other party, agrees to it."))
    invoice.agreed_by_id, invoice.agreed_at = scope.person_id, now
    invoice.save_changes("agreed_by", "agreed_at")
    event = events.SupplementAgreed(invoice_uid=invoice.uid, unit_id=invoice.unit_id)
    record(event, scope=scope, at=now, subject=invoice)
    return invoice


def refuse_alone(invoice: Invoice) -> None:
    """Raise Refused where the invoice a supplementary one stands beside was sent back: it would stand for the month."""
    if invoice.supplements is not None and invoice.supplements.state == "rejected":
        raise Refused(_("The invoice it stands beside was sent back. Make the invoices of the month again."))


def refuse_unasked(invoice: Invoice) -> None:
    """Raise Refused where the customer asked to be asked before a supplementary invoice is sent, and was not."""
    if invoice.supplements is None or invoice.agreed_at is not None:
        return
    if invoice.buyer is not None and invoice.buyer.asks_first:
        told = _("The customer agrees to a supplementary invoice of %(month)s before it is sent.")
        raise Refused(told % {"month": date_format(invoice.month, "F Y")})
