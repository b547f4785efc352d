"""Invoices that were right the first time: what a month issued, and what of it the customer queried or sent back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.invoicing.events import InvoiceMoved
from samdrift.partnership.invoicing.models import Invoice, LineDispute

MOST = 200


def _sent(contract_id: int, begin: datetime, end: datetime) -> QuerySet[Invoice]:
    """Invoices that went out in a month, or came from elsewhere in it; credit notes are no invoices."""
    rows = Invoice.objects.filter(contract=contract_id, kind="invoice")
    out = Q(origin="written", issued_at__gte=begin, issued_at__lt=end)
    return rows.filter(out | Q(origin="received", made_at__gte=begin, made_at__lt=end))


def _wrong(rows: QuerySet[Invoice], until: datetime) -> set[int]:
    """Those queried or sent back before a moment; a query withdrawn by then was none."""
    ids = dict(rows.values_list("uid", "pk"))
    queried = LineDispute.objects.filter(invoice__in=list(ids.values()), opened_at__lt=until)
    queried = queried.exclude(state="withdrawn", answered_at__lt=until)
    found = set(queried.values_list("invoice_id", flat=True))
    back = EventRecord.objects.filter(
        kind=InvoiceMoved.kind, subject_uid__in=list(ids), payload__after="rejected", happened_at__lt=until
    )
    return found | {ids[uid] for uid in back.values_list("subject_uid", flat=True) if uid is not None}


def right_first_time(
    contract_id: int, begin: datetime, end: datetime, until: datetime
) -> Sequence[tuple[int | None, int, int]]:  # fmt: skip
    """By unit: how many invoices of a month nobody queried or sent back until a moment, of how many; three reads."""
    with everywhere(reason="one contract's invoices of a month are counted"):
        rows = _sent(contract_id, begin, end)
        wrong = _wrong(rows, until)
        return [(unit, int(pk not in wrong), 1) for pk, unit in rows.order_by("pk").values_list("pk", "unit_id")]


def queried_or_rejected(
    scope: Scope, contract_id: int, begin: datetime, end: datetime, until: datetime
) -> Sequence[tuple[UUID, str, str, date | None]]:
    """What counted against the figure, of what the reader may open: uid, number, state, day; by day."""
    with everywhere(reason="which invoices a figure counts against; each is then read through the reader's gate"):
        wrong = _wrong(_sent(contract_id, begin, end), until)
    rows = Invoice.objects.within(scope).filter(pk__in=wrong).order_by(Coalesce(F("issued_on"), F("month")), "pk")
    return [(one.uid, one.number, one.state, one.issued_on) for one in rows[:MOST]]
