"""What an event is: a frozen value with a kind that never changes, written as JSON and read back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints
from uuid import UUID

KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")

kinds: dict[str, type["Event"]] = {}


class DuplicateKind(RuntimeError):
    """Two events share a kind: one of them would be read as the other for ever."""


class Event:
    """Something that happened. Subclasses are frozen keyword-only dataclasses of ids, codes, numbers and moments.

    Fields never hold names, free text or translated words: those change or must be forgotten, the book must not.
    A field named `contract_id`, `site_id`, `unit_id`, `case_id` or `line` narrows who may read the event.
    """

    __slots__ = ()
    kind: ClassVar[str]
    subject: ClassVar[str] = ""
    """The field that holds the uid of what the event speaks of, when `record` is not given the row itself.

    Every kind also keeps `says`, the sentence in which people read it: see `sentences`.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        kind = cls.__dict__.get("kind")
        if kind is None:
            return
        if not KIND.fullmatch(kind):
            raise ValueError(f"{cls.__qualname__}: a kind reads <room>.<past participle>, not {kind!r}.")
        known = kinds.get(kind)
        # A dataclass with slots is made twice under one name; anything else of the same kind is a mistake.
        if known and (known.__module__, known.__name__) != (cls.__module__, cls.__name__):
            raise DuplicateKind(f"{kind!r} is announced by {known.__qualname__} and by {cls.__qualname__}.")
        kinds[kind] = cls

    def as_payload(self) -> dict[str, Any]:
        """The event's fields as JSON values."""
        payload = {name: getattr(self, name) for name in field_names(type(self))}
        for name, value in payload.items():
            if type(value) not in _AS_IT_IS:
                payload[name] = encode(value)
        return payload

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The event as it was recorded; fields added to the class since then take their defaults."""
        readers = _readers(cls)
        return cls(**{name: readers[name](value) for name, value in payload.items() if name in readers})


_names: dict[type[Event], tuple[str, ...]] = {}
_reading: dict[type[Event], dict[str, Callable[[Any], Any]]] = {}


def field_names(cls: type[Event]) -> tuple[str, ...]:
    """The names of an event's fields, in order."""
    if cls not in _names:
        _names[cls] = tuple(field.name for field in fields(cls))  # type: ignore[arg-type]
    return _names[cls]


_AS_IT_IS = frozenset({NoneType, bool, int, float, str})


def encode(value: Any) -> Any:
    """`value` as JSON knows it: ids, decimals and moments as text, sets in order."""
    kind = type(value)
    if kind in _AS_IT_IS or isinstance(value, int | float):
        return value
    if kind is UUID:
        return str(value)
    if isinstance(value, Enum):
        return encode(value.value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(encode(item) for item in value)
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    return str(value)


_SIMPLE: dict[Any, Callable[[Any], Any]] = {
    UUID: UUID,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
}


def _readers(cls: type[Event]) -> dict[str, Callable[[Any], Any]]:
    if cls not in _reading:
        hints = get_type_hints(cls)
        _reading[cls] = {name: _reader(hints[name]) for name in field_names(cls)}
    return _reading[cls]


def _reader(hint: Any) -> Callable[[Any], Any]:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        inner = [part for part in parts if part is not NoneType]
        read = _reader(inner[0]) if len(inner) == 1 else _as_is
        return lambda value: None if value is None else read(value)
    if origin in (tuple, list, set, frozenset) and parts:
        item, build = _reader(parts[0]), origin
        return lambda value: build(item(part) for part in value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return _SIMPLE.get(hint, _as_is)


def _as_is(value: Any) -> Any:
    return value
