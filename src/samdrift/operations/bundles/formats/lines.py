"""The lines of events as a bundle holds them: what many payloads have in common is written once, as a pattern.

A year holds a million events of a few thousand patterns. Each is found by the text the database keeps of a payload, so
that only the first of a pattern is read and written anew.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.patterns import OWN_KEYS, SUBJECT, VALUE
from samdrift.kernel.seals import canonical

MOST_OF_A_KIND = 2_000
"""How many patterns a kind of events may have; more are worth no pattern."""
_ALIKE = form.OF_WORK
"""The kinds of events of which many hold the same."""


class Lines:
    """Writes the lines of events and keeps the patterns they name."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        """By the kind of events and the canonical JSON of their payload."""
        self._known: dict[str, dict[str, str]] = {kind: {} for kind in _ALIKE}
        """The same by the text the database has of it, by kind."""
        self._many: Counter[str] = Counter()

    def of(self, subject: str, position: int, cells: Sequence[Any], kept: str) -> str:
        """The line of an event.

        Args:
            cells: Its uid, kind, moments, person, employment and party.
            kept: Its payload, JSON of any form.

        Raises:
            ValueError: A cell cannot be put back in one way alone.
        """
        uid, kind, happened_at, recorded_at, *others = cells
        name, value = self._pattern(subject, kind, kept)
        recorded = "" if recorded_at == happened_at else recorded_at
        return f"{_cells([position, name, uid, happened_at, recorded, *others])}\t{value}\n"

    def patterns(self) -> bytes:
        """The file of patterns."""
        return "".join(f"{kind}\t{text}\n" for kind, text in self._names).encode()

    def _pattern(self, subject: str, kind: str, kept: str) -> tuple[str, str]:
        """The name of its pattern and the value of its own; without a pattern its kind and its whole payload."""
        known = self._known.get(kind)
        if known is None:
            return kind, canonical(json.loads(kept)).decode()
        key = OWN_KEYS.get(kind)
        around, value = _parted(kept.replace(subject, SUBJECT), f'"{key}": "' if key else "")
        name = known.get(around)
        if name is None:
            written = canonical(json.loads(kept)).decode()
            pattern, own = _parted(written.replace(subject, SUBJECT), f'"{key}":"' if key else "")
            name = self._name(kind, pattern) if own == value else None
            if name is None:
                return kind, written
            known[around] = name
        if SUBJECT in value or "\\" in value:
            return kind, canonical(json.loads(kept)).decode()
        return name, value

    def _name(self, kind: str, pattern: str) -> str | None:
        first, _subject, behind = pattern.partition(SUBJECT)
        # Once, after the value, and not as a key: these stand in their order, which would be another one.
        if not behind or SUBJECT in behind or VALUE in behind or behind.startswith('":') or not first.endswith('"'):
            return None
        name = self._names.get((kind, pattern))
        if name is None and self._many[kind] < MOST_OF_A_KIND:
            self._many[kind] += 1
            name = self._names[kind, pattern] = str(len(self._names) + 1)
        return name


def _parted(text: str, before: str) -> tuple[str, str]:
    """The text around a value, and the value that follows what stands before it; all of the text where it is not there
    once."""
    if not before or text.count(before) != 1:
        return text, ""
    first, before, rest = text.partition(before)
    value, quote, after = rest.partition('"')
    return f"{first}{before}{VALUE}{quote}{after}", value


def above_events(cells: Sequence[Any]) -> str:
    """The line that says what holds for the events below it."""
    return _cells(["", *cells]) + "\n"


def _cells(values: list[Any]) -> str:
    """Cells apart by tabs.

    Raises:
        ValueError: One of them cannot be put back in one way alone.
    """
    text = "\t".join([value if type(value) is str else "" if value is None else str(value) for value in values])
    if '"' in text or "\\" in text or "\n" in text or SUBJECT in text or text.count("\t") != len(values) - 1:
        raise ValueError(f"{text[:80]!r} cannot stand in the cells of an event")
    return text
