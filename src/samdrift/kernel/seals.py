"""Seals: a chain of salted hashes over a book of events, so that neither party can change the past unseen.

Everything the other party needs to write a verifier of its own, in any language:

1. *Canonical JSON* of a payload is RFC 8785 for objects, arrays, texts, whole numbers, true, false and null: UTF-8
   without spaces or line ends; the keys of an object sorted; in texts only `"`, `\\` and the characters below U+0020
   are escaped, as \\b \\t \\n \\f \\r or else \\u and four lower-case hex digits. Narrower than the RFC: keys are
   ASCII, whole numbers lie within ±(2^53 - 1), and there are no other numbers: amounts are texts or whole units.
2. *Leaf* of an event: SHA-256 of its salt, 16 random bytes, followed by the canonical JSON of its payload.
3. *Head* of an empty book: SHA-256 of the byte 02 followed by the book's name in UTF-8.
4. *Head* after an event: SHA-256 of the byte 01, the head before it (32 bytes), the event's position (8 bytes, most
   significant first; the first event has position 1) and its leaf (32 bytes).

A payload is erased by deleting it together with its salt; the leaf stays, so the chain still holds, and without the
salt nobody can find the payload by trying. What a head was on a day is proven by the signed head both parties keep.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

SALT_BYTES = 16
HASH_BYTES = 32
LARGEST = 2**53 - 1
LINK, _BEGINNING = b"\x01", b"\x02"
_write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


class NotCanonical(ValueError):
    """A value that has no single written form, such as a number with decimals."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in its place in the book.

    Attributes:
        position: 1 for the first.
        head: The head of the chain after it, as recorded.
        salt, payload: Both None when the payload has been erased.
    """

    position: int
    leaf: bytes
    head: bytes
    salt: bytes | None = None
    payload: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place at which a book is not what it should be.

    Attributes:
        position: The place, or the place at which an entry is missing.
        code: "position", "payload", "half_erased", "head", "signed_head" or "missing", for texts in other languages.
        message: What is wrong, a sentence.
        agreed_to: The last position up to which signed heads agree; a change lies after it.
    """

    position: int
    code: str
    message: str
    agreed_to: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a stretch of a book found.

    Attributes:
        first_difference: None when everything holds.
        checked, erased: How many entries hold, and how many of those have no payload any more.
        head: The recomputed head after the last entry that holds.
    """

    first_difference: Difference | None
    checked: int
    erased: int
    head: bytes


def canonical(value: object) -> bytes:
    """The one way to write a value.

    Raises:
        NotCanonical: It holds something that JSON writers disagree about.
    """
    try:
        if not _is_plain(value):
            _refuse(value, "the value")
        return _write(value).encode("utf-8")
    except RecursionError as deep:
        raise NotCanonical("it is nested too deeply") from deep
    except UnicodeEncodeError as broken:
        raise NotCanonical("a text holds half a character (a lone surrogate)") from broken


def leaf_of(salt: bytes, payload: Mapping[str, Any]) -> bytes:
    """The salted hash of a payload, 32 bytes.

    Raises:
        NotCanonical: The payload has no single written form.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt + canonical(payload)).digest()


def beginning(book: str) -> bytes:
    """The head of a book before its first event, 32 bytes; its name keeps one book from passing for another."""
    return hashlib.sha256(_BEGINNING + book.encode("utf-8")).digest()


def next_head(head: bytes, position: int, leaf: bytes) -> bytes:
    """The head after one more event, 32 bytes."""
    if len(head) != HASH_BYTES or len(leaf) != HASH_BYTES:
        raise ValueError(f"a head and a leaf have {HASH_BYTES} bytes, not {len(head)} and {len(leaf)}")
    if position < 1:
        raise ValueError(f"the first position is 1, not {position}")
    return hashlib.sha256(LINK + head + position.to_bytes(8, "big") + leaf).digest()


def chained(events: Iterable[tuple[bytes, Mapping[str, Any]]], *, head: bytes, after: int = 0) -> list[Entry]:
    """The entries that salts and payloads make when they follow on a book's `head` at position `after`."""
    kept = list(events)
    return [
        Entry(position, leaf, reached, salt, payload)
        for (salt, payload), (position, leaf, reached) in zip(kept, linked(kept, head=head, after=after), strict=True)
    ]


def linked(
    events: Iterable[tuple[bytes, Mapping[str, Any]]], *, head: bytes, after: int = 0
) -> Iterator[tuple[int, bytes, bytes]]:
    """Position, leaf and head of each such entry, for those who write very many and keep none."""
    for position, (salt, payload) in enumerate(events, start=after + 1):
        leaf = leaf_of(salt, payload)
        head = next_head(head, position, leaf)
        yield position, leaf, head


def erased(entry: Entry) -> Entry:
    """The entry without its payload; the chain holds as before."""
    return Entry(entry.position, entry.leaf, entry.head)


def verify(
    entries: Iterable[Entry], *, head: bytes, after: int = 0, signed: Mapping[int, bytes] | None = None
) -> Verdict:
    """Recompute a stretch of a book and name the first difference.

    Args:
        head, after: Where the stretch begins: `beginning(book)` and 0, or a head that is trusted and its position.
        signed: Heads that were signed, by position; those at or before `after` are not looked at.
    """
    awaited = {position: known for position, known in (signed or {}).items() if position > after}
    checked = blank = agreed_to = 0
    expected = after + 1
    for entry in entries:
        reached = next_head(head, expected, entry.leaf) if len(entry.leaf) == HASH_BYTES else b""
        found = _fault(entry, expected, reached)
        if found is None and awaited.get(expected, reached) != reached:
            found = "signed_head", f"the head after {expected} is not the one that was signed"
        if found is not None:
            return Verdict(Difference(expected, *found, agreed_to), checked, blank, head)
        agreed_to = expected if expected in awaited else agreed_to
        head, checked, blank, expected = reached, checked + 1, blank + (entry.payload is None), expected + 1
    missing = [position for position in awaited if position >= expected]
    if missing:
        message = f"the book ends before {expected}, but a head was signed after {max(missing)}"
        return Verdict(Difference(expected, "missing", message, agreed_to), checked, blank, head)
    return Verdict(None, checked, blank, head)


def first_difference(ours: Iterable[Entry], theirs: Iterable[Entry]) -> Difference | None:
    """The first place at which two copies of a book tell different things; an erased payload is no difference."""
    for place, (mine, other) in enumerate(zip_longest(ours, theirs), start=1):
        if mine is None or other is None:
            position = (mine or other).position
            return Difference(position, "missing", f"only one copy has an entry at {position}")
        if mine.position != other.position:
            message = f"entry {place} has position {mine.position} here and {other.position} there"
            return Difference(min(mine.position, other.position), "position", message)
        if mine.leaf != other.leaf:
            return Difference(mine.position, "payload", f"the entries at {mine.position} have different leaves")
        if mine.head != other.head:
            return Difference(mine.position, "head", f"the copies have different heads after {mine.position}")
    return None


def _fault(entry: Entry, expected: int, reached: bytes) -> tuple[str, str] | None:
    """What is wrong with an entry in itself, as code and sentence."""
    if entry.position != expected:
        return "position", f"position {expected} was expected and {entry.position} found"
    if (entry.salt is None) != (entry.payload is None):
        return "half_erased", f"at {expected} only one of payload and salt has been erased"
    if entry.salt is not None and entry.payload is not None and not _is_leaf(entry.leaf, entry.salt, entry.payload):
        return "payload", f"the payload at {expected} is not the one that was sealed"
    if entry.head != reached:
        return "head", f"the head after {expected} does not follow from the one before"
    return None


def _is_leaf(leaf: bytes, salt: bytes, payload: Mapping[str, Any]) -> bool:
    try:
        return leaf_of(salt, payload) == leaf
    except ValueError:
        return False


def _is_plain(value: object) -> bool:
    """Whether a value has one written form. Every event passes here, so texts and gaps are told by their kind first."""
    if isinstance(value, dict):
        if not _are_ascii(value):
            return False
        for inner in value.values():
            kind = type(inner)
            if kind is str or inner is None:
                continue
            if kind is int:
                if not -LARGEST <= inner <= LARGEST:
                    return False
            elif not _is_plain(inner):
                return False
        return True
    if value is None or isinstance(value, str | bool):
        return True
    if isinstance(value, int):
        return -LARGEST <= value <= LARGEST
    return isinstance(value, list | tuple) and all(type(inner) is str or _is_plain(inner) for inner in value)


def _are_ascii(keys: Iterable[Any]) -> bool:
    """Whether keys are ASCII texts."""
    try:
        return all(map(str.isascii, keys))
    except TypeError:  # one that is no text
        return False


def _refuse(value: object, where: str) -> None:
    """Find what is not plain and say where; apart from the check, which every event passes and must be quick."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"{where}: the key {key!r} is not an ASCII text")
            _refuse(inner, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            _refuse(inner, f"{where}[{place}]")
    elif isinstance(value, int) and not _is_plain(value):
        raise NotCanonical(f"{where}: {value} is too large for every reader; write it as a text")
    elif not _is_plain(value):
        kind = type(value).__name__
        raise NotCanonical(f"{where}: {value!r} is a {kind}; write it as a text or a whole number")
