"""What rooms to the right add: panels on a request's page, and what moves with a request."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from samdrift.foundation.scope import Scope


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a request's page that another room fills.

    Attributes:
        name: Unique, such as work.orders.
        template: The room's own template; it gets what `load` gives as `panel`, besides the request as `row`.
        load: (scope, service_request) → values for the template, or None when there is nothing to show.
        position: Lower stands higher.
    """

    name: str
    template: str
    load: Callable[[Scope, Any], Mapping[str, Any] | None]
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


HandOut = Callable[[Scope, Any, datetime], None]
_hand_outs: dict[str, HandOut] = {}


def register_hand_out(name: str, hand_out: HandOut) -> None:
    """Let (scope, service_request, at) be called in the transaction that gives a request to a team or a person.

    Whoever gets it must find the work at once, whichever door it was given through; a follower would come later.
    """
    if name in _hand_outs:
        raise ValueError(f"The hand-out {name} is announced twice.")
    _hand_outs[name] = hand_out


def hand_out(scope: Scope, service_request: Any, at: datetime) -> None:
    """Do all that must stand as soon as a request is given away."""
    for each in _hand_outs.values():
        each(scope, service_request, at)


KeepUp = Callable[[Scope, Any, str, datetime], None]
_keep_ups: dict[str, KeepUp] = {}


def register_keep_up(name: str, keep_up: KeepUp) -> None:
    """Let (scope, service_request, move, at) be called in the transaction that moves a request.

    Moves are start, hold, resume, make_safe and resolve. So whoever works from the order and whoever works from the
    request see the same, whichever of the two was pressed.
    """
    if name in _keep_ups:
        raise ValueError(f"The keep-up {name} is announced twice.")
    _keep_ups[name] = keep_up


def keep_up(scope: Scope, service_request: Any, move: str, at: datetime) -> None:
    """Take along all that moves with the request."""
    for each in _keep_ups.values():
        each(scope, service_request, move, at)


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """Something that is known to be wrong, so that nobody need report it again."""

    title: str
    text: str
    expected_until: datetime | None


KnownIssues = Callable[[Scope, int | None, int | None, str], Sequence[KnownIssue]]
_known_issues: dict[str, KnownIssues] = {}


def register_known_issues(name: str, load: KnownIssues) -> None:
    """Let load(scope, site_id, space_id, line code or "") tell, before somebody asks, what is known there."""
    if name in _known_issues:
        raise ValueError(f"The known issues {name} are announced twice.")
    _known_issues[name] = load


def known_issues(scope: Scope, site_id: int | None, space_id: int | None, line: str = "") -> list[KnownIssue]:
    """What is known at a place, in the words of whoever knows it."""
    return [one for load in _known_issues.values() for one in load(scope, site_id, space_id, line)]


Restrict = Callable[[Any, str], Iterable[UUID]]
_restricts: dict[str, Restrict] = {}


def register_restrict(name: str, restrict: Restrict) -> None:
    """Let (service_request, data_class) be called in the transaction in which a request becomes a case.

    It brings the room's own rows about the request into the class, and gives the uids the book falls silent about.
    """
    if name in _restricts:
        raise ValueError(f"The restriction {name} is announced twice.")
    _restricts[name] = restrict


def restrict(service_request: Any, data_class: str) -> list[UUID]:
    """Hide all that other rooms keep about a request; the uids of it."""
    return [uid for each in _restricts.values() for uid in each(service_request, data_class)]
