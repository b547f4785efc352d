"""What rooms above show at places, and the tables they keep: their own panels, and how many matters are open where."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.tables import TableRow

OpenCounts = Callable[[Scope, int], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class PlacePanel:
    """A part of a place's page that a room above fills.

    Attributes:
        name: Unique, such as requests.open.
        template: The room's own template; it gets what `load` gives as `panel`.
        load: (scope, {"site": …, "space": …, "asset": …} as ids or None) → values, or None for nothing to show.
    """

    name: str
    template: str
    load: Callable[[Scope, Mapping[str, int | None]], Mapping[str, Any] | None]
    position: int = 50


LOOKS = ("none", *(f"{hue}{n}" for hue in ("warm", "cool") for n in (1, 2, 3, 4)), *(f"kind{n}" for n in range(1, 6)))
"""How a shade is drawn: nothing to tell; more and more of what asks for care (warm) or of what is given (cool); kinds
beside each other. Each has a colour and a pattern of its own, so that none is told by colour alone."""


@dataclass(frozen=True, slots=True)
class Shade:
    """One line of a legend: the code `Colouring.load` gives, what it means, and its look (of LOOKS)."""

    code: str
    words: Any
    look: str


Shaded = Mapping[int, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colouring:
    """Something rooms of a building can be coloured by, on floor plans and in the model; a room above fills it.

    Attributes:
        code: Unique, such as requests.open; stands in addresses.
        name, words: Short, and what it tells in a sentence; lazy texts.
        legend: What there can be, in order; rooms of which `load` says nothing have the first.
        permission: Whoever has it nowhere is not offered the colouring.
        load: (scope, site, now) → for each room by id the code of its shade, and the value as a text; asked through the
            gate, so that nobody is told more than the lists behind it would.
    """

    code: str
    name: Any
    words: Any
    legend: tuple[Shade, ...]
    permission: str
    load: Callable[[Scope, int, datetime], Shaded]
    position: int = 50


_colourings: dict[str, Colouring] = {}
_panels: dict[str, PlacePanel] = {}
_counts: dict[str, OpenCounts] = {}


def register_place_panel(panel: PlacePanel) -> None:
    """Make a panel known; a name announced twice stops the start-up."""
    if panel.name in _panels:
        raise ValueError(f"The panel {panel.name} is announced twice.")
    _panels[panel.name] = panel


def register_open_counts(name: str, counts: OpenCounts) -> None:
    """Let floor plans show how many matters are open in each space of a site."""
    if name in _counts:
        raise ValueError(f"The counts {name} are announced twice.")
    _counts[name] = counts


def register_colouring(colouring: Colouring) -> None:
    """Let rooms be coloured by something; a code announced twice or a look nobody draws stops the start-up."""
    if colouring.code in _colourings:
        raise ValueError(f"The colouring {colouring.code} is announced twice.")
    if not colouring.legend or any(shade.look not in LOOKS for shade in colouring.legend):
        raise ValueError(f"The colouring {colouring.code} has a legend nobody can draw.")
    _colourings[colouring.code] = colouring


def colourings() -> list[Colouring]:
    """Every colouring, in the order they stand."""
    return sorted(_colourings.values(), key=lambda one: (one.position, one.code))


def place_panels() -> list[PlacePanel]:
    """Every panel, in the order they stand."""
    return sorted(_panels.values(), key=lambda panel: (panel.position, panel.name))


def open_counts(scope: Scope, site_id: int) -> dict[int, int]:
    """How many matters are open in each space of a site, of all rooms together."""
    total: dict[int, int] = {}
    for counts in _counts.values():
        for space, number in counts(scope, site_id).items():
            total[space] = total.get(space, 0) + number
    return total


class Intake(Protocol):
    """One table on its way into a room, some rows at a time."""

    def compare(self, rows: Sequence[TableRow], plan: Any) -> None:
        """Note in a `StreamedPlan` what these rows would do."""

    def bring_in(self, rows: Sequence[TableRow], plan: Any) -> None:
        """Do it, in the caller's transaction, and note it. Rows that stand already are left as they are."""


@dataclass(frozen=True, slots=True)
class TableKeeper:
    """How a room above keeps a kind of table: what happened elsewhere or long ago, by the thousand.

    Attributes:
        kind: A kind of `formats.tables.PAST`.
        begin: (scope, the import, now) → the way in; raises Invalid where its mapping does not fit.
        rows: (scope, unit or None) → the rows to take along, as far as the scope sees them.
        choices: (scope, field) → what a word of another system may be said to mean: (code, label).
        fields: The fields of its columns as people say them.
        asks: Fields for whose unknown words somebody may choose what they mean.
        defaults: Fields that may be given for every row that has none.
        options: What may be said of the whole table: system, timezone, times, promises.
    """

    kind: str
    begin: Callable[[Scope, Any, datetime], Intake]
    rows: Callable[[Scope, Any], Iterable[Mapping[str, object]]]
    choices: Callable[[Scope, str], Sequence[tuple[str, str]]]
    fields: Mapping[str, Any] = field(default_factory=dict)
    asks: Sequence[str] = ()
    defaults: Sequence[str] = ()
    options: Sequence[str] = ("system", "timezone")


_keepers: dict[str, TableKeeper] = {}


def register_table(keeper: TableKeeper) -> None:
    """Make a kind of table known; one announced twice stops the start-up."""
    if keeper.kind in _keepers:
        raise ValueError(f"The table {keeper.kind} is announced twice.")
    _keepers[keeper.kind] = keeper


def keeper_of(kind: str) -> TableKeeper | None:
    """The room above that keeps such tables, or None where the estate does it itself."""
    return _keepers.get(kind)


def kept_elsewhere() -> tuple[str, ...]:
    """The kinds of tables rooms above keep, in the order they were announced."""
    return tuple(_keepers)
