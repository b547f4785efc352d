"""What events hold, read from their JSON as strictly as every other file, and quickly: a year holds a million."""

import json
from typing import Any, NoReturn

from samdrift.kernel.bundles.opening import LONGEST_NUMBER, NotABundle

KEPT = 20_000
"""How many patterns are remembered; a hostile bundle could bring a new one with every event."""
_MOMENT = '_at":"'  # a payload that holds a moment is like no other
_HERE = "\x00"  # stands in no JSON text: control characters are written as escapes


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text[:40]} is no number a bundle holds")


def _whole(text: str) -> int:
    return int(text) if len(text) <= LONGEST_NUMBER or len(text.lstrip("-")) <= LONGEST_NUMBER else _refuse(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is written twice")
    return found


_read = json.JSONDecoder(
    parse_float=_refuse, parse_constant=_refuse, parse_int=_whole, object_pairs_hook=_once
).scan_once  # type: ignore[attr-defined]  # decode() looks for blanks before and after, which canonical JSON has not


class Payloads:
    """Reads payloads; those that differ in nothing but what they are about are read once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {}

    def read(self, text: Any, subject: str, name: str, number: int) -> dict[str, Any]:
        """What an event about a subject holds; a value nobody else has, so that whoever reads it may keep it.

        Args:
            name, number: The file and line it stands in.

        Raises:
            NotABundle: It is not JSON as bundles write it.
            TypeError: It is no object.
        """
        if not isinstance(text, str):  # older versions hold it as JSON inside JSON
            return _object(text)
        if _MOMENT in text:
            return _object(_parsed(text, name, number))
        pattern = text.replace(subject, _HERE)
        known = self._known.get(pattern)
        if known is not None:
            found = known[0].copy()
            for key in known[1]:
                found[key] = subject
            return found
        found = _object(_parsed(text, name, number))
        keys = tuple(key for key, value in found.items() if value == subject)
        flat = not any(isinstance(value, dict | list) for value in found.values())
        if flat and pattern.count(_HERE) == len(keys) and len(self._known) < KEPT:
            self._known[pattern] = found.copy(), keys
        return found


def object_of(text: str, name: str, number: int) -> dict[str, Any]:
    """The object a text is the JSON of.

    Raises:
        NotABundle: It is not JSON as bundles write it.
        TypeError: It is no object.
    """
    return _object(_parsed(text, name, number))


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("an event holds an object")
    return value


def _parsed(text: str, name: str, number: int) -> Any:
    try:
        found, end = _read(text, 0)
    except RecursionError as deep:
        raise NotABundle(f"{name} line {number}: nested too deeply") from deep
    except (ValueError, StopIteration) as broken:
        raise NotABundle(f"{name} line {number}: this is not JSON: {broken}") from broken
    if end != len(text):
        raise NotABundle(f"{name} line {number}: this is not JSON: something follows it")
    return found
