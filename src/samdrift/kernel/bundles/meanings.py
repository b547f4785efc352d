"""What an event says of work besides when and of which: the same few things, told a million times in a year."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.patterns import Pattern
from samdrift.kernel.bundles.payloads import KEPT, Payloads
from samdrift.kernel.bundles.sealed import Story, Told
from samdrift.kernel.promised import BETWEEN_REOPENINGS

SUBMITTED, RESOLVED, REOPENED, CLOSED = (f"requests.{name}" for name in ("submitted", "resolved", "reopened", "closed"))
OPENED, REACHED, PAUSED, RESUMED = (
    f"promises.{name}" for name in ("opened", "milestone_reached", "pause_started", "pause_ended")
)
UNUSUAL = 0
"""The number of whatever has to be read in full."""
USUAL = form.MOVED | {SUBMITTED, OPENED, REACHED, PAUSED, RESUMED}
WRONG = (ValueError, TypeError, KeyError, LookupError, AttributeError, OverflowError, ArithmeticError)
_ENDS = frozenset(',"\r\n')
"""What ends a cell of a table, or hides its end."""
_HERE, _HOLE = "\x00", "\x01"  # stand in no JSON text: control characters are written as escapes
_MOMENT, UID = len("2025-03-14T09:00:00+00:00"), len("0196a000-0000-7000-8000-000000000000")
_OWN = {
    SUBMITTED: ('"received_at":"', _MOMENT), OPENED: ('"started_at":"', _MOMENT), PAUSED: ('"pause_uid":"', UID),
    RESUMED: ('"pause_uid":"', UID),
}  # fmt: skip
"""What each event of a kind has for itself: what stands before it, and how long it is."""


class Meaning(NamedTuple):
    """What one event says.

    Attributes:
        says: The type and channel of a request; the rule and calendars of promises; the milestone; the reason of a
            pause, who caused it and its clocks; or the state reached.
        priority: None where it says nothing of it.
    """

    kind: str
    says: tuple[str, ...]
    priority: int | None = None


def is_cell(text: str) -> bool:
    """Whether a text stands in a row as it is."""
    return not _ENDS & set(text)


class Meanings:
    """Numbers for meanings; each is read from the first event that has it, and known again by the text around it."""

    def __init__(self, payloads: Payloads) -> None:
        self._payloads = payloads
        self.every: list[Meaning | None] = [None]
        """By their numbers."""
        self.alike: list[int] = [UNUSUAL]
        """For each the number of one from which the same follows: type and channel of a request decide nothing."""
        self._numbers: dict[Meaning, int] = {}
        self._known: dict[str, tuple[dict[str, int], str, int]] = {
            kind: ({}, *_OWN.get(kind, ("", 0))) for kind in USUAL
        }
        """Numbers by the text around, and what stands before its own and how long that is, by kind."""
        self._many = 0
        self._patterned: dict[str, int] = {}
        """Numbers by the names of patterns."""
        self._lengths: dict[str, int] = {}
        """How long what an event has for itself is, by the names of patterns."""

    def read(self, told: Sequence[Told], subject: str) -> tuple[list[int], list[str]]:
        """The numbers of what events say, and what each has for itself; no numbers where one has to be read in full.

        Args:
            subject: A uid: of 36 characters and without quotes, so that it is no key and no word of a payload.
        """
        numbers, own, known = list[int](), list[str](), self._known
        for _number, _position, kind, _at, text, _line, _site, _unit in told:
            if kind not in known:
                return [], []
            numbers_of, key, length = known[kind]
            template, its_own = text.replace(subject, _HERE), ""
            if length:
                before, _key, after = template.partition(key)
                its_own, template = after[:length], f"{before}{_HOLE}{after[length:]}"
            number = numbers_of.get(template)
            if number is None:
                number = self._number(kind, text, subject, its_own)
                self._keep(numbers_of, template, number)
            if number == UNUSUAL:
                return [], []
            numbers.append(number)
            own.append(its_own)
        return numbers, own

    def of_patterns(self, story: Story) -> tuple[list[int], Sequence[str], Sequence[str]]:
        """As `read`, of events that have patterns, and when they happened; nothing where some have none.

        No numbers where one has to be read in full.
        """
        patterns = story.patterns
        if story.told or patterns is None:
            return [], (), ()
        _lines, _positions, names, texts, own = zip(*story.brief, strict=True)
        try:
            numbers = list(map(self._patterned.__getitem__, names))
        except KeyError:
            if not all(name in patterns for name in names):
                return [], (), ()
            for name, value in zip(names, own, strict=True):
                if name not in self._patterned:
                    self._take(patterns[name], name, story.subject, value)
            numbers = list(map(self._patterned.__getitem__, names))
        usual = UNUSUAL not in numbers and list(map(self._lengths.__getitem__, names)) == list(map(len, own))
        return (numbers if usual else []), own, texts

    def _take(self, pattern: Pattern, name: str, subject: str, value: str) -> None:
        """Find the number of a pattern.

        Whole texts stand in it for others: then what is read from one event follows for all.
        """
        kind, before, between, behind = pattern
        key, length = _OWN.get(kind, ("", 0))
        own = before.endswith(key) and between[:1] == '"' if length else not before
        number = UNUSUAL
        if own and kind in USUAL and between[-1:] == behind[:1] == '"' and behind[:2] != '":':
            number = self._number(kind, pattern.payload(subject, value), subject, value)
        self._patterned[name], self._lengths[name] = number, length

    def _keep(self, numbers_of: dict[str, int], template: str, number: int) -> None:
        if self._many < KEPT:
            self._many += 1
            numbers_of[template] = number

    def _number(self, kind: str, text: str, subject: str, own: str) -> int:
        try:
            found = _meaning(kind, self._payloads.read(text, subject, form.EVENTS, 0), own)
        except WRONG:
            return UNUSUAL  # who reads it in full says what is wrong with it
        twice = kind in _OWN and text.count(_OWN[kind][0]) != 1
        if found is None or twice or any(subject in one or not is_cell(one) for one in found.says):
            return UNUSUAL
        return self._numbered(found)

    def _numbered(self, meaning: Meaning) -> int:
        if meaning not in self._numbers:
            decides = meaning._replace(says=()) if meaning.kind == SUBMITTED else meaning
            alike = len(self.every) if decides == meaning else self._numbered(decides)
            self._numbers[meaning] = len(self.every)
            self.every.append(meaning)
            self.alike.append(alike)
        return self._numbers[meaning]


def _meaning(kind: str, what: Mapping[str, Any], own: str) -> Meaning | None:
    """What an event says; None where it is none of the usual."""
    says = _says(kind, what)
    priority = what.get("priority")
    plain = all(type(one) is str for one in says) and ("priority" not in what or type(priority) is int)
    if not plain or (kind in _OWN and what[_OWN[kind][0][1:-3]] != own):
        return None
    if kind == PAUSED and (what.get("until") is not None or says[0] == BETWEEN_REOPENINGS):
        return None
    return Meaning(kind, tuple(says), priority)


def _says(kind: str, what: Mapping[str, Any]) -> list[Any]:
    match kind:
        case "requests.submitted":
            return [what["request_type"], what["channel"]]
        case "promises.opened":
            return [what["policy_uid"], *_listed(what.get("calendars", []))]
        case "promises.milestone_reached":
            return [what["milestone"]]
        case "promises.pause_started":
            return [what["reason"], what["caused_by"], *_listed(what["clocks"])]
        case "promises.pause_ended":
            return []
        case _:
            return [what["after"]]


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("these are several")
    return value
