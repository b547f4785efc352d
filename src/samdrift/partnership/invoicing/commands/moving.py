"""Taking an invoice from one state to another: who may, from where, and what the book says."""

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.invoicing import events, rules
from samdrift.partnership.invoicing.models import Finding, Invoice, InvoiceLine, LineDispute
from samdrift.partnership.invoicing.queries import bundled


def locked(scope: Scope, uid: UUID, move: str, expected_version: int | None) -> Invoice:
    """The invoice, locked, once the actor may make the move and its state allows it.

    Raises:
        DoesNotExist: No such invoice within the scope.
        NotAllowed: The actor does not make this move.
        Refused: It cannot be made from where the invoice is.
        Stale: Somebody changed it meanwhile.
    """
    related = ("contract", "unit", "seller", "buyer", "credits", "supplements")
    invoice = Invoice.objects.within(scope).select_related(*related).locked(uid, expected_version)
    require(scope, invoice, rules.WHO[move])
    if rules.after(invoice.state, move) is None:
        raise Refused(_("This cannot be done with the invoice as it stands now."))
    return invoice


def require(scope: Scope, invoice: Invoice, permission: str) -> None:
    """Raise unless the actor may do this with the invoice."""
    scope.require(permission, contract=invoice.contract_id, unit=invoice.unit_id, data_class=invoice.data_class)


def moved(scope: Scope, invoice: Invoice, move: str, *columns: str, now: datetime) -> None:
    """Write the state after a move with the columns that changed, and tell the book."""
    before, after = invoice.state, rules.after(invoice.state, move)
    assert after is not None
    invoice.state = after
    invoice.save_changes("state", *columns)
    if before != after:
        event = events.InvoiceMoved(
            invoice_uid=invoice.uid, unit_id=invoice.unit_id, before=before, after=after,
            gross_minor=invoice.gross_minor,
            told=bundled.as_sent([invoice.pk])[invoice.pk] if after == rules.ISSUED else None,
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=invoice)


def refuse_if_blocked(invoice: Invoice) -> None:
    """Raise where something was found that must be put right first; the sentence says how many things.

    What was found on a line that is queried wholly stands in nobody's way, unless all of the invoice is queried.
    """
    with everywhere(reason="what was found on an invoice the actor has been let through to"):
        found = list(Finding.objects.filter(invoice=invoice, blocks=True).values_list("position", flat=True))
        rows = LineDispute.objects.filter(invoice=invoice, amount_minor=F("line__amount_minor"))
        aside = set(rows.exclude(state="withdrawn").values_list("line__position", flat=True)) if found else set()
        if aside and aside.issuperset(InvoiceLine.objects.filter(invoice=invoice).values_list("position", flat=True)):
            aside = set()
    many = sum(position not in aside for position in found)
    if many:
        raise Refused(_("%(count)s findings stand in the way. They are listed on the invoice.") % {"count": many})


def blocked(invoice: Invoice, position: int) -> bool:
    """Whether something was found on a line that stands in the way."""
    with everywhere(reason="what was found on an invoice the actor has been let through to"):
        return Finding.objects.filter(invoice=invoice, position=position, blocks=True).exists()
