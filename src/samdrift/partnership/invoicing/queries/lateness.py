"""How late an invoice was paid, or is not paid yet, and what the law gives the supplier for it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from samdrift.foundation.scope import everywhere
from samdrift.kernel.late_payment import LAWS, BadRates, Late, NoRate, Part, late
from samdrift.partnership.invoicing import rules
from samdrift.partnership.invoicing.formats.late_rates import rates_at
from samdrift.partnership.invoicing.models import Invoice, Payment
from samdrift.partnership.invoicing.queries.reading import left_of


@dataclass(frozen=True, slots=True)
class Lateness:
    """What was late; or the law and the first day of which no rate is known, so that nothing was reckoned."""

    found: Late | None = None
    law: str = ""
    no_rate_of: date | None = None


def lateness(invoice: Invoice, today: date) -> Lateness:
    """What was or is late of an invoice looked up through the gate; empty where nothing is, or no law is known.

    What is queried is not due: it counts from the due day once the query is withdrawn and the amount is to be paid.
    """
    if invoice.kind != "invoice" or invoice.due_on is None or invoice.buyer is None:
        return Lateness()
    country = invoice.buyer.country
    law = LAWS[country].name if country in LAWS else ""
    try:
        rates = rates_at(settings.SAMDRIFT_VAR)
        return Lateness(late(country, invoice.due_on, _parts(invoice), today, rates), law)
    except NoRate as unknown:
        return Lateness(None, law, unknown.day)
    except BadRates:  # the operator's table was changed by hand: the shipped rates are not put in its place
        return Lateness(None, law, invoice.due_on)


def _parts(invoice: Invoice) -> list[Part]:
    with everywhere(reason="when an invoice the reader has been let through to was paid"):
        rows = Payment.objects.filter(invoice=invoice, amount_minor__gt=0).order_by("pk")
        parts = [Part(amount, day) for amount, day in rows.values_list("amount_minor", "file__pay_on")]
    before = invoice.paid_minor - sum(one.amount_minor for one in parts)  # paid before there were files here
    if before > 0:
        parts.append(Part(before, invoice.paid_on))
    if invoice.state in (*rules.OWED, "paid") and left_of(invoice) > 0:
        parts.append(Part(left_of(invoice), None))
    return parts
