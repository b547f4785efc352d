"""What a report is put together from: sections that rooms register, each told in a few kinds of blocks.

A block is a plain JSON value with every text in all our languages, so that a report can be kept with its data and
shown again letter for letter, as a page, on paper or as a table, by code that knows no room. A cell that no value
stands in is None and is told as a dash, never as nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope

Text = dict[str, str]
Block = dict[str, Any]
MONTHLY, STEERING = "monthly", "steering"
KINDS = (MONTHLY, STEERING)
HIDDEN = {"hidden": True}
"""The cell of a figure that rests on too few people to be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a section is asked for.

    Attributes:
        scope: Nobody in particular: it reads what both parties may, no party's own.
        first, last: The period's days, both included.
        known_at: What was recorded later is left out, where the rooms can tell.
    """

    scope: Scope
    contract_id: int
    kind: str
    first: date
    last: date
    known_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of reports.

    Attributes:
        code: For ever: comments and comparisons name it.
        place: Where it stands: sections are ordered by it, then by code.
        permissions: What its reads ask the scope for.
        load: Its blocks; none where there is nothing to tell, which the report says in a line.
        waits_for: Told where it has nothing: what is missing before it can be told.
    """

    code: str
    title: Any
    place: int
    kinds: frozenset[str]
    load: Callable[[Asked], Sequence[Block]]
    permissions: frozenset[str] = frozenset()
    waits_for: Any = ""


sections: dict[str, Section] = {}


class DuplicateSection(RuntimeError):
    """Two sections share a code: comments on one would stand under the other."""


def register_section(section: Section) -> None:
    """Make a section known; another one of the same code stops the start-up."""
    known = sections.get(section.code)
    if known is not None and known.load is not section.load and nothing not in (known.load, section.load):
        raise DuplicateSection(f"{section.code!r} is the code of two sections.")
    if not section.kinds or not section.kinds <= set(KINDS):
        raise ValueError(f"{section.code}: a section is of {', '.join(KINDS)}.")
    if known is None or section.load is not nothing:
        sections[section.code] = section


def unregister_section(code: str) -> None:
    """Take a section out again: for tests."""
    sections.pop(code, None)


def nothing(asked: Asked) -> Sequence[Block]:
    """What a section tells that has no data anywhere yet; the room that brings them takes its place by its code."""
    return ()


def sections_of(kind: str) -> list[Section]:
    """The sections of a kind of report in their order."""
    return sorted((one for one in sections.values() if kind in one.kinds), key=lambda one: (one.place, one.code))


def told(text: Any, **values: Any) -> Text:
    """A lazily translated text in all our languages; values may be such texts themselves."""
    if isinstance(text, dict):
        return {language: text.get(language) or text.get("en") or "" for language in LANGUAGES}
    made = {}
    for language in LANGUAGES:
        with override(language):
            own = {name: one[language] if isinstance(one, dict) else one for name, one in values.items()}
            made[language] = str(text) % own if own else str(text)
    return made


def plain(value: Any) -> Any:
    """A value as JSON keeps it: days and moments as ISO writes them, decimals with all their digits."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def column(label: Any, kind: str = "text", *, digits: int = 0, unit: str = "") -> dict[str, Any]:
    """A column of a table.

    Args:
        kind: text, short (a text that does not break), prose (one that needs room), number, share (per cent), money
            (hundredths), date, month, minutes, tone, trend.
        digits: How many decimals a number has.
    """
    return {"label": told(label), "kind": kind, "digits": digits, "unit": unit}


def row(*cells: Any, to: str = "", strong: bool = False) -> dict[str, Any]:
    """A row of a table; `to` is the address of the rows behind it on screen, `strong` a sum."""
    return {"cells": [plain(one) for one in cells], "to": to, "strong": strong}


def table(
    code: str, caption: Any, columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], note: Any = ""
) -> Block:
    """A table; one without rows is no block and shall not be added."""
    for one in rows:
        if len(one["cells"]) != len(columns):
            raise ValueError(f"{code}: a row has {len(one['cells'])} cells under {len(columns)} columns.")
    return {
        "type": "table", "code": code, "caption": told(caption), "columns": [dict(one) for one in columns],
        "rows": [dict(one) for one in rows], "note": told(note) if note else None,
    }  # fmt: skip


def figure(
    code: str, name: Any, value: Any, kind: str, *, words: Any = "", numerator: Any = None, denominator: Any = None,
    n: int | None = None, to: str = "", note: Text | None = None, trend: Sequence[tuple[Any, Any]] = (), ask: str = "",
) -> dict[str, Any]:  # fmt: skip
    """One figure with what it means, what it is counted of, and the months before it.

    Args:
        to: The address of the rows behind it. ask: That of a question of one's own, narrowed like the figure.
    """
    return {
        "code": code, "name": told(name), "value": plain(value), "kind": kind, "words": told(words) if words else None,
        "numerator": plain(numerator), "denominator": plain(denominator), "n": n, "to": to, "note": note,
        "ask": ask, "trend": [[plain(month), plain(one)] for month, one in trend],
    }  # fmt: skip


def figures(items: Sequence[Mapping[str, Any]]) -> Block:
    """Figures side by side."""
    return {"type": "figures", "items": [dict(one) for one in items]}


def light(name: Any, tone: str, word: Any, reason: Text) -> dict[str, Any]:
    """A status light with its one reason; tone: ok, warn, danger, neutral. Its word tells it without colour."""
    return {"name": told(name), "tone": tone, "word": told(word), "reason": reason}


def lights(items: Sequence[Mapping[str, Any]]) -> Block:
    """Status lights one under the other."""
    return {"type": "lights", "items": [dict(one) for one in items]}


def tone(tone: str, word: Any) -> dict[str, Any]:
    """A cell in a column of tones: its colour and the word that says the same."""
    return {"tone": tone, "word": told(word)}


def points(items: Sequence[tuple[Text, str]], title: Any = "") -> Block:
    """A list: each line with the address of what it speaks of, or ""."""
    return {
        "type": "points", "title": told(title) if title else None,
        "items": [{"text": text, "to": to} for text, to in items],
    }  # fmt: skip


def sentence(text: Text) -> Block:
    """A sentence."""
    return {"type": "text", "text": text}
