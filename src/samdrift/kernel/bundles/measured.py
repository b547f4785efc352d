"""Key figures and credits of a bundle: told in the order of the book, counted from its work, worked out again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Found, Told, day_from, month_of
from samdrift.kernel.bundles.credits_told import Credits
from samdrift.kernel.bundles.figures_told import Figures, figure_rows, unlike_figures
from samdrift.kernel.bundles.periods import Period
from samdrift.kernel.bundles.reductions_told import reduction_rows
from samdrift.kernel.bundles.telling import Happened, Row

CLOCKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "promise.respond": (("attend",), ("1", "2")),
    "promise.urgent": (("make_safe", "complete"), ("1", "2")),
    "promise.complete": (("complete",), ("3", "4", "5")),
    "promise.solved": (("complete",), ("3", "4", "5")),
}
"""Which clocks a figure of promises asks about: kinds and priorities."""
ASKING = {
    (kind, priority): tuple(
        source for source, (kinds, priorities) in CLOCKS.items() if kind in kinds and priority in priorities
    )
    for some, all_priorities in CLOCKS.values() for kind in some for priority in all_priorities
}  # fmt: skip
"""Which figures ask about a clock of a priority."""
COUNTING = ("met", "breached", "open")
DELIVERIES = ("RES", "MEE", "MAI", "MOV")
WITHOUT = {"promise.solved": DELIVERIES}
"""The lines a figure does not ask about."""
REOPENED = "request.reopened"
FROZEN_ON = 15
"""The day of the month after on which a month is frozen: until then reopenings count for it."""


class Counted:
    """What the work of a bundle comes to by month, source and unit."""

    def __init__(self, period: Period) -> None:
        zone = ZoneInfo(period.timezone)
        self._place, self._place_of, self._months = period.place, period.place_of, period.first_days
        # In UTC, so that comparing a moment with a day never asks for a zone's offset.
        self._reviewed = [
            datetime.combine(day.replace(day=FROZEN_ON), time(), zone).astimezone(UTC) for day in period.days_after
        ]
        self._begins = period.begins
        self._found: defaultdict[tuple[date, str], dict[int | None, tuple[int, int]]] = defaultdict(dict)

    def add(self, request: Row, promises: Iterable[Row], told: Sequence[Happened]) -> None:
        """Count one request: its clocks by when they were due, its resolutions by when it was called done."""
        unit = next((one.unit for one in reversed(told) if one.unit is not None), None)
        for row in promises:
            self.count_promises(row, request["line"], unit)
        self.add_resolved(told)

    def add_resolved(self, told: Sequence[Happened]) -> None:
        """Count when one request was called done, and whether it came back."""
        done: dict[int, Happened] = {}
        for one in told:
            if one.kind == "requests.resolved":
                done[self._place(one.at)] = one
        again = [one.at for one in told if one.kind == "requests.reopened"] if done else []
        for place, last in done.items():
            if place >= 0:
                begin, review = self._begins(place), self._reviewed[place]
                back = any(begin <= at < review for at in again)
                self.count_resolved(place, last.unit, kept=back)

    def count_promises(self, row: Row, line: str, unit: int | None, many: int = 1) -> None:
        """Count promises of which the same is to be said, by the row of one."""
        sources = ASKING.get((row["clock"], row["priority"]))
        if not sources or row["excluded"] or row["credit_excluded"] != "0" or row["state"] not in COUNTING:
            return
        place = self._place_of(row["due_at"])
        for source in sources if place >= 0 else ():
            if line not in WITHOUT.get(source, ()):
                self._count(self._months[place], source, unit, many, kept=row["state"] == "met")

    def count_resolved(self, place: int, unit: int | None, *, kept: bool, many: int = 1) -> None:
        """Count requests resolved in a month, and whether they came back."""
        self._count(self._months[place], REOPENED, unit, many, kept=kept)

    def _count(self, month: date, source: str, unit: int | None, many: int, *, kept: bool) -> None:
        units = self._found[month, source]
        part, whole = units.get(unit, (0, 0))
        units[unit] = part + many * kept, whole + many

    def pairs(self) -> dict[tuple[date, str, int | None], tuple[int, int]]:
        """How many of how many by month, source and unit."""
        return {(*key, unit): pair for key, units in self._found.items() for unit, pair in units.items()}

    def of(self, source: str, month: date, unit: int | None, tops: Mapping[str, int]) -> tuple[int, int] | None:
        """How many of how many, for a district or in all; None where the bundle does not hold that work."""
        if month not in self._months or source not in (*CLOCKS, REOPENED):
            return None
        part = whole = 0
        for number, (parts, many) in self._found[month, source].items():
            top = None if number is None else tops.get(str(number), number)
            if unit is None or top == unit:
                part, whole = part + parts, whole + many
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
        [*costs.differences, *unlike_figures(book, figures)],
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
