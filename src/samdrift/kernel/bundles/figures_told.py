"""Key figures as the book told them: definitions, what was frozen, disputed and corrected; each judged again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Told, day_from, month_of, whole
from samdrift.kernel.bundles.differing import Difference
from samdrift.kernel.bundles.form import decimal_text, text_of
from samdrift.kernel.bundles.money import number
from samdrift.kernel.bundles.telling import Row
from samdrift.kernel.key_figures import Judged, Measure, Run, judge, run_after

FROZEN, CORRECTED, DISPUTED = "frozen", "corrected", "disputed"
READING = "reading"
Whose = tuple[str, int | None]
"""A definition's code, and the number of the unit whose figure it is, or None for the whole contract."""
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means, as both parties agreed on it."""

    uid: str
    code: str
    number: int
    valid_from: date
    source: str
    per: str
    line: str
    weight: Decimal
    group: str
    earns_back: bool
    measure: Measure


@dataclass(frozen=True, slots=True)
class Figure:
    """A frozen figure: as told, and as it comes out again.

    Attributes:
        counted: How many of how many; by whom is told elsewhere.
        run: The months up to this one; repeated: the one measured before missed too.
        settled: The numbers are those both parties agreed on, and no count gives them.
        at: When it was frozen.
        latest: No correction has followed it.
    """

    uid: str
    definition: Definition
    month: date
    unit: int | None
    number: int
    counted: Pair
    judged: Judged
    run: Run
    repeated: bool
    settled: bool
    at: datetime
    latest: bool = True

    @property
    def whose(self) -> Whose:
        """Whose figure it is."""
        return self.definition.code, self.unit

    @property
    def counts(self) -> bool:
        """Whether it stands at the level its definition speaks of: others only inform."""
        return (self.definition.per == "unit") == (self.unit is not None)


@dataclass(slots=True)
class Figures:
    """All that was told of figures, in the order of the book."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    frozen: dict[str, Figure] = field(default_factory=dict)
    older: set[tuple[date, str, int | None]] = field(default_factory=set)
    disputed: dict[str, tuple[date, str, int | None]] = field(default_factory=dict)
    readings: dict[tuple[str, date], dict[int | None, Pair]] = field(default_factory=dict)
    counted: Callable[[str, date, int | None, Mapping[str, int]], Pair | None] = lambda *_which: None
    """What a source comes to in a month for a unit, where the bundle holds the work; asked with districts."""
    unlike: list[tuple[tuple[date, str, int | None, int], Pair, Pair]] = field(default_factory=list)
    """Which were frozen with other numbers than those counted: whose events were left out, say."""

    _uids: dict[tuple[date, str, int | None], list[str]] = field(default_factory=dict)

    def define(self, written: Iterable[Mapping[str, Any]]) -> None:
        """Take in definitions both parties agreed on."""
        for one in written:
            if "definition" in one:
                found = definition_from(one)
                self.definitions[found.uid] = found

    def freeze(self, told: Told, month: date) -> list[Figure]:
        """Take in what was frozen of a month; of months told before figures were told in full, only that they were."""
        what = told.event.payload
        if not what.get("written"):
            for text in what["rows"]:
                code, unit, *_rest = text.split()
                self.older.add((month, code, None if unit == "-" else int(unit)))
            return []
        tops = what.get("tops") or {}
        found = [self._frozen(one, month, told.event.at, tops) for one in what["written"]]
        return [one for one in found if one is not None]

    def read(self, told: Told) -> None:
        """Take in what was counted by hand: the newest of a unit stands."""
        what = told.event.payload
        of_code = self.readings.setdefault((str(what["code"]), day_from(what["month"])), {})
        of_code[told.event.unit] = whole(what["numerator"]), whole(what["denominator"])

    def correct(self, told: Told, month: date) -> Figure | None:
        """Take in a correction both parties signed; None where the book tells no more than that there is one."""
        for one in told.event.payload.get("written") or ():
            made = self._frozen(one, month, told.event.at, {})
            if made is None:
                return None
            for before in self.of(month, *made.whose):
                if before.number < made.number:
                    self.frozen[before.uid] = replace(before, latest=False)
            return made
        self.older.add((month, told.event.payload["code"], told.event.unit))
        return None

    def _frozen(self, written: Mapping[str, Any], month: date, at: datetime, tops: Mapping[str, int]) -> Figure | None:
        """A figure as it comes out again; None where it was defined before the book told definitions."""
        definition = self.definitions.get(str(written["definition"]))
        unit = None if written["unit"] is None else whole(written["unit"])
        if definition is None:
            self.older.add((month, str(written["code"]), unit))
            return None
        counted = whole(written["numerator"]), whole(written["denominator"])
        if not written["settled"]:
            again = self._counted(definition, month, unit, tops) or counted
            if again != counted:
                named = (month, definition.code, unit, whole(written["number"]))
                self.unlike.append((named, counted, again))
            counted = again
        judged = judge(definition.measure, *counted)
        before = self._before(definition.code, unit, month, at, written, judged)
        found = Figure(
            str(written["result"]), definition, month, unit, whole(written["number"]), counted, judged,
            run_after(before, judged.band), before.last_failed and judged.failed, bool(written["settled"]), at,
        )  # fmt: skip
        self.frozen[found.uid] = found
        self._uids.setdefault((month, *found.whose), []).append(found.uid)
        return found

    def of(self, month: date, code: str, unit: int | None) -> list[Figure]:
        """What was frozen of a month for one figure: the entry itself, and its corrections."""
        return [self.frozen[uid] for uid in self._uids.get((month, code, unit), ())]

    def _counted(self, definition: Definition, month: date, unit: int | None, tops: Mapping[str, int]) -> Pair | None:
        """What a figure comes to where the bundle holds what it is counted from: readings, promises, reopenings."""
        if definition.source != READING:
            return self.counted(definition.source, month, unit, tops)
        read = self.readings.get((definition.code, month))
        if read is None:
            return 0, 0
        if unit is None and None not in read:
            return sum(pair[0] for pair in read.values()), sum(pair[1] for pair in read.values())
        return read.get(unit, (0, 0))

    def _before(
        self, code: str, unit: int | None, month: date, at: datetime, written: Mapping[str, Any], judged: Judged
    ) -> Run:
        """The run of months before: that of the month before as it stood when this one was counted.

        Where the month before was in dispute then, or the book does not tell of it, the run this figure was told with
        says what it was counted after: it is taken if any run leads to it.
        """
        earlier = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
        which = earlier, code, unit
        known = self.of(*which)
        failures, passes, failed = (whole(part) for part in written["run"])
        told = Run(failures, passes, last_failed=bool(failed))
        if not known and which not in self.older and which not in self.disputed.values():
            return Run()
        for one in sorted(known, key=lambda one: -one.number):
            if run_after(one.run, judged.band) == told:
                return one.run
        settled_late = any(one.settled for one in known)
        if known and not settled_late:
            return max(known, key=lambda one: one.number).run
        return _run_before(told, judged, repeated=bool(written["repeated"]))


def _run_before(told: Run, judged: Judged, *, repeated: bool) -> Run:
    """A run that leads to the one told; a run of nothing where none does."""
    for failures in range(max(told.failures - 1, 0), told.failures + 1):
        for passes in (0, 1):
            for failed in (repeated, not repeated):
                if run_after(Run(failures, passes, last_failed=failed), judged.band) == told:
                    return Run(failures, passes, last_failed=failed)
    return Run()


def definition_from(written: Mapping[str, Any]) -> Definition:
    """A definition as the event holds it.

    Raises:
        ValueError, TypeError, KeyError: It cannot be counted with.
    """
    first, second, third = (number(edge) for edge in written["edges"])
    stretch = None if written["stretch"] is None else number(written["stretch"])
    measure = Measure(
        target=number(written["target"]), lower_is_better=bool(written["lower_is_better"]),
        scale=whole(written["scale"]), edges=(first, second, third), stretch=stretch,
        low_volume_under=whole(written["low_volume_under"]), fewest=whole(written["fewest"]),
    )  # fmt: skip
    return Definition(
        str(written["definition"]), str(written["code"]), whole(written["number"]), day_from(written["valid_from"]),
        str(written["source"]), str(written["per"]), str(written["line"]), number(written["weight"]),
        str(written["group"]), bool(written["earns_back"]), measure,
    )  # fmt: skip


def figure_rows(book: Book, figures: Figures) -> list[Row]:
    """The rows of the months of a bundle, in the order of the table."""
    rows = [_row(book, one) for one in figures.frozen.values() if month_of(one.month) in book.months]
    rows += [
        {
            **dict.fromkeys(form.COLUMNS[form.KEY_FIGURES], ""), "month": month_of(month), "figure": code,
            "unit": book.unit(unit), "number": "1", "state": DISPUTED,
        }
        for month, code, unit in figures.disputed.values() if month_of(month) in book.months
    ]  # fmt: skip
    return sorted(rows, key=lambda row: [row[name] for name in form.COLUMNS[form.KEY_FIGURES][:4]])


def unlike_figures(book: Book, figures: Figures) -> Iterator[Difference]:
    """Where a month of the bundle was frozen with other numbers than its events give: some were left out, say."""
    for (month, code, unit, entry), counted, again in figures.unlike:
        named = f"{month_of(month)} {code} {book.unit(unit)} {entry}"
        stated, found = (f"{part} of {many}" for part, many in (counted, again))
        yield Difference(form.KEY_FIGURES, named, "numerator", f"{stated} when it was frozen", found)


def _row(book: Book, one: Figure) -> Row:
    return {
        "month": month_of(one.month), "figure": one.definition.code, "unit": book.unit(one.unit),
        "number": str(one.number), "state": FROZEN if one.latest else CORRECTED,
        "definition": str(one.definition.number), "numerator": str(one.counted[0]),
        "denominator": str(one.counted[1]), "band": one.judged.band, "misses": str(one.run.failures),
        "value": "" if one.judged.value is None else decimal_text(one.judged.value), "repeated": text_of(one.repeated),
    }  # fmt: skip
