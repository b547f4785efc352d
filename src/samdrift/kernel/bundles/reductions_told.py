"""Fees reduced for visits that did not come: how many is a fact of the book, what it comes to is worked out again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Part, Told, day_from, month_of, whole
from samdrift.kernel.bundles.form import decimal_text
from samdrift.kernel.bundles.telling import Row
from samdrift.kernel.credits import reduction_minor

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reduction:
    """What is not paid of a fee because visits did not come, as it comes out again."""

    uid: str
    code: str
    month: date
    bills_in: date
    unit: int
    site: int | None
    line: str
    ordered: int
    missing: int
    fee_minor: int
    share: Decimal
    amount_minor: int
    at: datetime


def reductions_told(
    book: Book, told: Told, month: date, shares: Mapping[str, Decimal], tops: Mapping[str, int]
) -> Iterator[Reduction]:
    """What an event says fees were reduced by, from the fees of the month and the shares agreed on.

    Args:
        shares: By figure, the share of a fee that stands for visits.
        tops: For each unit that has one, the district its fee is summed under.
    """
    at = told.event.at
    for one in told.event.payload["written"]:
        unit, site = whole(one["unit"]), None if one["site"] is None else whole(one["site"])
        code, line = str(one["code"]), str(one["line"])
        fee_minor = sum(
            fee.amount_minor for fee in book.fees(month, at)
            if fee.line == line and tops.get(str(fee.unit_id), fee.unit_id) == unit and site in (None, fee.site_id)
        )  # fmt: skip
        ordered, missing, share = whole(one["ordered"]), whole(one["missing"]), shares.get(code, NONE)
        amount = reduction_minor(fee_minor, share, missing, ordered)
        yield Reduction(
            str(one["reduction"]), code, month, day_from(one["bills_in"]), unit, site, line, ordered, missing,
            fee_minor, share, amount, at,
        )  # fmt: skip


def reduction_rows(book: Book, reduced: Sequence[Reduction]) -> list[Row]:
    """The reductions of the bundle's months, and of those whose invoices take them."""
    rows = [
        _reduction(book, one) for one in reduced
        if {month_of(one.month), month_of(one.bills_in)} & book.months.keys()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: [row[name] for name in form.COLUMNS[form.REDUCTIONS][:2]])


def reduction_part(book: Book, one: Reduction) -> Part:
    """The line of an invoice a reduction is."""
    return Part(
        "credit", one.uid, month_of(one.bills_in), book.unit(one.unit), book.site(one.site), one.line,
        -one.amount_minor, one.at,
    )  # fmt: skip


def _reduction(book: Book, one: Reduction) -> Row:
    return {
        "month": month_of(one.month), "reduction": one.uid, "figure": one.code, "unit": book.unit(one.unit),
        "site": book.site(one.site), "line": one.line, "ordered": str(one.ordered), "missing": str(one.missing),
        "fee_minor": str(one.fee_minor), "share": decimal_text(one.share), "amount_minor": str(one.amount_minor),
        "bills_in": month_of(one.bills_in),
    }  # fmt: skip
