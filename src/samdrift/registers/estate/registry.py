"""What rooms above show at places: their own panels, and how many matters are open where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from samdrift.foundation.scope import Scope

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
