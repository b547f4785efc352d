"""Who follows which kind of event."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samdrift.foundation.events.models import EventRecord

Follows = Callable[["EventRecord"], None]


@dataclass(frozen=True, slots=True)
class Follower:
    """A reaction with a name that stays: deliveries are owed to the name, not to the function."""

    name: str
    kinds: tuple[str, ...]
    run: Follows


followers: dict[str, Follower] = {}
_by_kind: dict[str, list[str]] = defaultdict(list)


class DuplicateFollower(RuntimeError):
    """Two functions follow under one name: one would take the other's deliveries."""


def follow(*kinds: str, name: str) -> Callable[[Follows], Follows]:
    """Have the decorated function run once for each event of these kinds, later, at least once.

    It runs in a transaction together with its delivery, across the gate, one community at a time. It must be safe
    to repeat and must not leave the house: mail and calls are jobs it enqueues.
    """

    def register(function: Follows) -> Follows:
        known = followers.get(name)
        if known and (known.run.__module__, known.run.__qualname__) != (function.__module__, function.__qualname__):
            raise DuplicateFollower(f"{name!r} is followed by two functions.")
        forget(name)
        followers[name] = Follower(name=name, kinds=kinds, run=function)
        for kind in kinds:
            _by_kind[kind].append(name)
        return function

    return register


def forget(name: str) -> None:
    """Stop following; for tests that add a follower for their own length."""
    gone = followers.pop(name, None)
    for kind in gone.kinds if gone else ():
        _by_kind[kind].remove(name)


def followers_of(kind: str) -> tuple[str, ...]:
    """The names owed a delivery for an event of this kind."""
    return tuple(_by_kind.get(kind, ()))
