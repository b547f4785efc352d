"""Putting the proof together: what the book tells of figures, credits, changes, extra work, indices and savings."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Found, LineCheck, Told, in_order
from samdrift.kernel.bundles.billing import Billing
from samdrift.kernel.bundles.changed import changes
from samdrift.kernel.bundles.differing import Differences
from samdrift.kernel.bundles.extras import extras
from samdrift.kernel.bundles.measured import Counted, measured
from samdrift.kernel.bundles.money import Ledger
from samdrift.kernel.bundles.opening import Bundle
from samdrift.kernel.bundles.periods import Period
from samdrift.kernel.bundles.regulations import regulations
from samdrift.kernel.bundles.saved import saved
from samdrift.kernel.bundles.shared import shares
from samdrift.kernel.bundles.telling import Happened, Row

REFERENCES = {
    form.EXTRAS: "reference", form.CREDITS: "credit", form.CHANGES: "reference", form.SETTLEMENTS: "settlement",
}  # fmt: skip
"""By which column of a table lines of invoices name its rows."""
Compare = Callable[[str, list[Row], list[Row]], None]


def _all_told(_row: Row) -> bool:
    return False


@dataclass(slots=True)
class Proof:
    """The events behind lines of a bundle, gathered while it is read, and what is worked out from them in the end.

    Attributes:
        worked: How many rows of each table were worked out again.
        untold: How many were not: they were written before the book told enough.
    """

    period: Period
    counted: Counted = field(init=False)
    worked: dict[str, int] = field(default_factory=dict)
    untold: dict[str, int] = field(default_factory=dict)
    _told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counted = Counted(self.period)

    @property
    def months(self) -> dict[str, date]:
        """The first day of each month, by its name."""
        return dict(zip(self.period.months, self.period.first_days, strict=True))

    def take(self, subject: str, events: Sequence[Happened], request: Row | None, promises: Iterable[Row]) -> None:
        """Take in one subject's events, and what its promises came to."""
        for one in events:
            if one.kind in form.KINDS:
                self._told.append(Told(one.position, subject, one))
        if request is not None:
            self.counted.add(request, promises, events)

    def ways(
        self,
        ledger: Ledger,
        within: tuple[date, date],
        places: Mapping[tuple[str, str], str],
        charged: list[Row],
        lines: list[Row],
    ) -> dict[str, Callable[[], Found]]:
        """How each table is worked out, by one of the tables that come of it.

        Args:
            charged: The rows of extra work.
            lines: Those of invoices that answer no query.
        """
        book = Book(in_order(self._told), ledger, self.months, within, places)
        return {
            form.REGULATIONS: lambda: regulations(book), form.EXTRAS: lambda: extras(book, charged, lines),
            form.CREDITS: lambda: measured(book, self.counted), form.CHANGES: lambda: changes(book),
            form.SHARES: lambda: shares(book), form.SAVINGS: lambda: saved(book),
        }  # fmt: skip

    def compare(self, bundle: Bundle, found: Found, compare: Compare) -> frozenset[str]:
        """Hold the tables that were worked out against those of the bundle; gives references nothing is told of."""
        references: set[str] = set()
        for name, expected in found.tables.items():
            untold = found.untold.get(name, _all_told)
            stated, older = list[Row](), list[Row]()
            for _number, row in bundle.table(name):
                (older if untold(row) else stated).append(row)
            known = [row for row in expected if not untold(row)]
            compare(name, stated, known)
            self.worked[name] = len(known)
            if older:
                self.untold[name] = len(older)
            if name in REFERENCES:
                references.update(row[REFERENCES[name]] for row in older)
        return frozenset(references)

    def lines(
        self, found: Found, known: frozenset[str], billing: Billing, invoices: list[Row], lines: list[Row]
    ) -> Differences:
        """Hold the lines of invoices against what stands behind them."""
        check = LineCheck(found.parts, known, billing.notes)
        differences = Differences()
        differences += found.differences
        differences += check.differences(invoices, lines)
        for source, many in check.untold.items():
            self.untold[f"lines of {source}"] = many
        return differences
