"""What other rooms tell work: who has which skill on which day, and what else may be done from an order's page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise as LazyText

from samdrift.foundation.scope import Scope

# (community, person, codes, days, site) → the codes somebody does not hold on every one of the days, at the site.
Lacking = Callable[[int, int, Iterable[str], Iterable[date], int | None], list[str]]
_sources: dict[str, Lacking] = {}


def register_skills(name: str, lacking: Lacking) -> None:
    """Let `lacking` say which skills somebody does not have; a name announced twice stops the start-up.

    Until a room keeps skills nobody is held back by one: an order then names what it takes, and whoever gives it knows.
    """
    if name in _sources:
        raise ValueError(f"The skills {name} are announced twice.")
    _sources[name] = lacking


def forget_skills(name: str) -> None:
    """Take a source back: for the length of a test."""
    _sources.pop(name, None)


def lacking_skills(
    community_id: int, person_id: int, codes: Iterable[str], days: Iterable[date], site_id: int | None
) -> list[str]:
    """The skills this person lacks on some of these days, by whoever keeps them."""
    codes, days = list(codes), list(days)
    if not codes:
        return []
    found = (lacking(community_id, person_id, codes, days, site_id) for lacking in _sources.values())
    return list(dict.fromkeys(code for some in found for code in some))


@dataclass(frozen=True, slots=True)
class OrderDoor:
    """A button on an order's page that leads to another room.

    Attributes:
        address: The name of the address; the order's uid follows as `?order=`.
        label: What stands on the button; lazily translated.
        permission: What it takes at the order.
    """

    address: str
    label: str | LazyText
    icon: str
    permission: str


_doors: dict[str, OrderDoor] = {}


def register_order_door(door: OrderDoor) -> None:
    """Let an order's page lead to another room; an address announced twice stops the start-up."""
    if door.address in _doors:
        raise ValueError(f"The door {door.address} is announced twice.")
    _doors[door.address] = door


def order_doors(scope: Scope, **where: object) -> list[OrderDoor]:
    """The doors open to somebody at an order, in the order they were announced."""
    return [door for door in _doors.values() if scope.allows(door.permission, **where)]
