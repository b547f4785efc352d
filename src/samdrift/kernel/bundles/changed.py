"""Changes behind lines of invoices: fees kept after a reduction, what is paid once, and what closures give back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from samdrift.kernel import scaling
from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Found, Part, Told, day_from, month_of, whole
from samdrift.kernel.bundles.form import decimal_text
from samdrift.kernel.bundles.late import late_owed
from samdrift.kernel.bundles.money import number
from samdrift.kernel.bundles.telling import Row
from samdrift.kernel.notice_table import row_from

CHANGE = "change"
KEPT, ONE_OFF, CLOSED = "kept", "one_off", "closed"
LONGEST = 120
"""Ten years: no part of a fee is kept for longer, and nobody should wait while it is counted."""


@dataclass(frozen=True, slots=True)
class Charge:
    """One month's amount of a change or a closure; `values` are the further columns of its row."""

    reference: str
    kind: str
    place: int
    month: date
    unit: int | None
    site: int | None
    line: str
    amount_minor: int
    since: datetime
    until: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def changes(book: Book) -> Found:
    """What every agreed change and every closure puts on invoices."""
    charges: dict[str, list[Charge]] = {}
    older: set[str] = set()
    for told in book.of(form.CHANGE_KINDS):
        what = told.event.payload
        reference = str(what.get("change_id") or what.get("closure_id"))
        match told.event.kind:
            case "invoicing.late_agreed":
                reference = str(what["late_uid"])
                charges[reference] = list(_late(book, told, reference))
            case "scaling.change_accepted" | "scaling.closure_told" if not what.get("written"):
                older.add(reference)
            case "scaling.change_accepted":
                charges[reference] = list(_agreed(told, reference))
            case "scaling.closure_told":
                charges[reference] = list(_closed(told, reference))
            case _:
                charges[reference] = [replace(one, until=told.event.at) for one in charges.get(reference, ())]
    every = [one for some in charges.values() for one in some if one.amount_minor]
    rows = [_row(book, one) for one in every if month_of(one.month) in book.months and one.until is None]
    rows.sort(key=lambda row: [row[name] for name in form.COLUMNS[form.CHANGES][:4]])
    return Found(
        {form.CHANGES: rows}, [_part(book, one) for one in every],
        {form.CHANGES: lambda row: row["reference"] in older},
    )  # fmt: skip


def _agreed(told: Told, reference: str) -> Iterable[Charge]:
    what, at = told.event.payload, told.event.at
    lines = what["written"]
    for place, line in enumerate(lines, start=1):
        row, on = row_from(line["row"]), day_from(line["on"])
        if any(not 0 < kept.first_month <= kept.last_month <= LONGEST for kept in row.remanence):
            raise ValueError("no fee is kept for so long")
        reduction = number(line["year_before"]) - number(line["year_after"])
        if not row.remanence or reduction <= 0:
            continue
        slices = scaling.remanence_by_month(row, on)
        for month in dict.fromkeys(one.month for one in slices):
            first = next(one for one in slices if one.month == month)
            values = {
                "item": str(line["item"]), "on": on.isoformat(), "year_amount": decimal_text(reduction),
                "share": decimal_text(first.share), "days": str(first.days), "of_days": str(first.of_days),
            }  # fmt: skip
            yield Charge(
                reference, KEPT, place, month, _number(line["unit"]), _number(line["site"]), str(line["line"]),
                scaling.kept_minor(reduction, month, slices), at, values=values,
            )  # fmt: skip
    once = whole(what.get("one_off_minor") or 0)
    if once:
        first_day = day_from(what["first_day"])
        yield Charge(
            reference, ONE_OFF, 0, first_day.replace(day=1), told.event.unit, None, str(lines[0]["line"]), once, at
        )


def _closed(told: Told, reference: str) -> Iterable[Charge]:
    (where,) = told.event.payload["written"]
    for place, one in enumerate(where["credits"], start=1):
        days, of_days, fee, share = whole(one["days"]), whole(one["of"]), number(one["year_fee"]), number(one["share"])
        values = {
            "year_amount": decimal_text(fee), "share": decimal_text(share), "days": str(days), "of_days": str(of_days),
        }  # fmt: skip
        yield Charge(
            reference, CLOSED, place, day_from(one["month"]), _number(where["unit"]), _number(where["site"]),
            str(where["line"]), -scaling.closure_credit(fee, days, of_days, share), told.event.at, values=values,
        )  # fmt: skip


def _late(book: Book, told: Told, reference: str) -> Iterable[Charge]:
    (one,) = told.event.payload["written"]
    values = {"item": str(one["item"]), "on": str(one["since"])}
    for owed in late_owed(book, one, reference, told.event.at):
        yield Charge(
            reference, form.LATE, 1, owed.month, _number(one["unit"]), _number(one["site"]), str(one["line"]),
            owed.amount_minor, told.event.at, values=values,
        )  # fmt: skip


def _number(value: Any) -> int | None:
    return None if value is None else whole(value)


def _row(book: Book, one: Charge) -> Row:
    empty = dict.fromkeys(("item", "on", "year_amount", "share", "days", "of_days"), "")
    return {
        **empty, **one.values, "month": month_of(one.month), "reference": one.reference, "kind": one.kind,
        "place": str(one.place), "unit": book.unit(one.unit), "site": book.site(one.site), "line": one.line,
        "amount_minor": str(one.amount_minor),
    }  # fmt: skip


def _part(book: Book, one: Charge) -> Part:
    return Part(
        CHANGE, one.reference, month_of(one.month), book.unit(one.unit), book.site(one.site), one.line,
        one.amount_minor, one.since, one.until,
    )  # fmt: skip
