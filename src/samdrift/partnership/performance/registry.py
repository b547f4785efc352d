"""Figures that rooms to the right count: each tells at start-up how, and where what counted against it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from samdrift.foundation.scope import Scope

Count = Callable[[int, datetime, datetime, datetime], Sequence[tuple[int | None, int, int]]]
"""Of a contract, from one moment until before another and what came back until a third: unit, how many, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSource:
    """A source of figures of another room.

    Attributes:
        word: What it is called, as a lazy text.
        count: Reads across the gate, open to both parties, from what no later step moves.
        against: What counted against a figure, of what the reader may open: uid, number, what it is, its day.
        page: The name of the address that shows one of them by its uid.
        per_unit: Whether it tells districts apart.
    """

    word: Any
    count: Count
    against: Callable[[Scope, int, datetime, datetime, datetime], Sequence[tuple[UUID, str, str, date | None]]]
    page: str
    per_unit: bool = False


_sources: dict[str, FigureSource] = {}


def register_source(name: str, source: FigureSource) -> None:
    """Let another room count a figure under a name; the same name again takes its place."""
    _sources[name] = source


def sources() -> dict[str, FigureSource]:
    """What other rooms count, by name."""
    return _sources
