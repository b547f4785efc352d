"""What a figure is, and which there are: rooms announce theirs at start-up, and nobody counts beside them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from samdrift.foundation.scope import Scope

BY = ("", "unit", "site", "line", "month")  # "" is one cell for the whole
KINDS = ("money", "share", "count", "minutes", "score", "m2")
UP, DOWN = "up", "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a figure.

    Attributes:
        since, until: Days of the contract's own zone; `until` is the first day left out.
        unit_ids: A unit and all below it; None is all the reader sees.
        at: The moment that figures of how things stand now are told for; None is this moment.
    """

    contract_id: int
    since: date
    until: date
    unit_ids: frozenset[int] | None = None
    site_ids: frozenset[int] | None = None
    line: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number.

    Attributes:
        key: The id of the top unit (the district), of the site, a line's code, or the first day of a month; None is the
            whole.
        value: None is nothing to tell, never 0 for what is not known. Money in hundredths, shares of one.
        rows: How many rows it rests on.
        people: How many people it rests on, where that is another number.
        hidden: It rests on too few people, or would tell what another cell hides.
    """

    key: int | str | date | None
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rows: int | None = None
    people: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with one definition.

    Attributes:
        name, words: Its short name and its definition in a sentence, translated when shown.
        better: "up", "down", or "" where neither is.
        by: What it can be told by, of BY.
        permission: Of the rows behind it; the gate decides what is counted.
        rows: The address of those rows, narrowed in the same way.
        ask: Where one asks on from it when `rows` is a page of its room: a list narrowed to the same rows.
        fewest: A cell that rests on fewer people is hidden, and a second one where subtraction would tell.
        colours: It may colour a map.
        target: What the contract promises of it, in the figure's own unit; None where it promises nothing.
        compares: It says as much of a large district as of a small one, so districts may be told how they compare.
    """

    code: str
    name: Any
    words: Any
    kind: str
    better: str
    by: frozenset[str]
    permission: str
    count: Callable[[Scope, Asked, str], Sequence[Cell]]
    rows: Callable[[Scope, Asked], str] | None = None
    ask: Callable[[Scope, Asked], str] | None = None
    fewest: int = 0
    colours: bool = True
    compares: bool = False
    target: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Figures that the contracts themselves define, such as their key figures.

    Attributes:
        prefix: What their codes begin with, before the first full stop.
        of: The figures one may see, of one contract or of all.
        named: The figure of a code, its words as far as they are known without asking.
    """

    prefix: str
    of: Callable[[Scope, int | None], Iterable[Figure]]
    named: Callable[[str], Figure]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a district's overview that is filled elsewhere, such as its map.

    Attributes:
        name: Unique, such as insight.map.
        template: It gets what `load` gives as `panel`.
        load: (scope, the place with its unit, contract and unit ids, what is asked) → values, or None for no panel.
        position: Lower stands higher.
    """

    name: str
    template: str
    load: Callable[[Scope, Any, Asked], Mapping[str, Any] | None]
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


_figures: dict[str, Figure] = {}
_families: dict[str, Family] = {}


def register_figure(made: Figure) -> None:
    """Make a figure known; a code announced twice, or one of a kind there is not, stops the start-up."""
    if made.code in _figures:
        raise ValueError(f"The figure {made.code} is announced twice.")
    if made.kind not in KINDS or not made.by <= set(BY):
        raise ValueError(f"The figure {made.code} is of no known kind, or told by what nobody knows.")
    _figures[made.code] = made


def unregister_figure(code: str) -> None:
    """Take a figure out again: for tests."""
    _figures.pop(code, None)


def register_family(family: Family) -> None:
    """Make figures known that contracts define; a prefix announced twice stops the start-up."""
    if family.prefix in _families:
        raise ValueError(f"Figures of {family.prefix} are announced twice.")
    _families[family.prefix] = family


def figure(code: str) -> Figure:
    """The figure of a code.

    Raises:
        KeyError: There is none.
    """
    prefix, _dot, rest = code.partition(".")
    family = _families.get(prefix)
    return family.named(rest) if family and rest and code not in _figures else _figures[code]


def figure_for(scope: Scope, code: str, contract_id: int) -> Figure:
    """The figure of a code as one contract defines it.

    Raises:
        KeyError: There is none.
    """
    prefix = code.partition(".")[0]
    if prefix in _families and code not in _figures:
        return {one.code: one for one in _families[prefix].of(scope, contract_id)}[code]
    return _figures[code]


def of_house(scope: Scope, codes: Iterable[str]) -> dict[str, Figure]:
    """Those of these figures the house defines that this reader may see, by code; nothing is read for it."""
    known = {code: _figures[code] for code in codes if code in _figures}
    return {code: one for code, one in known.items() if scope.may(one.permission)}


def figures(scope: Scope, contract_id: int | None = None) -> list[Figure]:
    """The figures this reader may see, those the house defines first, in the order they were announced."""
    found = [one for one in _figures.values() if scope.may(one.permission)]
    for family in _families.values():
        found += [one for one in family.of(scope, contract_id) if scope.may(one.permission)]
    return found
