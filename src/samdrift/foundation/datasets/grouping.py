"""Counting by groups: at most two columns, months for moments, in one statement that looks at each row once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Min, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _

from samdrift.foundation.datasets.filters import Today, rows_for, stretch_of, with_values
from samdrift.foundation.datasets.periods import first_of_month
from samdrift.foundation.datasets.question import Question, Where
from samdrift.foundation.datasets.registry import FEWEST, TIMES, Column, Dataset
from samdrift.foundation.datasets.suppression import hidden_cells
from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope

MOST_CELLS, MOST_BUCKETS = 5_000, 800


@dataclass(frozen=True, slots=True)
class Group:
    """What rows are counted by: a column, and how coarsely."""

    column: Column
    step: str

    @property
    def code(self) -> str:
        """As the address writes it."""
        return f"{self.column.code}:{self.step}" if self.step else self.column.code


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a grouped answer: its keys, how many rows, and what was asked of them; None where hidden."""

    keys: tuple[Any, ...]
    rows: int | None
    value: Any
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Grouped:
    """A grouped answer.

    Attributes:
        names: For each group the names of its keys, where they are things or codes: key → (code, name).
        total: The same over all cells; None where a cell is hidden.
    """

    groups: tuple[Group, ...]
    measure: str
    measured: Column | None
    cells: Sequence[Cell]
    names: tuple[dict[Any, tuple[str, str]], ...]
    total: Cell | None
    fewest: int = 0


@dataclass(slots=True)
class _Sums:
    rows: int = 0
    known: int = 0
    sum: Any = 0
    low: Any = None
    high: Any = None

    def add(self, rows: int, known: int, total: Any, low: Any, high: Any) -> None:
        self.rows, self.known, self.sum = self.rows + rows, self.known + known, self.sum + (total or 0)
        self.low = low if self.low is None else self.low if low is None else min(self.low, low)
        self.high = high if self.high is None else self.high if high is None else max(self.high, high)

    def told(self, measure: str) -> Any:
        if measure == "count":
            return self.rows
        if not self.known:
            return None
        if measure == "mean":
            return Decimal(str(self.sum)) / self.known
        return {"sum": self.sum, "min": self.low, "max": self.high}[measure]


def grouped(
    dataset: Dataset, scope: Scope, question: Question, today: Today, *, leaving: bool = False
) -> Grouped:  # fmt: skip
    """The answer to a question with groups, counted after the gate.

    Raises:
        Invalid: There would be too many cells, or something in it is not there for this reader.
    """
    groups = tuple(_group(dataset, one) for one in question.by)
    measure, _colon, code = question.show.partition(":")
    measured = dataset.column(code) if code else None
    rows = rows_for(dataset, scope, question, today, leaving=leaving)
    found = _counted(rows, groups, measured, question, today)
    sums = _rolled(found, groups, scope, today)
    fewest = FEWEST if _speaks_of_people(dataset, groups, measured, question) else 0
    counts = {keys: one.known if measured is not None and measured.people else one.rows for keys, one in sums.items()}
    hidden = hidden_cells(counts, fewest)
    cells = [
        Cell(keys, None, None, hidden=True) if keys in hidden else Cell(keys, one.rows, one.told(measure))
        for keys, one in sums.items()
    ]
    names = tuple(_names(group, scope, {cell.keys[n] for cell in cells}) for n, group in enumerate(groups))
    return Grouped(
        groups, measure, measured, _sorted(cells, groups, names), names, _total(sums, hidden, measure), fewest
    )


def _speaks_of_people(
    dataset: Dataset, groups: Sequence[Group], measured: Column | None, question: Question
) -> bool:  # fmt: skip
    """Whether a count says something of people: by its groups, by its measure, or by what they said it is narrowed to.

    To be narrowed to oneself, or to what nobody has, tells of no other person.
    """
    if any(one.people for one in (*(group.column for group in groups), measured) if one):
        return True
    asked = [dataset.column(one.column) for one in question.where if one.test != "empty"]
    return any(column.people and column.can_measure for column in asked if column)


def _group(dataset: Dataset, written: str) -> Group:
    code, _colon, step = written.partition(":")
    column = dataset.by_code[code]
    return Group(column, step or ("month" if column.kind in TIMES else ""))


def _total(sums: dict[tuple[Any, ...], _Sums], hidden: frozenset[Any], measure: str) -> Cell | None:
    if hidden or not sums:
        return None
    whole = _Sums()
    for one in sums.values():
        whole.add(one.rows, one.known, one.sum, one.low, one.high)
    return Cell((), whole.rows, whole.told(measure))


def _counted(
    rows: QuerySet[Any], groups: Sequence[Group], measured: Column | None, question: Question, today: Today
) -> list[tuple[Any, ...]]:
    wanted = [group.column for group in groups] + ([measured] if measured else [])
    rows = with_values(rows, wanted).order_by()
    keys = {f"group_{n}": _expression(rows, group, question, today) for n, group in enumerate(groups)}
    sums: dict[str, Any] = {"n_rows": Count("pk")}
    if measured is not None:
        ref = measured.ref
        sums |= {"n_known": Count(ref), "n_sum": Sum(ref), "n_low": Min(ref), "n_high": Max(ref)}
    counted = rows.annotate(**keys).values(*keys).annotate(**sums)
    found = list(counted.values_list(*keys, *sums)[: MOST_CELLS + 1])
    if len(found) > MOST_CELLS:
        raise Invalid({"by": _("This gives more than %(most)s groups. Narrow it, or group more coarsely.") % {
            "most": MOST_CELLS}})  # fmt: skip
    return found


def _expression(rows: QuerySet[Any], group: Group, question: Question, today: Today) -> Any:
    if group.column.kind not in TIMES:
        return F(group.column.ref)
    starts = _starts(rows, group, question, today)
    if not starts:
        return Value(None, output_field=IntegerField())
    # A tree of comparisons finds the month of a moment in as many steps as the number of months has binary digits; a
    # function of the database's would look up the time zone for each row.
    edges = [today.start_of(day) if group.column.kind == "moment" else day for day in starts]
    labels = [day.toordinal() for day in starts]
    tree = _tree(group.column.ref, edges, labels)
    return Case(
        When(**{f"{group.column.ref}__isnull": True}, then=Value(None)), default=tree, output_field=IntegerField()
    )


def _tree(ref: str, edges: Sequence[Any], labels: Sequence[int]) -> Any:
    if len(edges) == 1:
        return Value(labels[0], output_field=IntegerField())
    half = len(edges) // 2
    before = _tree(ref, edges[:half], labels[:half])
    after = _tree(ref, edges[half:], labels[half:])
    return Case(When(**{f"{ref}__lt": edges[half]}, then=before), default=after, output_field=IntegerField())


def _starts(rows: QuerySet[Any], group: Group, question: Question, today: Today) -> list[date]:
    """The first days of all stretches between the earliest row and the latest."""
    column = group.column
    since, until = None, None
    for one in question.where:
        if one.column == column.code and one.test in ("period", "range"):
            since, until = stretch_of(one, today)
    known = rows.filter(**{f"{column.ref}__isnull": False})
    first = since or _day(known.order_by(column.ref).values_list(column.ref, flat=True).first(), today)
    last = (
        until - timedelta(days=1) if until
        else _day(known.order_by(f"-{column.ref}").values_list(column.ref, flat=True).first(), today)
    )  # fmt: skip
    if first is None or last is None:
        return []
    found = [start_of_stretch(first, group.step)]
    while (after := _next(found[-1], group.step)) <= last:
        found.append(after)
        if len(found) > MOST_BUCKETS:
            raise Invalid({"by": _("These are too many stretches of time. Take a shorter period, or longer steps.")})
    return found


def _day(value: Any, today: Today) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(today.zone).date()
    return value if isinstance(value, date) else None


def start_of_stretch(day: date, step: str) -> date:
    """The first day of the day, week, month, quarter or year that a day lies in."""
    match step:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)
    return day.replace(day=1)


def _next(day: date, step: str) -> date:
    days = {"day": 1, "week": 7}.get(step)
    return day + timedelta(days=days) if days else first_of_month(day, {"quarter": 3, "year": 12}.get(step, 1))


def _rolled(
    found: Sequence[tuple[Any, ...]], groups: Sequence[Group], scope: Scope, today: Today
) -> dict[tuple[Any, ...], _Sums]:
    """The sums by what the groups' keys are counted under."""
    under = [_under(group, scope) for group in groups]
    sums: dict[tuple[Any, ...], _Sums] = {}
    for row in found:
        keys = tuple(find(key) for find, key in zip(under, row, strict=False))
        rows, *rest = row[len(groups) :]
        if not rows:
            continue  # nothing was there to group
        sums.setdefault(keys, _Sums()).add(rows, *(rest or (0, 0, None, None)))
    return sums


def _under(group: Group, scope: Scope) -> Callable[[Any], Any]:
    if group.column.kind in TIMES:
        return lambda key: None if key is None else date.fromordinal(key)
    roll = next((roll for roll in group.column.rolls if roll.code == group.step), None)
    if roll is None:
        return lambda key: None if key == "" else key
    known = roll.of(scope)
    return lambda key: known.get(key, key)


def _names(group: Group, scope: Scope, keys: set[Any]) -> dict[Any, tuple[str, str]]:
    keys = keys - {None}
    column = group.column
    if column.things is not None:
        return dict(column.things.named(scope, keys)) if keys else {}
    if column.words is not None:
        return {key: (str(key), str(column.words.get(key, key))) for key in keys}
    if column.kind == "yesno":
        return {key: ("yes", _("yes")) if key else ("no", _("no")) for key in keys}
    return {}


def _sorted(cells: Sequence[Cell], groups: Sequence[Group], names: Sequence[dict[Any, tuple[str, str]]]) -> list[Cell]:
    """Time runs forward, codes in their own order, all else by name; what has no key comes last."""
    places = [{key: n for n, key in enumerate(group.column.words or ())} for group in groups]

    def rank(cell: Cell) -> list[Any]:
        made = []
        for key, known, place in zip(cell.keys, names, places, strict=True):
            told: Any = place.get(key, len(place)), known[key][1].casefold() if key in known else "", key
            made.append((key is None, told if key is not None else (0, "", 0)))
        return made

    return sorted(cells, key=lambda cell: [(a, b[0], b[1], str(b[2]).zfill(20)) for a, b in rank(cell)])


def behind(group: Group, key: Any, names: Mapping[Any, tuple[str, str]]) -> Where | None:
    """What narrows a list to the rows behind a key; None where it cannot be said, as for people."""
    column = group.column
    if key is None:
        return Where(column=column.code, test="empty")
    if column.kind in TIMES:
        last = _next(key, group.step) - timedelta(days=1)
        return Where(column=column.code, test="range", values=(key.isoformat(), last.isoformat()))
    code = names[key][0] if key in names else str(key)
    return Where(column=column.code, test="in", values=(code,)) if code else None
