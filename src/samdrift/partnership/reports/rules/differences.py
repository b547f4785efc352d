"""What differs between two reports' data: every figure, cell and line, named by where it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 400
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two reports say different things.

    Attributes:
        section: The code of the section.
        place: Which figure or cell, in the languages of the report: "K03 · North", "Credits".
        kind: How a value is written: text, money, share …
        before, after: What each says; None where it says nothing of it.
    """

    section: str
    place: Text
    kind: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What two data say differently, in the first's order; at most `MOST`. When they were made is none."""
    found: list[Difference] = []
    one, other = _sections(before), _sections(after)
    for code in [*one, *(code for code in other if code not in one)]:
        for difference in _of_section(code, one.get(code, {}), other.get(code, {})):
            found.append(difference)
            if len(found) == MOST:
                return found
    return found


def _sections(data: Mapping[str, Any]) -> dict[str, dict[tuple[str, ...], tuple[Text, str, Any]]]:
    return {section["code"]: dict(_values(section)) for section in data["sections"]}


def _of_section(code: str, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[Difference]:
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if (old and old[2]) != (new and new[2]):
            place, kind, _value = old or new or ({}, "text", None)
            yield Difference(code, place, kind, old[2] if old else None, new[2] if new else None)


def _values(section: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], tuple[Text, str, Any]]]:
    """Each value of a section by where it stands: the place's key, its words, how it is written, and the value."""
    for block in section["blocks"]:
        yield from TELLERS[block["type"]](block)


def _figures(block: Mapping[str, Any]) -> Iterator[Any]:
    for one in block["items"]:
        yield ("figure", one["code"]), (one["name"], one["kind"], one["value"])
        counted = [one["numerator"], one["denominator"]]
        if any(value is not None for value in counted):
            yield ("figure", one["code"], "of"), (one["name"], "counted", counted)


def _table(block: Mapping[str, Any]) -> Iterator[Any]:
    seen: dict[str, int] = {}
    for one in block["rows"]:
        head = _key(one["cells"][0])
        seen[head] = seen.get(head, 0) + 1
        for column, cell in list(zip(block["columns"], one["cells"], strict=True))[1:]:
            key = ("table", block["code"], head, str(seen[head]), column["label"]["en"])
            yield key, (_joined(one["cells"][0], column["label"]), column["kind"], cell)
        if len(one["cells"]) == 1:
            yield ("table", block["code"], head, str(seen[head])), (block["caption"], "text", one["cells"][0])


def _lights(block: Mapping[str, Any]) -> Iterator[Any]:
    for one in block["items"]:
        yield ("light", one["name"]["en"]), (one["name"], "text", one["word"])
        yield ("light", one["name"]["en"], "why"), (one["name"], "text", one["reason"])


def _points(block: Mapping[str, Any]) -> Iterator[Any]:
    title = block["title"] or {}
    for number, one in enumerate(block["items"], start=1):
        yield ("point", title.get("en", ""), str(number)), (_joined(title, str(number)), "text", one["text"])


def _text(block: Mapping[str, Any]) -> Iterator[Any]:
    yield ("text", block["text"]["en"]), (block["text"], "text", block["text"])


TELLERS = {"figures": _figures, "table": _table, "lights": _lights, "points": _points, "text": _text}


def _key(cell: Any) -> str:
    return str(cell.get("en", cell) if isinstance(cell, Mapping) else cell)


def _joined(*parts: Text | str) -> dict[str, str]:
    languages: Sequence[str] = ("en", "da", "sv")
    return {
        language: " · ".join(
            word for part in parts if (word := part.get(language, "") if isinstance(part, Mapping) else str(part or ""))
        )
        for language in languages
    }
