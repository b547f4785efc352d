"""What stands behind the lines of invoices that are no volumes: each worked out again from what the book told.

A line is a fee of a volume, or it is one of extra work, an index, a credit, a change, a shared gain: then exactly one
thing worked out here bears its reference, and says for which unit, place and service it is and how much it comes to.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.differing import Difference
from samdrift.kernel.bundles.money import Ledger
from samdrift.kernel.bundles.telling import Happened, Row, moment
from samdrift.kernel.fees import FeeLine

SOURCES = ("change", "extra", "credit", "index", "gainshare", "shared")
EXTRA = "extra"
ANY_MONTH = ""
WHILE_MADE = timedelta(days=1)  # what was told while invoices were being made may be on them or not


@dataclass(frozen=True, slots=True)
class Told:
    """An event and where it stands in the book."""

    position: int
    subject: str
    event: Happened


@dataclass(frozen=True, slots=True)
class Part:
    """What one line of an invoice should say.

    Attributes:
        month: Whose invoices it stands on, as 2025-03; ANY_MONTH where it comes when it comes.
        unit, site, line: By code; "" for none.
        since, until: From when it stood on the month's invoice, and from when no longer.
    """

    source: str
    reference: str
    month: str
    unit: str
    site: str
    line: str
    amount_minor: int
    since: datetime
    until: datetime | None = None


@dataclass(slots=True)
class Found:
    """What was worked out: the rows of tables, the parts of invoices, and which rows the book does not tell of."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    untold: dict[str, Callable[[Row], bool]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        """Put another's beside one's own."""
        self.tables |= other.tables
        self.parts += other.parts
        self.untold |= other.untold
        self.differences += other.differences


@dataclass(frozen=True, slots=True)
class Book:
    """What everything is worked out from.

    Attributes:
        events: In the order of the book.
        months: Those of the bundle, as 2025-03, with their first days.
        within: The contract's first and last day.
        places: Codes by kind and number.
    """

    events: Sequence[Told]
    ledger: Ledger
    months: Mapping[str, date]
    within: tuple[date, date]
    places: Mapping[tuple[str, str], str]

    def of(self, kinds: frozenset[str]) -> list[Told]:
        """The events of some kinds."""
        return [told for told in self.events if told.event.kind in kinds]

    def unit(self, number: object) -> str:
        """The code of a unit; "" for none.

        Raises:
            KeyError: The bundle does not name it.
        """
        return "" if number is None else self.places["unit", str(number)]

    def site(self, number: object) -> str:
        """The code of a site; "" for none."""
        return "" if number is None else self.places["site", str(number)]

    def fees(self, first_day: date, known_at: datetime | None) -> list[FeeLine]:
        """The fee of a month as it was known at a moment."""
        return self.ledger.lines(first_day, self.within, known_at)


def in_order(events: Iterable[Told]) -> list[Told]:
    """Events in the order of the book."""
    return sorted(events, key=lambda told: told.position)


def month_of(day: date) -> str:
    """A month as bundles write it."""
    return f"{day:%Y-%m}"


def day_from(text: Any) -> date:
    """A day from its text.

    Raises:
        ValueError, TypeError: It is none.
    """
    if not isinstance(text, str):
        raise TypeError("a day is written as a text")
    return date.fromisoformat(text)


def whole(value: Any) -> int:
    """A whole number as JSON holds it.

    Raises:
        TypeError: It is none.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("an amount is a whole number")
    return value


@dataclass(slots=True)
class LineCheck:
    """The lines of a bundle's invoices held against the parts that were worked out.

    Attributes:
        known: References of rows the book does not tell of.
        untold: How many lines stand on those.
        notes: Credit notes that answer queries: they give back what a line of another invoice said.
    """

    parts: Sequence[Part]
    known: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    untold: Counter[str] = field(default_factory=Counter)

    def differences(self, invoices: Iterable[Row], lines: Iterable[Row]) -> Iterator[Difference]:
        """What is stated otherwise than it comes to."""
        alike: dict[tuple[str, ...], list[int]] = {}  # an index alone has thousands of parts of one reference
        for place, part in enumerate(self.parts):
            key = (part.source, part.reference, part.unit, part.site, part.line)
            alike.setdefault(key, []).append(place)
        of_invoice: dict[str, list[Row]] = {}
        for line in lines:
            of_invoice.setdefault(line["invoice"], []).append(line)
        used: set[int] = set()
        for invoice in invoices:
            mine = of_invoice.get(invoice["invoice"], [])
            if invoice["invoice"] in self.notes:
                continue
            for line in mine:
                if line["source"] != "volume":
                    yield from self._line(invoice, line, alike, used)
            yield from self._missing(invoice, mine, used)

    def _line(
        self, invoice: Row, line: Row, alike: Mapping[tuple[str, ...], list[int]], used: set[int]
    ) -> Iterator[Difference]:
        name = f"{line['month']} {line['invoice']} {line['position']}"
        if line["source"] not in SOURCES:
            yield Difference(form.LINES, name, "source", line["source"], "none of what an invoice is made of")
            return
        if line["reference"] in self.known:
            self.untold[line["source"]] += 1
            return
        sign = -1 if invoice["kind"] == "credit_note" else 1
        key = (line["source"], line["reference"], invoice["unit"], line["site"], line["line"])
        there = [place for place in alike.get(key, ()) if self._fits(self.parts[place], invoice)]
        free = [place for place in there if place not in used]
        right = [place for place in free if sign * self.parts[place].amount_minor == int(line["amount_minor"])]
        if right or free:
            used.add((right or free)[0])
        if not there:
            stated = f"{line['source']} {line['reference']}"
            yield Difference(form.LINES, name, "reference", stated, "nothing in the book that stands behind it")
        elif not free:
            yield Difference(form.LINES, name, "reference", line["reference"], "what stands on an invoice already")
        elif not right:
            found = str(sign * self.parts[free[0]].amount_minor)
            yield Difference(form.LINES, name, "amount_minor", line["amount_minor"], found)

    def _fits(self, part: Part, invoice: Row) -> bool:
        return part.month in (ANY_MONTH, invoice["month"]) and (
            part.until is None or part.until >= moment(invoice["known_at"])
        )

    def _missing(self, invoice: Row, lines: Iterable[Row], used: set[int]) -> Iterator[Difference]:
        """What should stand on it, was known when it was made, and does not."""
        if all(line["source"] == EXTRA for line in lines):
            return  # an invoice of extra work alone bills nothing else
        made = moment(invoice["known_at"])
        for place, part in enumerate(self.parts):
            if part.month != invoice["month"] or part.unit != invoice["unit"] or place in used:
                continue
            gone = part.until is not None and part.until <= made + WHILE_MADE
            if part.since <= made and not gone and part.amount_minor:
                row = f"{invoice['month']} {invoice['invoice']} {part.source} {part.reference}"
                yield Difference(form.LINES, row, "", "", f"a line of {part.amount_minor}")
