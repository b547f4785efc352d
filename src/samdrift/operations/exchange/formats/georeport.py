"""Open311 GeoReport v2: the two formats of an answer, and what a caller sends.

Source: GeoReport_v2.md of open311.org (frozen). XML is the format everybody must speak; JSON is the same tree by the
Spark convention: a list of things is a bare array, and element names inside are singular.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What XML 1.0 cannot hold: other control characters than tab and line ends, lone surrogates, and two non-characters.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,80})\](\[\])?")
LONGEST_PERIOD = timedelta(days=90)
LONGEST_DESCRIPTION = 4000

# The tree's leaves are texts, numbers, yes or no and nothing; a list holds more of the same.
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tree:
    """A list of things with the names of their elements: services of service, requests of request.

    Attributes:
        single: Whether JSON shows the one thing itself instead of an array; the definition of a service is so.
    """

    root: str
    item: str
    items: Sequence[Item]
    single: bool = False


def written(tree: Tree, form: str) -> bytes:
    """The tree in "xml" or "json"."""
    if form == "json":
        items = [_as_json(item) for item in tree.items]
        return json.dumps(items[0] if tree.single else items, ensure_ascii=False).encode()
    root = ET.Element(tree.root)
    for item in tree.items:
        _fill(root if tree.single else ET.SubElement(root, tree.item), item)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


# What an element holding several things calls each of them.
_SINGULAR = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}


def _fill(element: ET.Element, item: Item) -> None:
    for name, value in item.items():
        if not isinstance(value, list | tuple):
            ET.SubElement(element, name).text = _text(value)
            continue
        parent = ET.SubElement(element, name)
        for part in value:
            if set(part) == {"format"}:
                ET.SubElement(parent, "format").text = _text(part["format"])
            else:
                _fill(ET.SubElement(parent, _SINGULAR[name]), part)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else _UNSPEAKABLE.sub("", str(value))


def _as_json(item: Item) -> dict[str, object]:
    told: dict[str, object] = {}
    for name, value in item.items():
        if isinstance(value, list | tuple):
            told[name] = [part["format"] if set(part) == {"format"} else _as_json(part) for part in value]
        else:
            told[name] = _UNSPEAKABLE.sub("", value) if isinstance(value, str) else value
    return told


def fault(code: int, description: str) -> Tree:
    """What went wrong, as the specification has it."""
    return Tree("errors", "error", [{"code": code, "description": description}])


def moment_of(text: str) -> datetime:
    """A moment as W3C's note on dates has it, with Z or an offset.

    Raises:
        ValueError: It is no moment, or says no offset.
    """
    # A plus of the offset that was not escaped in the address arrives as a space.
    found = datetime.fromisoformat(text.strip().replace(" ", "+"))
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)


def period(start: datetime | None, end: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The days asked about: at most 90, and the last 90 when nothing is said."""
    if start is not None and end is None:
        return start, min(start + LONGEST_PERIOD, max(now, start))
    last = end or now
    return max(start or last - LONGEST_PERIOD, last - LONGEST_PERIOD), last


def attributes_of(sent: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str | list[str]]:
    """The answers of a form sent as attribute[CODE]=value, or attribute[CODE][]=value for several."""
    answers: dict[str, str | list[str]] = {}
    for name, values in sent:
        match = _ATTRIBUTE.fullmatch(name)
        given = [value for value in values if value != ""]
        if match and given:
            answers[match.group(1)] = given if match.group(2) else given[-1]
    return answers


def degrees(text: str, most: int) -> float | None:
    """A latitude (`most` 90) or longitude (180), or None when it is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if -most <= value <= most else None


def read_answer(body: bytes, media_type: str) -> list[dict[str, str]]:
    """The things another server answered, whichever format it chose; each by its elements' texts.

    Raises:
        ValueError: It is neither, or something hostile.
    """
    if "json" in media_type:
        found = json.loads(body)
        items = found if isinstance(found, list) else [found]
        return [{name: "" if value is None else str(value) for name, value in item.items()} for item in items]
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("An answer brings no document type.")
    try:
        root = ET.fromstring(body)  # noqa: S314 - entities are refused above, and size before
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    return [{part.tag: (part.text or "").strip() for part in item} for item in root]
