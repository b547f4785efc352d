"""Pieces of pages that are drawn once for what they show: the same values give the same text, whoever reads them.

Drawing a page of figures costs as much as finding them. Nothing is kept of who asked or of the rows: what is told is
read anew for every page, and only if it is the same, value by value, the text drawn for it is given again.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from threading import Lock
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

MOST = 256  # pieces kept, of some tens of kilobytes each

_drawn: "OrderedDict[Hashable, SafeString]" = OrderedDict()
_turn = Lock()
_beside: dict[str, Callable[[], Hashable]] = {}


def follow(name: str, told: Callable[[], Hashable]) -> None:
    """Let every piece follow from one thing more, which templates look up themselves: the same value, the same text.

    Args:
        told: Asked with every piece, so it must be quick.
    """
    _beside[name] = told


def drawn(
    template: str, values: Mapping[str, Any], fixed: Mapping[str, Any] | None = None,
    build: Callable[[], Mapping[str, Any]] = dict,
) -> SafeString:  # fmt: skip
    """A template's text for some values.

    Args:
        values: All that it shows: plain values, dataclasses and collections of them. What it tells of the moment,
            such as "today", must be among them.
        fixed: What is the same for everybody as long as the program runs: modules, constants, definitions.
        build: Gives what follows from the values and is not plain itself; asked only where it is drawn.

    Raises:
        TypeError: A value is not plain, so nobody can say whether it is the same as before.
    """
    beside = tuple(told() for told in _beside.values())
    key = (template, get_language(), get_current_timezone_name(), beside, frozen(values))
    with _turn:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    made = mark_safe(render_to_string(template, {**(fixed or {}), **values, **build()}))  # noqa: S308 - the template's own text
    with _turn:
        _drawn[key] = made
        while len(_drawn) > MOST:
            _drawn.popitem(last=False)
    return made


def forget() -> None:
    """Draw everything anew: for tests."""
    with _turn:
        _drawn.clear()


_PLAIN = frozenset({str, int, type(None), date, datetime, UUID})


def frozen(value: Any) -> Hashable:
    """Values as something that is equal only where they are the same: 1, 1.0, 1.00 and true are four things.

    Raises:
        TypeError: A value is not plain.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value  # type: ignore[no-any-return]
    if kind is dict:
        return kind, *[(frozen(key), frozen(one)) for key, one in value.items()]
    if kind is list or isinstance(value, tuple):
        plain = _PLAIN.issuperset(map(type, value))  # most are, and borders of thousands of points are nothing else
        return (kind, *value) if plain else (kind, *map(frozen, value))
    if isinstance(value, (bool, float)):
        return kind, value
    if isinstance(value, (Decimal, str, Promise)):
        return kind is Decimal, str(value), hasattr(value, "__html__")
    if isinstance(value, (set, frozenset)):
        return kind, frozenset(map(frozen, value))
    if is_dataclass(value):
        return kind, *[frozen(getattr(value, one.name)) for one in fields(value) if one.compare]
    if isinstance(value, Mapping):
        return frozen(dict(value))
    raise TypeError(f"{kind.__name__} is no plain value.")
