"""What is tallied: each room announces at start-up which of its rows count, on which day, and what makes them stale."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable

from samdrift.foundation.tallies.days import Zones


class Raw(NamedTuple):
    """The sums of one day's rows of one place, line and kind; 0 and "" where a row has none."""

    day: date
    unit_id: int
    site_id: int
    line: str
    kind: str
    many: int
    numerator: int
    amount: int


Counting = Callable[[int, int, date, date, frozenset[int] | None], Iterable[Raw]]
"""Community, contract, first day, the day after the last, sites (None: all): the sums, from the raw rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TallySource:
    """Rows that are summed by day, place, line and kind.

    Attributes:
        name: For ever: "requests.reported".
        version: Raised when something else counts than before: then the workers make the tally anew.
        word: What is counted, as a lazy text.
        permission: Whoever has it somewhere reads the sums there: that of the rows behind.
        rows: All rows of the table, across the gate. Rows that only some may see are left out by the tally itself.
        counts: Which of them count.
        day: The column that says on which day: a day, or a moment, told in the zone of the row's site.
        kind: What the rows are told apart by, beside place and line.
        numerator, amount: Whole numbers summed beside the count.
        subject: The columns with the uid that events name as their subject: the row's own, or of what it speaks of.
        touched_by: The kinds of events after which the subject's rows are counted anew where they lie.
        moved_by: Those after which they are counted anew where they lay too: at every place and moment the book tells
            of the subject, the moments in the fields `moments` of events among them.
        moved_if: Which of the events of those kinds move anything; all, where it is not said.
        counting: Instead of `rows`, where the database cannot count: see `Counting`. Days to come are never asked for.
        first_day: With `counting`: the first day of a community's contract that has rows.
        lies: With `counting`: contract, site and day to count anew, by the events of `touched_by`.
        again: With `counting`: how many days back everything is counted anew each night, since nothing tells of it.
    """

    name: str
    word: Any
    permission: str
    version: int = 1
    rows: Callable[[], "QuerySet[Any]"] | None = None
    counts: Q = field(default_factory=Q)
    day: str = ""
    contract: str = "contract_id"
    site: str = "site_id"
    unit: str = "unit_id"
    line: str = "line_code"
    kind: Combinable | None = None
    numerator: Combinable | None = None
    amount: Combinable | None = None
    subject: tuple[str, ...] = ("uid",)
    touched_by: tuple[str, ...] = ()
    moved_by: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    moved_if: Callable[[Mapping[str, Any]], bool] | None = None
    counting: Counting | None = None
    first_day: Callable[[int, int], date | None] | None = None
    lies: Callable[[Sequence[Mapping[str, Any]], Zones], Iterable[tuple[int, int, date]]] | None = None
    again: int = 0


class DuplicateTally(RuntimeError):
    """Two rooms tally something under one name: one would show the other's sums."""


_sources: dict[str, TallySource] = {}


def register_tally(source: TallySource) -> None:
    """Make a tally known; another one of the same name stops the start-up."""
    known = _sources.get(source.name)
    if known is not None and known.permission != source.permission:
        raise DuplicateTally(f"{source.name!r} is tallied by two rooms.")
    _sources[source.name] = source


def forget_tally(name: str) -> None:
    """Tally it no longer; for tests that add a source for their own length."""
    _sources.pop(name, None)


def sources() -> dict[str, TallySource]:
    """What is tallied, by name."""
    return dict(_sources)
