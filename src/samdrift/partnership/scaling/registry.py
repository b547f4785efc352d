"""What rooms to the right add: panels of a district's page, and what a price is held against (budget, baseline)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from samdrift.foundation.scope import Scope


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a district's page that another room fills.

    Attributes:
        name: Unique, such as savings.district.
        template: The room's own template; it gets what `load` gives as `panel`.
        load: (scope, the district, today) → values for the template, or None when there is nothing to show.
        position: Lower stands higher.
    """

    name: str
    template: str
    load: Callable[[Scope, Any, date], Mapping[str, Any] | None]
    position: int = 50


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Make a panel known; a name announced twice stops the start-up."""
    if panel.name in _panels:
        raise ValueError(f"The panel {panel.name} is announced twice.")
    _panels[panel.name] = panel


def panels() -> list[Panel]:
    """Every panel, in the order they stand."""
    return sorted(_panels.values(), key=lambda panel: (panel.position, panel.name))


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in a cell: a share of one, and a tone where it asks for attention."""

    share: Decimal
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column another room adds to the list of districts.

    Attributes:
        name: Unique, such as savings.budget.
        label: Its heading.
        load: (scope, the contract, the ids of each district's units by the district's, today) → the district's cell.
    """

    name: str
    label: Any
    load: Callable[[Scope, Any, Mapping[int, Collection[int]], date], Mapping[int, Shown]]


_columns: dict[str, Column] = {}


def register_column(column: Column) -> None:
    """Make a column known; a name announced twice stops the start-up."""
    if column.name in _columns:
        raise ValueError(f"The column {column.name} is announced twice.")
    _columns[column.name] = column


def columns() -> list[Column]:
    """Every column, in the order they were announced."""
    return list(_columns.values())


# Whose units, under which contract, in which year → hundredths, or None where nothing is known or may be seen.
Measure = Callable[[Scope, int, Collection[int], int], int | None]
NAMES = ("budget", "baseline")
_measures: dict[str, Measure] = {}


def register_yardstick(name: str, measure: Measure) -> None:
    """Let a room say what a year's price is compared with; one announced twice stops the start-up."""
    if name in _measures or name not in NAMES:
        raise ValueError(f"The yardstick {name} is announced twice, or is none of {', '.join(NAMES)}.")
    _measures[name] = measure


def yardsticks(scope: Scope, contract_id: int, unit_ids: Collection[int], year: int) -> Mapping[str, int]:
    """What is known to compare a year's price with, by name."""
    found = {name: measure(scope, contract_id, unit_ids, year) for name, measure in _measures.items()}
    return {name: amount for name, amount in found.items() if amount is not None}
