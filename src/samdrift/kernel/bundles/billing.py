"""Invoices in a bundle: every total from its lines, every line from quantity and price, every volume from its fee.

What the book sealed when an invoice went out is held against its total; a fee that stands on no invoice of its unit, or
on two, is named.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.differing import Difference
from samdrift.kernel.bundles.money import number
from samdrift.kernel.bundles.telling import Happened, Row, moment
from samdrift.kernel.invoices import Taxed, net_minor, totals

ISSUED, CREDITED, SUPPLEMENT = "issued", "invoicing.query_credited", "invoicing.supplement_sent"
VOLUME = "volume"
TOLD = tuple(name for name in form.COLUMNS[form.INVOICES] if name not in ("invoice", "gross_minor"))
_ESCAPED = re.compile(r"[\x00-\x1f\\]")
Fees = Callable[[str, datetime], Mapping[tuple[str, str, str, str], tuple[str, str]]]
"""The fees of a month and their service lines by item, unit, site and setting, as they were known at a moment; none of
any other month."""


class Billing:
    """The invoices of a period, as the book and the tables tell them."""

    def __init__(self) -> None:
        self.issued: dict[str, int] = {}
        self.answers: dict[str, tuple[int, int]] = {}
        self.told: dict[str, Mapping[str, Any]] = {}
        self.supplements: dict[str, str] = {}
        self.lines = 0

    def take(self, event: Happened) -> None:
        """Note what an invoice came to when it went out.

        Raises:
            KeyError, ValueError, TypeError: It cannot be read.
        """
        if event.kind == CREDITED:
            queried = int(event.payload["amount_minor"])
            self.answers[str(event.payload["credit_note_uid"])] = queried, int(event.payload["position"])
        elif event.kind == SUPPLEMENT:
            self.supplements[str(event.payload["invoice_uid"])] = str(event.payload["first_uid"])
        elif event.payload["after"] == ISSUED:
            uid, told = str(event.payload["invoice_uid"]), event.payload.get("told")
            self.issued[uid] = int(event.payload["gross_minor"])
            if isinstance(told, dict):
                self.told[uid] = told

    @property
    def untold(self) -> int:
        """How many went out before the book told more of them than their totals."""
        return len(self.issued.keys() - self.told.keys())

    @property
    def notes(self) -> frozenset[str]:
        """The credit notes that give back what was queried of a line of another invoice."""
        return frozenset(self.answers)

    def differences(self, invoices: Iterable[Row], lines: Iterable[Row], fees: Fees) -> Iterator[Difference]:
        """What is stated otherwise than it comes to."""
        of_invoice: dict[str, list[Row]] = {}
        for line in lines:
            of_invoice.setdefault(line["invoice"], []).append(line)
            self.lines += 1
        stated = list(invoices)
        known = {row["invoice"] for row in stated}
        for uid in sorted(of_invoice.keys() - known):
            yield Difference(form.LINES, uid, "", "lines of an invoice", "")
        for uid in sorted(self.issued.keys() - known):
            yield Difference(form.INVOICES, uid, "", "", "an invoice that went out")
        if len(known) != len(stated):
            yield Difference(form.INVOICES, "", "", "invoices that stand twice", "each once")
        yield from self._further(stated)
        billed: set[tuple[str, ...]] = set()
        for row in stated:
            mine = of_invoice.get(row["invoice"], [])
            yield from self._by_itself(row, mine)
            if row["kind"] == "invoice":
                yield from _fees(row, mine, fees(row["month"], moment(row["known_at"])), billed)

    def _by_itself(self, row: Row, lines: list[Row]) -> Iterator[Difference]:
        """What is otherwise than an invoice's own lines and the book tell it."""
        uid = row["invoice"]
        yield from _totals(row, lines, self.issued.get(uid))
        yield from _amounts(row, lines)
        if uid in self.told:
            yield from _as_sent(row, lines, self.told[uid])
        if uid in self.answers:
            yield from _answered(row, lines, self.answers[uid][0])

    def _further(self, stated: Iterable[Row]) -> Iterator[Difference]:
        """A supplementary invoice names the first one of its unit and month; a further one names one at all."""
        first: dict[tuple[str, str], str] = {}
        rows = [row for row in stated if row["invoice"] not in self.answers]
        for row in sorted(rows, key=lambda row: row["invoice"] in self.supplements):
            place, named = (row["month"], row["unit"]), self.supplements.get(row["invoice"], "")
            if named and first.get(place) != named:
                yield Difference(form.INVOICES, f"{row['month']} {row['invoice']}", "", named, "no invoice before it")
            if not named and place in first:
                yield Difference(form.INVOICES, f"{row['month']} {row['invoice']}", "", "", "which it stands beside")
            first.setdefault(place, row["invoice"])


def _totals(row: Row, lines: list[Row], issued: int | None) -> Iterator[Difference]:
    name, by_percent = f"{row['month']} {row['invoice']}", dict[str, int]()
    for line in lines:
        percent = line["vat_percent"]
        by_percent[percent] = by_percent.get(percent, 0) + int(line["amount_minor"])
    sums = [(amount, number(percent)) for percent, amount in by_percent.items()]
    told = totals(Taxed(amount, percent, "S" if percent else "Z") for amount, percent in sums)
    for column, found in (
        ("net_minor", told.net_minor), ("vat_minor", told.vat_minor), ("gross_minor", told.gross_minor),
    ):  # fmt: skip
        if row[column] != str(found):
            yield Difference(form.INVOICES, name, column, row[column], str(found))
    if issued is None:
        yield Difference(form.INVOICES, name, "", "that it went out", "no event of it")
    elif row["gross_minor"] != str(issued):
        yield Difference(form.INVOICES, name, "gross_minor", row["gross_minor"], f"{issued} when it went out")


def _as_sent(row: Row, lines: Iterable[Row], told: Mapping[str, Any]) -> Iterator[Difference]:
    """Whatever else an invoice says, and its lines, are what the book sealed when it went out."""
    name = f"{row['month']} {row['invoice']}"
    for column in TOLD:
        if row[column] != told.get(column):
            yield Difference(form.INVOICES, name, column, row[column], f"{told.get(column)} when it went out")
    if _digest([[*line.values()][-len(form.OF_LINES) :] for line in lines]) != told.get(form.LINES_DIGEST):
        yield Difference(form.LINES, name, "", "other lines", "those it went out with")


def _digest(cells: Sequence[Sequence[str]]) -> str:
    """What the book seals of lines, by their cells.

    Nearly no cell holds what JSON writes otherwise; then the text is put together without looking at each.
    """
    text = "],[".join(['"' + '","'.join(line) + '"' for line in cells])
    if not cells or text.count('"') != 2 * len(cells) * len(form.OF_LINES) or _ESCAPED.search(text):
        return form.digest_of({form.LINES_DIGEST: cells})
    return sha256(f'{{"{form.LINES_DIGEST}":[[{text}]]}}'.encode()).hexdigest()


def _answered(row: Row, lines: list[Row], queried: int) -> Iterator[Difference]:
    """A credit note that answers a query gives back what was agreed on, on one line."""
    name = f"{row['month']} {row['invoice']}"
    if len(lines) != 1 or lines[0]["amount_minor"] != str(abs(queried)):
        stated = " ".join(line["amount_minor"] for line in lines)
        yield Difference(form.LINES, name, "amount_minor", stated, f"{abs(queried)}, as it was queried")


def _amounts(row: Row, lines: Iterable[Row]) -> Iterator[Difference]:
    for line in lines:
        if line["month"] != row["month"]:
            yield Difference(form.LINES, _named(line), "month", line["month"], row["month"])
        found = _net(line["quantity"], line["price"], line["base"])
        if line["amount_minor"] != found:
            yield Difference(form.LINES, _named(line), "amount_minor", line["amount_minor"], found)


@lru_cache(maxsize=20_000)
def _net(quantity: str, price: str, base: str) -> str:
    """What a line comes to; a year asks for each twelve times."""
    return str(net_minor(number(quantity), number(price), number(base)))


def _fees(
    row: Row,
    lines: Iterable[Row],
    fees: Mapping[tuple[str, str, str, str], tuple[str, str]],
    billed: set[tuple[str, ...]],
) -> Iterator[Difference]:
    """The volumes of an invoice: each is a fee of its unit, in full and once, and none is left out."""
    found: set[tuple[str, ...]] = set()
    unit, month = row["unit"], row["month"]
    for line in lines:
        if line["source"] != VOLUME:
            continue
        item = line["item"]
        key = (item, unit, line["site"], line["setting"])
        fee = fees.get(key)
        if fee is None:
            yield Difference(form.LINES, _named(line), "item", " ".join(key), "no fee of this month")
        elif fee != (line["amount_minor"], line["line"]) or line["reference"] != item:
            yield from _unlike(line, fee)
        if (month, *key) in billed:
            yield Difference(form.LINES, _named(line), "item", " ".join(key), "what stands on an invoice already")
        found.add(key)
        billed.add((month, *key))
    if found:  # an invoice of extra work alone bills no volumes
        for key in sorted(key for key in fees if key[1] == unit and key not in found):
            if fees[key][0] != "0":
                yield Difference(form.LINES, f"{row['invoice']} {' '.join(key)}", "", "", f"a fee of {fees[key][0]}")


def _unlike(line: Row, fee: tuple[str, str]) -> Iterator[Difference]:
    for column, told in (("amount_minor", fee[0]), ("line", fee[1]), ("reference", line["item"])):
        if line[column] != told:
            yield Difference(form.LINES, _named(line), column, line[column], told)


def _named(line: Row) -> str:
    return f"{line['month']} {line['invoice']} {line['position']}"
