"""What finance and districts are told of invoices: one has come, a line was queried, a query was answered (N-36)."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.clock import now
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import Notice, NoticeKind, Telling, To, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.events import InvoiceMoved, LineQueried, QueryAnswered
from samdrift.partnership.invoicing.models import Invoice
from samdrift.registers.parties import public as parties

FINANCE, DISTRICT, PROVIDER = ("FIN-C",), ("LOC-FM", "BUD"), ("FIN-P",)


def _told(event: EventRecord, roles: tuple[str, ...]) -> Telling | None:
    """Whoever has a role and sees the invoice hears of it, with its number and its day."""
    with everywhere(reason="the invoice an event speaks of; its receivers are asked through their own gate"):
        invoice = Invoice.objects.filter(uid=event.payload["invoice_uid"]).first()
    if invoice is None:
        return None
    found = parties.holders_of(
        event.community_id, roles, now=now(), unit_id=invoice.unit_id, contract_id=invoice.contract_id
    )
    return Telling(
        to=[
            To(one.person_id, one.employment_id, language=one.scope.language) for one in found
            if Invoice.objects.within(one.scope).filter(pk=invoice.pk).exists()
        ],
        facts={"number": invoice.number, "due": f"{invoice.due_on or '–'}"}, data_class=invoice.data_class,
        subject_kind="invoicing.invoice", subject_uid=invoice.uid,
    )  # fmt: skip


def _received(event: EventRecord) -> Telling | None:
    return _told(event, FINANCE + DISTRICT) if event.payload["after"] == "received" else None


def _queried(event: EventRecord) -> Telling | None:
    return _told(event, PROVIDER)


def _answered(event: EventRecord) -> Telling | None:
    return _told(event, FINANCE if event.payload["outcome"] != "withdrawn" else PROVIDER)


def _to_invoice(notice: Notice) -> str:
    return f"/invoices/{notice.subject_uid}/"


HANDLES = _("You get this because you handle invoices.")

register_kinds(
    NoticeKind(
        key="invoice.received", number="N-36", name=_("An invoice has come"),
        subject=_("Invoice %(number)s has come"),
        body=_("Invoice %(number)s has come and falls due on %(due)s. It is matched by finance, and its delivery is "
               "accepted by the district."),
        reason=HANDLES, events=(InvoiceMoved.kind,), tell=_received, link=_to_invoice,
    ),
    NoticeKind(
        key="invoice.queried", number="N-36", name=_("A line of an invoice was queried"), must=True,
        subject=_("A line of %(number)s was queried"),
        body=_("The customer queried a line of %(number)s. Answer within five working days: credit it, or say why it "
               "is right."),
        reason=HANDLES, events=(LineQueried.kind,), tell=_queried, link=_to_invoice,
    ),
    NoticeKind(
        key="invoice.answered", number="N-36", name=_("A query of an invoice was answered"),
        subject=_("The query on %(number)s was answered"),
        body=_("The query on %(number)s was answered: look at what was said, and at the credit note if there is one."),
        reason=HANDLES, events=(QueryAnswered.kind,), tell=_answered, link=_to_invoice,
    ),
)  # fmt: skip
