"""What rooms to the right add to a district's page: budget, baseline and savings beside the price."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
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
