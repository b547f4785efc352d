"""Figures of money: what was invoiced and credited, and what was done beyond the contract."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Where
from samdrift.foundation.scope import Scope
from samdrift.partnership.addons import public as addons
from samdrift.partnership.insight.queries.counting import (
    Counting,
    amounts,
    listed,
    months,
    narrowed,
)
from samdrift.partnership.insight.queries.figures import yearly
from samdrift.partnership.insight.registry import DOWN, Asked, Cell, Figure
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.performance import public as performance

INVOICES, CREDITS, ADD_ONS, PRICES = (
    "invoicing.view", "performance.view_credits", "addons.view", "work.view_prices",
)  # fmt: skip
SENT = ("issued", "received", "matched", "queried", "credited", "approved", "paid")
GIVEN_BACK = Q(kind="credit_note")


def _sent(scope: Scope, asked: Asked, wanted: Collection[date]) -> QuerySet[Any]:
    rows = invoicing.Invoice.objects.within(scope).filter(
        contract=asked.contract_id, month__in=wanted, state__in=SENT
    )  # fmt: skip
    return rows if asked.unit_ids is None else rows.filter(unit__in=asked.unit_ids)


def _lines(scope: Scope, asked: Asked, wanted: Collection[date]) -> QuerySet[Any]:
    rows = invoicing.InvoiceLine.objects.within(scope).filter(
        invoice__contract=asked.contract_id, invoice__month__in=wanted, invoice__state__in=SENT
    )  # fmt: skip
    if asked.unit_ids is not None:
        rows = rows.filter(invoice__unit__in=asked.unit_ids)
    if asked.site_ids is not None:
        rows = rows.filter(site__in=asked.site_ids)
    if asked.line:
        rows = rows.filter(line_code=asked.line)
    return rows.annotate(month=F("invoice__month"))


_OF_INVOICES = Counting(
    _sent, {"n": Count("pk"), "minor": Sum("net_minor"), "back": Sum("net_minor", filter=GIVEN_BACK)}, when="month"
)
_OF_LINES = Counting(
    _lines,
    {
        "n": Count("pk"), "minor": Sum("amount_minor"),
        "back": Sum("amount_minor", filter=Q(invoice__kind="credit_note")),
    },
    columns={"unit": "invoice__unit_id", "month": "month"},
)  # fmt: skip


def invoiced(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Net amounts by the month they are for, credit notes taken off; from lines where lines or places are asked."""
    narrow = by in ("site", "line") or asked.site_ids is not None or asked.line
    found = (_OF_LINES if narrow else _OF_INVOICES).sums(scope, asked, by, months(asked))
    return amounts(_added(found))


def _added(found: dict[Any, dict[str, Decimal]]) -> dict[Any, dict[str, Decimal]]:
    """What credit notes give back is written above nothing: it is taken off twice of what was added up."""
    return {key: {"n": one["n"], "minor": one["minor"] - 2 * one["back"]} for key, one in found.items()}


def invoices_counted(scope: Scope, asked: Asked) -> str:
    """The invoices that were counted; their lines where a place or a line was asked."""
    code = "invoice-lines" if asked.site_ids is not None or asked.line else "invoices"
    return listed(code, scope, asked, "month", Where(column="state", test="in", values=SENT))


_CREDITS = Counting(
    lambda scope, asked, wanted: narrowed(performance.ServiceCredit.objects.within(scope), asked, site="").filter(
        month__in=wanted
    ).exclude(state="waived"),
    {"n": Count("pk"), "minor": Sum("net_minor")}, when="month",
)  # fmt: skip


def credited(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What missed promises cost the provider, less what was earned back, by the month measured."""
    if asked.site_ids is not None:
        return []
    return amounts(_CREDITS.sums(scope, asked, by, months(asked)))


_BEYOND = Counting(
    lambda scope, asked, first, last: narrowed(
        addons.AddOn.objects.within(scope).filter(addons.AddOn.visible_to(scope, PRICES)), asked
    ).filter(happened_on__gte=first, happened_on__lt=last, price_minor__isnull=False).exclude(state="withdrawn"),
    {"n": Count("pk"), "minor": Sum("price_minor")}, when="happened_on",
)  # fmt: skip


def beyond(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What add-ons of the period are worth, as far as the reader's party sees them, by the day they were done."""
    return amounts(_BEYOND.sums(scope, asked, by, asked.since, asked.until))


def add_ons_counted(scope: Scope, asked: Asked) -> str:
    """The add-ons that were counted."""
    counted = (
        Where(column="state", test="not", values=("withdrawn",)), Where(column="worth", test="some"),
    )  # fmt: skip
    return listed("add-ons", scope, asked, "happened", *counted)


FIGURES = (
    Figure(
        code="cost.invoiced", name=_("Invoiced"),
        words=_(
            "Net amounts of invoices sent for the months of the period, credit notes taken off, drafts and rejected "
            "ones left out."
        ),
        kind="money", better="", by=yearly.OF_UNITS | {"site"}, permission=INVOICES, count=invoiced,
        rows=invoices_counted,
    ),
    *yearly.FIGURES,
    Figure(
        code="credits.net", name=_("Service credits"),
        words=_(
            "What missed key figures of the period’s months cost the provider, less what was earned back; waived ones "
            "are left out."
        ),
        kind="money", better=DOWN, by=yearly.OF_UNITS, permission=CREDITS, count=credited,
        rows=lambda scope, asked: listed("credits", scope, asked, "month",
                                         Where(column="state", test="not", values=("waived",))),
    ),
    Figure(
        code="addons.worth", name=_("Done beyond the contract"),
        words=_(
            "What add-ons done in the period are worth by the prices of their day, whatever became of them; those "
            "taken back and those without a price are left out. What a party keeps to itself counts for it alone."
        ),
        kind="money", better="", by=yearly.OF_UNITS | {"site"}, permission=ADD_ONS, count=beyond, rows=add_ons_counted,
    ),
)  # fmt: skip
