"""A clock's life laid out on the calendar: one row a day, hours from left to right, values only, no drawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

MOST_ROWS = 16
FEW_ALIKE = 3
HEAD_ROWS, TAIL_ROWS = 6, 8


class Stretch(Protocol):
    """A stretch of a clock's life; kind is running, paused or closed."""

    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one kind: running, paused, closed, late (running after the due moment) or ahead (not yet lived)."""

    start: datetime
    end: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment worth a line: kind due, now, start or stop."""

    at: datetime
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece within one day, in hours of the wall clock."""

    left: float
    right: float
    piece: Piece


@dataclass(slots=True)
class DayRow:
    """One day of the picture, or a fold of several: `folded` counts them, `shut` and `alike` say why."""

    day: date
    bars: list[Bar] = field(default_factory=list)
    marks: list[tuple[float, Mark]] = field(default_factory=list)
    folded: int = 0
    shut: bool = False
    alike: bool = False

    @property
    def quiet(self) -> bool:
        """Nothing but closed hours and no mark."""
        return not self.marks and all(bar.piece.kind == "closed" for bar in self.bars)


def pieces(segments: Iterable[Stretch], *, due: datetime | None, now: datetime | None) -> list[Piece]:
    """Segments cut at the due moment and at now: running time after due is late, running time after now lies ahead."""
    made: list[Piece] = []
    for segment in segments:
        cuts = sorted({segment.start, segment.end, *(c for c in (due, now) if c and segment.start < c < segment.end)})
        made.extend(Piece(a, b, _kind(segment.kind, a, due, now)) for a, b in pairwise(cuts))
    return made


def _kind(kind: str, start: datetime, due: datetime | None, now: datetime | None) -> str:
    if kind != "running":
        return kind
    if now is not None and start >= now:
        return "ahead"
    return "late" if due is not None and start >= due else "running"


def rows(parts: Sequence[Piece], marks: Sequence[Mark], zone: ZoneInfo) -> list[DayRow]:
    """One row for every local day from the first piece to the last piece or mark, long quiet stretches folded."""
    moments = [*(p.start for p in parts), *(p.end for p in parts), *(m.at for m in marks)]
    first, last = min(moments).astimezone(zone).date(), max(moments).astimezone(zone).date()
    made = [DayRow(first + timedelta(days=n)) for n in range((last - first).days + 1)]
    for piece in parts:
        for day, left, right in _per_day(piece.start, piece.end, zone):
            made[(day - first).days].bars.append(Bar(left, right, piece))
    for mark in marks:
        here = mark.at.astimezone(zone)
        made[(here.date() - first).days].marks.append((hour_of(here), mark))
    return _folded(made)


def hour_of(moment: datetime) -> float:
    """The wall clock's hours since midnight."""
    return moment.hour + moment.minute / 60 + moment.second / 3600


def _per_day(start: datetime, end: datetime, zone: ZoneInfo) -> Iterable[tuple[date, float, float]]:
    here = start
    while here < end:
        local = here.astimezone(zone)
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), zone).astimezone(UTC)
        until = min(end, midnight)
        right = 24.0 if until == midnight else hour_of(until.astimezone(zone))
        left = hour_of(local)
        # On the night the clock goes back an hour happens twice: the bar then keeps the width it has on the wall.
        yield local.date(), min(left, right), max(left, right)
        here = until


def _folded(made: list[DayRow]) -> list[DayRow]:
    """Closed days in a row and the middle of days alike become one line; a picture still too long loses its middle."""
    kept: list[DayRow] = []
    for _alike, group in groupby(made, key=_likeness):
        run = list(group)
        if run[0].quiet and len(run) > 1:
            kept.append(DayRow(run[0].day, folded=len(run), shut=True))
        elif not run[0].marks and len(run) > FEW_ALIKE:
            kept += [run[0], DayRow(run[1].day, folded=len(run) - 2, alike=True), run[-1]]
        else:
            kept += run
    if len(kept) <= MOST_ROWS:
        return kept
    middle = kept[HEAD_ROWS:-TAIL_ROWS]
    count = sum(row.folded or 1 for row in middle)
    return [*kept[:HEAD_ROWS], DayRow(middle[0].day, folded=count), *kept[-TAIL_ROWS:]]


def _likeness(row: DayRow) -> object:
    """Equal for days that look the same; a day with a mark looks like no other."""
    return row.day if row.marks else tuple((bar.left, bar.right, bar.piece.kind) for bar in row.bars)


def hours_shown(made: Sequence[DayRow]) -> tuple[int, int]:
    """The hours worth showing: from an hour before the earliest life or mark to an hour after the latest."""
    lively = [(bar.left, bar.right) for row in made for bar in row.bars if bar.piece.kind != "closed"]
    points = [*(x for pair in lively for x in pair), *(x for row in made for x, _ in row.marks)]
    if not points:
        return 0, 24
    low, high = max(0, int(min(points)) - 1), min(24, -int(-max(points) // 1) + 1)
    while high - low < 4:
        low, high = max(0, low - 1), min(24, high + 1)
    return low, high
