"""Key figures and credits of a bundle: told in the order of the book, counted from its work, worked out again."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Found, Told, day_from, month_of
from samdrift.kernel.bundles.credits_told import Credits
from samdrift.kernel.bundles.figures_told import Figures, figure_rows
from samdrift.kernel.bundles.reductions_told import reduction_rows
from samdrift.kernel.bundles.telling import Happened, Row, moment

CLOCKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "promise.respond": (("attend",), ("1", "2")),
    "promise.urgent": (("make_safe", "complete"), ("1", "2")),
    "promise.complete": (("complete",), ("3", "4", "5")),
    "promise.solved": (("complete",), ("3", "4", "5")),
}
"""Which clocks a figure of promises asks about: kinds and priorities."""
DELIVERIES = ("RES", "MEE", "MAI", "MOV")
WITHOUT = {"promise.solved": DELIVERIES}
"""The lines a figure does not ask about."""
REOPENED = "request.reopened"
FROZEN_ON = 15
"""The day of the month after on which a month is frozen: until then reopenings count for it."""


class Counted:
    """What the work of a bundle comes to by month, source and unit."""

    def __init__(self, months: Mapping[str, date], timezone: str) -> None:
        zone = ZoneInfo(timezone)
        self._ends: dict[date, tuple[datetime, datetime, datetime]] = {}
        for first in months.values():
            after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            begin, end, review = (
                datetime.combine(day, time(), zone) for day in (first, after, after.replace(day=FROZEN_ON))
            )
            self._ends[first] = begin, end, review
        self._parts: Counter[tuple[date, str, int | None]] = Counter()
        self._wholes: Counter[tuple[date, str, int | None]] = Counter()

    def add(self, request: Row, promises: Iterable[Row], events: Iterable[Happened]) -> None:
        """Count one request: its clocks by when they were due, its resolutions by when it was called done."""
        told = list(events)
        unit = next((one.unit for one in reversed(told) if one.unit is not None), None)
        for row in promises:
            if row["excluded"] or row["credit_excluded"] != "0" or row["state"] not in ("met", "breached", "open"):
                continue
            month = self._month(moment(row["due_at"])) if row["due_at"] else None
            for source, (kinds, priorities) in CLOCKS.items():
                if month is None or request["line"] in WITHOUT.get(source, ()):
                    continue
                if row["clock"] in kinds and row["priority"] in priorities:
                    self._count(month, source, unit, kept=row["state"] == "met")
        for month, (begin, end, review) in self._ends.items():
            done = [one for one in told if one.kind == "requests.resolved" and begin <= one.at < end]
            if done:
                back = any(one.kind == "requests.reopened" and begin <= one.at < review for one in told)
                self._count(month, REOPENED, done[-1].unit, kept=back)

    def _month(self, at: datetime) -> date | None:
        return next((first for first, (begin, end, _review) in self._ends.items() if begin <= at < end), None)

    def _count(self, month: date, source: str, unit: int | None, *, kept: bool) -> None:
        self._parts[month, source, unit] += kept
        self._wholes[month, source, unit] += 1

    def of(self, source: str, month: date, unit: int | None, tops: Mapping[str, int]) -> tuple[int, int] | None:
        """How many of how many, for a district or in all; None where the bundle does not hold that work."""
        if month not in self._ends or source not in (*CLOCKS, REOPENED):
            return None
        part = whole = 0
        for (of_month, of_source, number), many in self._wholes.items():
            if (of_month, of_source) != (month, source):
                continue
            top = None if number is None else tops.get(str(number), number)
            if unit is None or top == unit:
                whole += many
                part += self._parts[of_month, of_source, number]
        return part, whole


def measured(book: Book, counted: Counted) -> Found:
    """Every figure and credit the book tells of, and what of them stands on invoices."""
    figures = Figures(counted=counted.of)
    costs = Credits(book, figures)
    for told in book.of(form.MEASURED_KINDS):
        _take(told, figures, costs)
    costs.settle()
    older = {(month_of(month), code, book.unit(unit)) for month, code, unit in figures.older}
    owed = {(month_of(month), code, book.unit(unit)) for month, code, unit in costs.older}
    return Found(
        {
            form.KEY_FIGURES: figure_rows(book, figures), form.REDUCTIONS: reduction_rows(book, costs.reduced),
            form.CREDITS: costs.rows(),
        },
        costs.parts(),
        {
            form.KEY_FIGURES: lambda row: (row["month"], row["figure"], row["unit"]) in older,
            form.CREDITS: lambda row: (row["month"], row["figure"], row["unit"]) in owed,
        },
        costs.differences,
    )  # fmt: skip


def _take(told: Told, figures: Figures, costs: Credits) -> None:
    what = told.event.payload
    match told.event.kind.removeprefix("performance."):
        case "terms_signed" | "answered":
            figures.define(what.get("written") or ())
            costs.agree_terms(what.get("written") or ())
        case "reading_recorded":
            figures.read(told)
        case "result_disputed":
            figures.disputed[str(what["result_uid"])] = day_from(what["month"]), str(what["code"]), told.event.unit
        case "result_settled":
            figures.disputed.pop(str(what["result_uid"]), None)
        case "results_frozen":
            month = day_from(what["month"])
            costs.missed(figures.freeze(told, month), month, told.event.at)
        case "result_corrected":
            figures.correct(told, day_from(what["month"]))
        case of_credits:
            _take_credits(of_credits, told, costs)


def _take_credits(kind: str, told: Told, costs: Credits) -> None:
    match kind:
        case "fees_reduced":
            costs.reduce(told)
        case "credits_calculated":
            costs.tell(told)
        case "credits_agreed":
            costs.agree(told)
        case "credit_waived":
            costs.waive(told)
        case "credit_earned_back":
            costs.earn_back(told)
