"""Extra work behind lines of invoices: what was charged under approved quotes, and what rates make of verified work."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from samdrift.kernel import pricing
from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import ANY_MONTH, Book, Found, Part, Told, whole
from samdrift.kernel.bundles.money import number
from samdrift.kernel.bundles.telling import Row

EXTRA = "extra"
QUOTE, RATE, WITHHELD = "quote", "rate", "withheld"
"""By what it was charged; withheld: restricted work, whose events are in no bundle."""
CHARGED, PRICED = "work.charge_written", "work.line_priced"
Charge = tuple[str, str, str, str, int]
"""By what, unit, site, line, amount."""


def extras(book: Book, stated: Iterable[Row], lines: Iterable[Row]) -> Found:
    """What the extra work on a bundle's invoices comes to.

    Args:
        stated: The rows of the table: of what the book does not name, they say why.
        lines: Those of invoices: they say which charges stand on one, and in which month.
    """
    charges: dict[str, Charge] = {}
    parts: list[Part] = []
    unnamed: list[int] = []
    for told in book.of(form.EXTRA_KINDS):
        event, what = told.event, told.event.payload
        if event.kind == CHARGED and not what.get("charge_id"):
            unnamed.append(whole(what["amount_minor"]))
            continue
        if event.kind == CHARGED:
            reference, by, line, amount = str(what["charge_id"]), QUOTE, what["line"], whole(what["amount_minor"])
        else:
            reference, by, (line, amount) = told.subject, RATE, priced(told)
        unit, site = book.unit(event.unit), book.site(event.site)
        charges[reference] = (by, unit, site, str(line), amount)
        parts.append(Part(EXTRA, reference, ANY_MONTH, unit, site, str(line), amount, event.at))
    rows, older = [], set[str]()
    for month, reference in sorted({(one["month"], one["reference"]) for one in lines if one["source"] == EXTRA}):
        if reference in charges:
            by, unit, site, line, amount = charges[reference]
            rows.append({
                "month": month, "reference": reference, "by": by, "unit": unit, "site": site, "line": line,
                "amount_minor": str(amount),
            })  # fmt: skip
    for row in stated:
        if row["reference"] in charges:
            continue
        if row["by"] == WITHHELD:
            older.add(row["reference"])
        elif row["by"] == QUOTE and int(row["amount_minor"]) in unnamed:
            unnamed.remove(int(row["amount_minor"]))
            older.add(row["reference"])
    return Found({form.EXTRAS: rows}, parts, {form.EXTRAS: lambda row: row["reference"] in older})


def priced(told: Told) -> tuple[str, int]:
    """The service line of a priced line of work, and what it comes to by the rate that was told with it.

    Raises:
        ValueError, TypeError, KeyError: It cannot be read.
        NoPrice: The rate does not speak of it.
    """
    what = told.event.payload
    amount = whole(what["amount_minor"])
    written = what.get("written") or ()
    if not written:
        return told.event.line, amount
    (used,) = written
    if what["reason"] == "taken_back":
        return str(used["line"]), amount
    return str(used["line"]), pricing.price(_used(used), pricing.rates_in(str(used["rate"]))).amount_minor


def _used(written: Mapping[str, Any]) -> pricing.Used:
    quantity: Decimal | None = None if written["quantity"] is None else number(written["quantity"])
    cost = None if written["cost_minor"] is None else whole(written["cost_minor"])
    return pricing.Used(
        str(written["what"]), str(written["line"]), str(written["kind"]), minutes=whole(written["minutes"] or 0),
        quantity=quantity, cost_minor=cost, outside=bool(written["outside"]),
    )  # fmt: skip
