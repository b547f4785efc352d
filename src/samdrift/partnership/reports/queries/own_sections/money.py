"""Charges: what was invoiced for the period by line, by source and by district, and what waits to be paid."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, F, QuerySet, Sum, When
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Asked, Block, Section, column, points, row, table, told
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.reports.formats.wording import LANGUAGES, days, number
from samdrift.partnership.reports.queries.own_sections.named import BOTH, line_texts
from samdrift.partnership.reports.queries.own_sections.words import INVOICE_STATES, SOURCES
from samdrift.registers.contracts import public as contracts

Invoice = invoicing.Invoice
SENT = ("issued", "received", "matched", "queried", "credited", "approved", "paid")
SPANS = ((0, _("Not due yet")), (30, _("Up to 30 days late")), (60, _("31 to 60 days late")), (None, _("Later")))


def sent(asked: Asked) -> QuerySet[Invoice]:
    """The invoices and credit notes of the contract that were sent by the moment the report speaks of."""
    rows = Invoice.objects.within(asked.scope).filter(contract=asked.contract_id, state__in=SENT)
    return rows.filter(issued_at__lte=asked.known_at)


def load(asked: Asked) -> Sequence[Block]:
    """The period's charges, the changes of prices behind them, and the age of what is open."""
    own = sent(asked).filter(month__range=(asked.first, asked.last))
    lines = _by_line(asked, own)
    if not lines:
        return []
    return [*lines, _by_district(asked, own), *_ageing(asked), *_regulated(asked)]


def _by_line(asked: Asked, rows: QuerySet[Invoice]) -> list[Block]:
    found = invoicing.InvoiceLine.objects.within(asked.scope).filter(invoice__in=rows.values("pk"))
    given_back = When(invoice__kind="credit_note", then=-F("amount_minor"))
    signed = Case(given_back, default=F("amount_minor"), output_field=BigIntegerField())
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line, source, amount in found.values_list("line_code", "source").annotate(amount=Sum(signed)).order_by():
        sums[line][source] += int(amount or 0)
    if not sums:
        return []
    names = line_texts(asked.scope)
    used = [one for one in SOURCES if any(one in by for by in sums.values())]
    columns = [column(_("Service")), *(column(SOURCES[one], "money") for one in used), column(_("Together"), "money")]
    made = [
        row(names.get(line) or line or told(_("No service")), *(sums[line].get(one, 0) for one in used),
            sum(sums[line].values()), to=_list(asked))
        for line in sorted(sums, key=lambda one: (-sum(sums[one].values()), one))
    ]  # fmt: skip
    whole = [sum(by.get(one, 0) for by in sums.values()) for one in used]
    made.append(row(told(_("Together")), *whole, sum(whole), strong=True))
    note = _("Invoices less credit notes, without VAT, by what stands behind each line.")
    return [table("charges-by-line", _("Charges by service"), columns, made, note)]


def _list(asked: Asked) -> str:
    return f"/invoices/?month={asked.first:%Y-%m}"


def _by_district(asked: Asked, rows: QuerySet[Invoice]) -> Block:
    found: dict[int, dict[str, Any]] = {}
    for one in rows.select_related("unit").order_by("unit__code", "pk"):
        own = found.setdefault(
            one.unit_id, {"name": one.unit.name, "net": 0, "vat": 0, "queried": 0, "states": set(), "uid": one.uid}
        )
        sign = -1 if one.kind == "credit_note" else 1
        own["net"] += sign * one.net_minor
        own["vat"] += sign * one.vat_minor
        own["queried"] += one.disputed_minor
        own["states"].add(one.state)
    columns = [
        column(_("District")), column(_("Without VAT"), "money"), column(_("VAT"), "money"),
        column(_("In dispute"), "money"), column(_("State")),
    ]  # fmt: skip
    made = [
        row(own["name"], own["net"], own["vat"], own["queried"], _states(own["states"]), to=f"/invoices/{own['uid']}/")
        for own in found.values()
    ]
    sums = [sum(own[name] for own in found.values()) for name in ("net", "vat", "queried")]
    made.append(row(told(_("Together")), *sums, "", strong=True))
    return table("charges-by-district", _("Charges by district"), columns, made)


def _states(codes: set[str]) -> dict[str, str]:
    words = [told(INVOICE_STATES[one]) for one in INVOICE_STATES if one in codes]
    return {language: ", ".join(one[language] for one in words) for language in ("en", "da", "sv")}


def _ageing(asked: Asked) -> list[Block]:
    """What was sent and not paid on the day the report was made, by how late it is."""
    day = asked.known_at.date()
    sums = [[0, 0] for _span in SPANS]
    rows = sent(asked).filter(kind="invoice", month__lte=asked.last, paid_on=None) | sent(asked).filter(
        kind="invoice", month__lte=asked.last, paid_on__gt=day
    )
    for due_on, gross, credited in rows.values_list("due_on", "gross_minor", "credited_minor"):
        owed = gross - credited
        if owed <= 0:
            continue
        place = _span(day, due_on)
        sums[place][0] += 1
        sums[place][1] += owed
    if not any(count for count, _amount in sums):
        return []
    columns = [column(_("Age")), column(_("Invoices"), "number"), column(_("Open, with VAT"), "money")]
    made = [
        row(told(name), count, amount, to="/invoices/")
        for (_days, name), (count, amount) in zip(SPANS, sums, strict=True)
    ]
    return [table("ageing", _("Open invoices by age"), columns, made)]


def _span(day: date, due_on: date | None) -> int:
    late = (day - due_on).days if due_on else 0
    return next(place for place, (most, _name) in enumerate(SPANS) if most is None or late <= most)


def _regulated(asked: Asked) -> list[Block]:
    """The regulations of prices that begin to hold in the period."""
    told_lines = []
    for one in contracts.index_runs(asked.contract_id, asked.known_at):
        if asked.first <= one.applies_from <= asked.last:
            factor = {language: number(one.factor, language, 4) for language in LANGUAGES}
            text = told(
                _("Prices that follow %(rule)s hold with the factor %(factor)s from %(day)s."), rule=one.rule_code,
                factor=factor, day=days(one.applies_from),
            )  # fmt: skip
            told_lines.append((text, ""))
    return [points(told_lines, _("Regulation of prices"))] if told_lines else []


SECTIONS = (
    Section(
        code="money", title=_("Charges and invoices"), place=80, kinds=BOTH, load=load,
        permissions=frozenset({"invoicing.view", "contracts.view", "contracts.view_prices"}),
    ),
)  # fmt: skip
