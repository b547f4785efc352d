"""What differs between two reports' data: every figure, cell and line, named by where it stands.

Places are found by what stays when words change: a section's, figure's and table's code, a row's address, the order of
columns and lines. So a label, a caption or a sentence that the product words otherwise by now makes no figure differ.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 400
NUMBERS = re.compile(r"\d+(?:[.,\u00a0]\d+)*")
LANGUAGES: Sequence[str] = ("en", "da", "sv")
Text = Mapping[str, str]
Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two reports say different things.

    Attributes:
        section: The code of the section.
        place: Which figure or cell, in the languages of the report: "K03 · North", "Credits".
        kind: How a value is written: text, money, share …
        before, after: What each says; None where it says nothing of it.
        words: Only words differ, no number: a name, a state, or how the product says it.
    """

    section: str
    place: Text
    kind: str
    before: Any
    after: Any
    words: bool = False


def differences(before: Block, after: Block) -> list[Difference]:
    """What two data say differently, section by section; at most `MOST`. When they were made is none.

    A section that the first did not know at all, neither with data nor without, is none either: the product has learnt
    to tell it since.
    """
    found: list[Difference] = []
    known = {one["code"] for one in (*before["sections"], *before.get("absent", ()))}
    one, other = ({section["code"]: section["blocks"] for section in data["sections"]} for data in (before, after))
    for code in [*one, *(code for code in other if code not in one and code in known)]:
        for difference in _of_section(code, one.get(code, ()), other.get(code, ())):
            found.append(difference)
            if len(found) == MOST:
                return found
    return found


def told_since(before: Block, after: Block) -> list[Text]:
    """The titles of sections that the first did not know yet."""
    known = {one["code"] for one in (*before["sections"], *before.get("absent", ()))}
    return [one["title"] for one in after["sections"] if one["code"] not in known]


def _of_section(code: str, before: Sequence[Block], after: Sequence[Block]) -> Iterator[Difference]:
    for kind, key, compare in COMPARED:
        one, other = ([block for block in blocks if block["type"] == kind] for blocks in (before, after))
        for old, new in _pairs(one, other, key):
            yield from compare(code, old or {}, new or {})


def _pairs(before: Sequence[Any], after: Sequence[Any], *keys: Callable[[Any], Any]) -> list[tuple[Any, Any]]:
    """Each of the first with its counterpart, None where there is none, then what only the second has.

    The first key is tried for all of them, the next one for what is left; the same key twice is told by its order.
    """
    mates: dict[int, int] = {}
    for key in keys:
        free: dict[Any, list[int]] = {}
        taken = set(mates.values())
        for place, one in enumerate(after):
            if place not in taken and key(one) not in (None, ""):
                free.setdefault(key(one), []).append(place)
        for place, one in enumerate(before):
            if place not in mates and free.get(key(one)):
                mates[place] = free[key(one)].pop(0)
    taken = set(mates.values())
    both = [(one, after[mates[place]] if place in mates else None) for place, one in enumerate(before)]
    return both + [(None, one) for place, one in enumerate(after) if place not in taken]


def _figures(code: str, before: Block, after: Block) -> Iterator[Difference]:
    for old, new in _pairs(before.get("items", ()), after.get("items", ()), lambda one: one["code"]):
        one = old or new
        counted = [[side[name] for name in ("numerator", "denominator")] if side else None for side in (old, new)]
        yield from _said(code, one["name"], one["kind"], old and old["value"], new and new["value"])
        if any(value is not None for pair in counted for value in pair or ()):
            yield from _said(code, one["name"], "counted", *counted)


def _table(code: str, before: Block, after: Block) -> Iterator[Difference]:
    columns = _columns(before.get("columns", ()), after.get("columns", ()))
    for old, new in _pairs(before.get("rows", ()), after.get("rows", ()), _whole_key, _head_key, _address, _sum):
        head = (old or new)["cells"][0]
        if len(columns) == 1:
            only = (row and row["cells"][0] for row in (old, new))
            yield from _said(code, (before or after)["caption"], "text", *only)
        elif old and new:
            yield from _said(code, _joined(head), "text", head, new["cells"][0])
        for column, here, there in columns[1:]:
            cells = (
                row["cells"][place] if row and place is not None else None for row, place in ((old, here), (new, there))
            )
            yield from _said(code, _joined(head, column["label"]), column["kind"], *cells)


def _columns(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[Block, int | None, int | None]]:
    """Columns that mean the same, each with its place on either side."""
    one, other = (list(enumerate(columns)) for columns in (before, after))
    pairs = _pairs(one, other, lambda each: each[1]["label"]["en"], lambda each: each[1]["kind"])
    return [((old or new)[1], old and old[0], new and new[0]) for old, new in pairs]


def _whole_key(row: Block) -> Any:
    return (row["to"], _key(row["cells"][0])) if row["to"] else None


def _head_key(row: Block) -> Any:
    return _key(row["cells"][0])


def _address(row: Block) -> Any:
    return row["to"]


def _sum(row: Block) -> Any:
    return "sum" if row["strong"] else None


def _lights(code: str, before: Block, after: Block) -> Iterator[Difference]:
    one, other = (list(enumerate(block.get("items", ()))) for block in (before, after))
    for old, new in _pairs(one, other, lambda each: each[1]["name"]["en"], lambda each: each[0]):
        name = (old or new)[1]["name"]
        tones = [side and {"tone": side[1]["tone"], "word": side[1]["word"]} for side in (old, new)]
        yield from _said(code, name, "tone", *tones)
        yield from _said(code, name, "text", old and old[1]["reason"], new and new[1]["reason"])


def _points(code: str, before: Block, after: Block) -> Iterator[Difference]:
    title = (before or after)["title"] or {}
    one, other = (list(enumerate(block.get("items", ()), start=1)) for block in (before, after))
    keys = (lambda each: each[1]["text"]["en"], lambda each: each[1]["to"], lambda each: each[0])
    for old, new in _pairs(one, other, *keys):
        place = _joined(title, str((old or new)[0]))
        yield from _said(code, place, "text", old and old[1]["text"], new and new[1]["text"])


def _sentence(code: str, before: Block, after: Block) -> Iterator[Difference]:
    told = (before or after)["text"]
    yield from _said(code, told, "text", before.get("text"), after.get("text"))


def _said(code: str, place: Text, kind: str, before: Any, after: Any) -> Iterator[Difference]:
    if _meant(before) != _meant(after):
        yield Difference(code, place, kind, before, after)
    elif before != after:
        yield Difference(code, place, kind, before, after, words=True)


def _meant(value: Any) -> Any:
    """A value without its words: of a tone its code, of a text the numbers in it, in each language."""
    if isinstance(value, Mapping) and "tone" in value:
        return value["tone"]
    if isinstance(value, Mapping) and not value.get("hidden"):
        return [NUMBERS.findall(str(value.get(language, ""))) for language in LANGUAGES]
    return value


def _key(cell: Any) -> str:
    return str(cell.get("en", cell) if isinstance(cell, Mapping) else cell)


def _joined(*parts: Any) -> dict[str, str]:
    return {
        language: " · ".join(
            word for part in parts if (word := part.get(language, "") if isinstance(part, Mapping) else str(part or ""))
        )
        for language in LANGUAGES
    }


def _of_code(block: Block) -> Any:
    return block["code"]


def _any(_block: Block) -> Any:
    return "one"  # blocks without a code are told by their order


COMPARED: Sequence[tuple[str, Callable[[Block], Any], Callable[[str, Block, Block], Iterator[Difference]]]] = (
    ("figures", _any, _figures), ("lights", _any, _lights), ("table", _of_code, _table), ("points", _any, _points),
    ("text", _any, _sentence),
)  # fmt: skip
