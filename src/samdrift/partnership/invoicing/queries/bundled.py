"""What went out in a month, as bundles hold it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles import behind_form, form
from samdrift.kernel.bundles.form import decimal_text, text_of
from samdrift.operations.bundles import public as bundles
from samdrift.operations.work import public as work
from samdrift.partnership.invoicing import rules
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, LateDue
from samdrift.partnership.invoicing.queries.late import months_of

_INVOICE = (
    "uid", "number", "kind", "unit__code", "known_at", "issued_on", "currency", "net_minor", "vat_minor", "gross_minor",
)  # fmt: skip
_NAMES = ("invoice", "number", "kind", "unit", *_INVOICE[4:])
_LINE = {
    "invoice": "invoice__uid", "position": "position", "source": "source", "reference": "reference",
    "line": "line_code", "item": "item", "site": "site__code", "setting": "setting", "quantity": "quantity",
    "price": "price", "base": "base", "vat_percent": "vat_percent", "amount_minor": "amount_minor",
}  # fmt: skip


def as_sent(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the book tells of documents when they go out: their rows in a bundle, and the digests of their lines.

    Args:
        ids: Those of documents that are written, number and all.
    """
    with everywhere(reason="what both parties are told of an invoice that goes out"):
        rows = list(Invoice.objects.filter(pk__in=ids).values_list("pk", "month", *_INVOICE[1:]))
        lines = InvoiceLine.objects.filter(invoice__in=ids).order_by("invoice", "position")
        cells: dict[int, list[list[str]]] = {pk: [] for pk in ids}
        for pk, *line in lines.values_list("invoice", *(_LINE[name] for name in form.OF_LINES)):
            cells[pk].append([_cell(value) for value in line])
    return {
        pk: {
            form.MONTH: f"{month:%Y-%m}", form.LINES_DIGEST: form.digest_of({form.LINES_DIGEST: cells[pk]}),
            **{name: text_of(value) for name, value in zip(_NAMES[1:], row, strict=True)},
        }
        for pk, month, *row in rows
    }  # fmt: skip


def billed_in(contract_id: int, first_day: date) -> bundles.Billed:
    """The invoices and credit notes of a month that were sent and not sent back, with their lines."""
    with everywhere(reason="the open book of a month is the same for both parties"):
        sent = _sent(contract_id, [first_day])
        rows = list(sent.order_by("uid").values_list(*_INVOICE))
        lines = InvoiceLine.objects.filter(invoice__in=sent).order_by("invoice__uid", "position")
        # A year has tens of thousands of them: as cells they cost a fourth of what they cost as rows of models.
        found = [dict(zip(_LINE, map(_cell, line), strict=True)) for line in lines.values_list(*_LINE.values())]
    invoices = [{name: text_of(value) for name, value in zip(_NAMES, row, strict=True)} for row in rows]
    return bundles.Billed(invoices, found, [UUID(str(row[0])) for row in rows])


def extra_in(contract_id: int, first_days: Sequence[date]) -> bundles.Behind:
    """The extra work on the invoices of some months, by what it was charged, and what tells of it."""
    with everywhere(reason="the open book of a month is the same for both parties"):
        lines = InvoiceLine.objects.filter(invoice__in=_sent(contract_id, first_days), source="extra", corrects=None)
        found = list(lines.select_related("invoice__unit", "site").order_by("invoice__month", "reference"))
        references = [UUID(line.reference) for line in found]
        quotes = dict(work.Charge.objects.filter(uid__in=references).values_list("uid", "quote__uid"))
        told = EventRecord.objects.filter(
            book="shared", kind__in=behind_form.EXTRA_KINDS, subject_uid__in=[*references, *quotes.values()]
        )
        shown = set(told.order_by().values_list("subject_uid", flat=True).distinct())
    rows = [_extra(line, quotes, shown) for line in found]
    return bundles.Behind({behind_form.EXTRAS: rows}, [uid for uid in shown if uid is not None])


def late_in(contract_id: int, first_days: Sequence[date]) -> bundles.Behind:
    """What was agreed on late of some months, and every late agreement there is: any may stand behind a line."""
    with everywhere(reason="the open book of a month is the same for both parties"):
        agreed = LateDue.objects.filter(contract=contract_id, state="agreed").select_related("unit", "site")
        found = list(agreed.order_by("pk"))
    rows = [
        dict.fromkeys(behind_form.COLUMNS[behind_form.CHANGES], "")
        | {
            "month": f"{month:%Y-%m}", "reference": str(row.uid), "kind": behind_form.LATE, "place": "1",
            "item": row.item, "unit": row.unit.code, "site": row.site.code if row.site else "",
            "line": row.line_code, "on": row.since.isoformat(), "amount_minor": str(amount),
        }
        for row in found
        for month, amount in months_of(row)
        if month in first_days
    ]  # fmt: skip
    return bundles.Behind({behind_form.CHANGES: rows}, [UUID(str(row.uid)) for row in found])


def _extra(line: InvoiceLine, quotes: Mapping[UUID, UUID], shown: Collection[UUID | None]) -> dict[str, str]:
    reference = UUID(line.reference)
    by = "quote" if reference in quotes else "rate"
    sign = -1 if line.invoice.kind == "credit_note" else 1
    return {
        "month": f"{line.invoice.month:%Y-%m}", "reference": line.reference,
        "by": by if quotes.get(reference, reference) in shown else "withheld", "unit": line.invoice.unit.code,
        "site": line.site.code if line.site else "", "line": line.line_code,
        "amount_minor": str(sign * line.amount_minor),
    }  # fmt: skip


def _sent(contract_id: int, first_days: Sequence[date]) -> QuerySet[Invoice]:
    sent = Invoice.objects.filter(contract=contract_id, month__in=first_days, origin="written", issued_at__isnull=False)
    return sent.exclude(state__in=(*rules.OPEN, "rejected"))


def _cell(value: object) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else text_of(value)
