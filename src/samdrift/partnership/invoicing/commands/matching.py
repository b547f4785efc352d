"""The customer's side: match with order, delivery and price book, accept the delivery, approve, or send back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import public as work
from samdrift.partnership.invoicing import events, rules
from samdrift.partnership.invoicing.commands import moving
from samdrift.partnership.invoicing.models import Invoice, LateDue, LineDispute
from samdrift.partnership.invoicing.queries import reading, recomputing
from samdrift.registers.parties import public as parties

ACCEPT = "invoicing.accept"


@transaction.atomic
def match_invoice(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Invoice:
    """Say that every line agrees with what was ordered and delivered; what is queried is left out.

    Raises:
        NotAllowed: The actor does not match invoices there.
        Refused: Something found stands in the way, or a line comes to something else and is not queried.
    """
    invoice = moving.locked(scope, uid, "match", expected_version)
    moving.refuse_if_blocked(invoice)
    _refuse_differences(invoice)
    invoice.matched_by_id, invoice.matched_at = scope.person_id, now
    moving.moved(scope, invoice, "match", "matched_by", "matched_at", now=now)
    return invoice


def _refuse_differences(invoice: Invoice) -> None:
    found = recomputing.recomputed(invoice, reading.lines_of(invoice))
    with everywhere(reason="the queries of an invoice the actor has been let through to"):
        rows = LineDispute.objects.filter(invoice=invoice).exclude(state="withdrawn")
        queried = set(rows.values_list("line__position", flat=True))
    left = [one for one in found.differences if found.positions.get(one.key) not in queried]
    if not left:
        return
    position = found.positions.get(left[0].key)
    if position is None:
        raise Refused(_("Something that was delivered is not on the invoice. Look at what was recomputed."))
    told = _("Line %(position)s comes to something else. Query it first, and the rest can be matched.")
    raise Refused(told % {"position": position})


@transaction.atomic
def accept_delivery(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Invoice:
    """Say for the district that what the invoice names was delivered.

    Raises:
        NotAllowed: The actor does not accept deliveries of this unit.
        Refused: It was accepted already, or is not with the customer.
    """
    invoice = Invoice.objects.within(scope).locked(uid, expected_version)
    moving.require(scope, invoice, ACCEPT)
    if invoice.accepted_at is not None or invoice.state not in rules.OWED:
        raise Refused(_("Its delivery was accepted already, or it is not with you."))
    invoice.accepted_by_id, invoice.accepted_at = scope.person_id, now
    invoice.save_changes("accepted_by", "accepted_at")
    event = events.DeliveryAccepted(invoice_uid=invoice.uid, unit_id=invoice.unit_id)
    record(event, scope=scope, at=now, subject=invoice)
    return invoice


@transaction.atomic
def approve_invoice(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Invoice:
    """Let an invoice be paid, by somebody who neither matched it, nor accepted its delivery, nor ordered what it names.

    Raises:
        NotAllowed: The actor does not approve payments there.
        Refused: The same person did one of the others, has an interest in the supplier that stands, or the delivery
            was not accepted.
    """
    invoice = moving.locked(scope, uid, "approve", expected_version)
    why = rules.why_not_approve(
        approver=scope.person_id, matcher=invoice.matched_by_id, orderers=_orderers(invoice),
        delivered=invoice.accepted_at is not None or invoice.credits_id is not None,
        delivered_by=invoice.accepted_by_id,
        interested=parties.has_open_interest(scope.community_id, scope.person_id, invoice.supplier_id),
    )  # fmt: skip
    if why:
        raise Refused(WHY[why]())
    invoice.approved_by_id, invoice.approved_at = scope.person_id, now
    moving.moved(scope, invoice, "approve", "approved_by", "approved_at", now=now)
    return invoice


WHY: dict[str, Callable[[], str]] = {
    "not_accepted": lambda: _("The district has not accepted the delivery yet."),
    "matcher": lambda: _("Whoever matched an invoice does not approve it. Ask a colleague."),
    "acceptor": lambda: _("Whoever accepted the delivery does not approve the invoice. Ask a colleague."),
    "interest": lambda: _("You have declared an interest in this supplier that stands. Ask a colleague."),
    "orderer": lambda: _("Whoever ordered something on an invoice does not approve it. Ask a colleague."),
}


def _orderers(invoice: Invoice) -> set[int]:
    """Who said yes to the extra work on it, to what was agreed on late, or to a supplementary invoice itself."""
    lines = reading.lines_of(invoice)
    uids = {uid for line in lines if line.source == "extra" for uid in line.evidence}
    agreed = {line.reference for line in lines if line.source == "change"} if invoice.supplements_id else set()
    with everywhere(reason="who ordered what an invoice names: they may not approve it"):
        rows = work.Quote.objects.filter(uid__in=uids, decided_by__isnull=False)
        found = [*rows.values_list("decided_by", flat=True), invoice.agreed_by_id]
        for hands in LateDue.objects.filter(uid__in=agreed).values_list("proposed_by", "answered_by"):
            found += hands
    return {one for one in found if one is not None}


@transaction.atomic
def reject_invoice(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Invoice:
    """Send an invoice back: wrong format, a duplicate, an order nobody knows. Its number may then be used again.

    Raises:
        NotAllowed: The actor does not match invoices there.
        Refused: It was matched already: then lines are queried and credited; or a supplementary one stands beside it.
    """
    invoice = moving.locked(scope, uid, "reject", expected_version)
    if invoice.matched_at is not None or invoice.credited_minor:
        raise Refused(_("This cannot be done with the invoice as it stands now."))
    with everywhere(reason="whether a supplementary invoice stands beside one that is sent back"):
        beside = Invoice.objects.filter(supplements=invoice).exclude(state__in=(*rules.OPEN, "rejected")).first()
    if beside is not None:  # else the month would count as invoiced, and its volumes stand on no invoice any more
        told = _("%(number)s stands beside this invoice. Send that one back first.")
        raise Refused(told % {"number": beside.number})
    with everywhere(reason="the queries of an invoice that is sent back fall with it"):
        LineDispute.objects.filter(invoice=invoice, state="open").update(state="withdrawn")
    invoice.disputed_minor = 0
    moving.moved(scope, invoice, "reject", "disputed_minor", now=now)
    return invoice
