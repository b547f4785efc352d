"""Writing charges under an approved offer: one by one, and all at once where the work was done already."""

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import events
from samdrift.operations.work.models import Charge, Quote, WorkOrder


def write(
    scope: Scope, quote: Quote, order: WorkOrder, text: str, amount_minor: int, *, now: datetime,
    uid: UUID | None = None,
) -> Charge:  # fmt: skip
    """Keep a charge and tell it, in the caller's transaction; whether it may stand was asked there."""
    charge = Charge.objects.create(
        uid=uid or uuid7(), community_id=order.community_id, data_class="D2", quote=quote, text=text,
        amount_minor=amount_minor, written_by_id=scope.person_id, written_at=now,
    )  # fmt: skip
    event = events.ChargeWritten(
        quote_id=quote.uid, work_order_id=order.uid, line=order.line_code, amount_minor=amount_minor,
        currency=quote.currency, charge_id=UUID(str(charge.uid)),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=quote)
    return charge


def charge_done_already(quote: Quote | None, order: WorkOrder, *, now: datetime) -> None:
    """Charge an accepted order's offer as it was approved, a charge for each line, where the work was done before.

    Nobody writes these: the provider has offered them and the customer has said yes. What is charged stays.
    """
    if quote is None or quote.done_on is None or quote.state != "approved" or charged(quote):
        return
    system = Scope(community_id=quote.community_id)
    for line in quote.lines:
        write(system, quote, order, str(line["text"]), int(line["amount_minor"]), now=now)


def quote_of(order: WorkOrder) -> Quote | None:
    """The offer an order of extra work was made by."""
    with everywhere(reason="the offer of an order the actor has been let through to"):
        return Quote.objects.filter(work_order=order).first() if order.kind == "extra" else None


def charged(quote: Quote) -> int:
    """What has been charged under an offer so far."""
    with everywhere(reason="what has been charged under a quote the actor has been let through to"):
        return Charge.objects.filter(quote=quote).aggregate(sum=Sum("amount_minor"))["sum"] or 0
