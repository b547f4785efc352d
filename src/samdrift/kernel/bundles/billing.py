"""Invoices in a bundle: every total from its lines, every line from quantity and price, every volume from its fee.

What the book sealed when an invoice went out is held against its total; a fee that stands on no invoice of its unit, or
on two, is named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.differing import Difference
from samdrift.kernel.bundles.money import number
from samdrift.kernel.bundles.telling import Happened, Row, moment
from samdrift.kernel.invoices import Taxed, net_minor, totals

ISSUED, CREDITED = "issued", "invoicing.query_credited"
VOLUME = "volume"
Fees = Callable[[str, datetime], Mapping[tuple[str, str, str, str], int]]
"""The fees of a month by item, unit, site and setting, as they were known at a moment; none of any other month."""


class Billing:
    """The invoices of a period, as the book and the tables tell them."""

    def __init__(self) -> None:
        self.issued: dict[str, int] = {}
        self.answers: dict[str, tuple[int, int]] = {}
        self.lines = 0

    def take(self, event: Happened) -> None:
        """Note what an invoice came to when it went out.

        Raises:
            KeyError, ValueError, TypeError: It cannot be read.
        """
        if event.kind == CREDITED:
            queried = int(event.payload["amount_minor"])
            self.answers[str(event.payload["credit_note_uid"])] = queried, int(event.payload["position"])
        elif event.payload["after"] == ISSUED:
            self.issued[str(event.payload["invoice_uid"])] = int(event.payload["gross_minor"])

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
        billed: set[tuple[str, ...]] = set()
        for row in stated:
            mine = of_invoice.get(row["invoice"], [])
            for line in mine:
                if line["month"] != row["month"]:
                    yield Difference(form.LINES, _named(line), "month", line["month"], row["month"])
            yield from _totals(row, mine, self.issued.get(row["invoice"]))
            yield from _amounts(mine)
            if row["invoice"] in self.answers:
                yield from _answered(row, mine, self.answers[row["invoice"]][0])
            if row["kind"] == "invoice":
                yield from _fees(row, mine, fees(row["month"], moment(row["known_at"])), billed)


def _totals(row: Row, lines: list[Row], issued: int | None) -> Iterator[Difference]:
    name = f"{row['month']} {row['invoice']}"
    percents = [(int(line["amount_minor"]), number(line["vat_percent"])) for line in lines]
    told = totals(Taxed(amount, percent, "S" if percent else "Z") for amount, percent in percents)
    for column, found in (
        ("net_minor", told.net_minor), ("vat_minor", told.vat_minor), ("gross_minor", told.gross_minor),
    ):  # fmt: skip
        if row[column] != str(found):
            yield Difference(form.INVOICES, name, column, row[column], str(found))
    if issued is None:
        yield Difference(form.INVOICES, name, "", "that it went out", "no event of it")
    elif row["gross_minor"] != str(issued):
        yield Difference(form.INVOICES, name, "gross_minor", row["gross_minor"], f"{issued} when it went out")


def _answered(row: Row, lines: list[Row], queried: int) -> Iterator[Difference]:
    """A credit note that answers a query gives back what was agreed on, on one line."""
    name = f"{row['month']} {row['invoice']}"
    if len(lines) != 1 or lines[0]["amount_minor"] != str(abs(queried)):
        stated = " ".join(line["amount_minor"] for line in lines)
        yield Difference(form.LINES, name, "amount_minor", stated, f"{abs(queried)}, as it was queried")


def _amounts(lines: Iterable[Row]) -> Iterator[Difference]:
    for line in lines:
        found = net_minor(number(line["quantity"]), number(line["price"]), number(line["base"]))
        if line["amount_minor"] != str(found):
            yield Difference(form.LINES, _named(line), "amount_minor", line["amount_minor"], str(found))


def _fees(
    row: Row, lines: Iterable[Row], fees: Mapping[tuple[str, str, str, str], int], billed: set[tuple[str, ...]]
) -> Iterator[Difference]:
    """The volumes of an invoice: each is a fee of its unit, in full and once, and none is left out."""
    found: set[tuple[str, ...]] = set()
    for line in lines:
        if line["source"] != VOLUME:
            continue
        key = (line["item"], row["unit"], line["site"], line["setting"])
        if key not in fees:
            yield Difference(form.LINES, _named(line), "item", " ".join(key), "no fee of this month")
        elif line["amount_minor"] != str(fees[key]):
            yield Difference(form.LINES, _named(line), "amount_minor", line["amount_minor"], str(fees[key]))
        if (row["month"], *key) in billed:
            yield Difference(form.LINES, _named(line), "item", " ".join(key), "what stands on an invoice already")
        found.add(key)
        billed.add((row["month"], *key))
    if found:  # an invoice of extra work alone bills no volumes
        for key in sorted(key for key in fees if key[1] == row["unit"]):
            if key not in found and fees[key]:
                yield Difference(form.LINES, f"{row['invoice']} {' '.join(key)}", "", "", f"a fee of {fees[key]}")


def _named(line: Row) -> str:
    return f"{line['month']} {line['invoice']} {line['position']}"
