"""The shared book as it is shown to the other party: events with their seals, and the stretches they are in."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from samdrift.foundation.events.models import SEAL, Book, Delivery, EventRecord, Seal, SignedHead, Withheld
from samdrift.foundation.events.sealing import HeadOf, as_sealed, title_of
from samdrift.foundation.scope import everywhere
from samdrift.kernel.seals import beginning

SHARED = "shared"
_COVERED = {
    "uid": "uid", "kind": "kind", "data_class": "data_class", "owner_party_id": "owner_party",
    "contract_id": "contract", "site_id": "site", "unit_id": "unit", "case_id": "case", "line": "line",
    "subject_kind": "subject_kind", "subject_uid": "subject", "person_id": "person", "employment_id": "employment",
    "party_id": "party", "happened_at": "happened_at", "recorded_at": "recorded_at", "device_at": "device_at",
    "payload": "payload",
}  # fmt: skip
"""What a seal covers, by column, as `sealed_payload` calls it."""
AT_ONCE = 900
FAR_APART = 5_000
"""Where nothing is signed yet, places further apart than this are shown as two stretches."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event with its place; `salt` is empty when its payload was erased."""

    position: int
    salt: bytes
    event: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the chain: from behind one place up to another, with the heads there."""

    book_id: int
    after: int
    head_before: bytes
    to: int
    head: bytes


def owed_seals(community_id: int) -> bool:
    """Whether something recorded in a community is not sealed yet."""
    return Delivery.objects.filter(community_id=community_id, follower=SEAL).exists()


def withheld_among(subjects: Collection[UUID]) -> set[UUID]:
    """Which of these the book is silent about, because they became restricted."""
    return set(Withheld.objects.filter(subject_uid__in=subjects).values_list("subject_uid", flat=True))


def sealed_events(community_id: int, subjects: Collection[UUID], kinds: Collection[str]) -> Iterator[Sealed]:
    """What the shared book tells of these subjects, by subject and place; who may read it is the caller's question."""
    with everywhere(reason="the shared book as it is shown to both parties"):
        asked = EventRecord.objects.filter(subject_uid__in=subjects, kind__in=kinds).order_by()
        # A year holds a million events: as tuples they cost half of what they cost as rows of a model.
        rows = asked.values_list("pk", "book", "community_id", "subject_uid", "salt", *_COVERED)
        told = {row[0]: row[3:] for row in rows if row[1] == SHARED and row[2] == community_id}
    keys = list(told)
    seals = [
        seal
        for start in range(0, len(keys), AT_ONCE)
        for seal in Seal.objects.filter(event__in=keys[start : start + AT_ONCE]).values_list("event_id", "position")
    ]
    for key, position in sorted(seals, key=lambda seal: (str(told[seal[0]][0]), seal[1])):
        _subject, salt, *values = told[key]
        yield Sealed(position, bytes(salt), dict(zip(_COVERED.values(), map(as_sealed, values), strict=True)))


def stretches_of(community_id: int, positions: Iterable[int]) -> tuple[str, list[Stretch]]:
    """The name of the shared book, and the stretches in which these places lie.

    A stretch begins behind a signed head and goes on to the next one, so that both ends can be proven. After the last
    signed head it goes from the first place asked for to the last.
    """
    book = Book.objects.get(community_id=community_id, name=SHARED)
    signed = sorted(set(SignedHead.objects.filter(book=book).values_list("position", flat=True)))
    spans: list[list[int]] = []
    edges = iter([*signed, None])
    before, after = 0, next(edges)
    for position in sorted(positions):
        while after is not None and after < position:
            before, after = after, next(edges)
        begins, ends = (before, after) if after is not None else (position - 1, position)
        if spans and begins <= spans[-1][1] + (FAR_APART if after is None else 0):
            spans[-1][1] = max(spans[-1][1], ends)
        else:
            spans.append([begins, ends])
    heads = dict(Seal.objects.filter(book=book, position__in=_edges(spans)).values_list("position", "head"))
    title = title_of(book)
    return title, [
        Stretch(book.pk, begins, bytes(heads[begins]) if begins else beginning(title), ends, bytes(heads[ends]))
        for begins, ends in spans
    ]


def _edges(spans: Iterable[list[int]]) -> list[int]:
    return [edge for span in spans for edge in span if edge]


def leaves_of(stretch: Stretch) -> Iterator[bytes]:
    """The sealed hashes of a stretch, in order."""
    rows = Seal.objects.filter(book=stretch.book_id, position__gt=stretch.after, position__lte=stretch.to)
    for leaf in rows.order_by("position").values_list("leaf", flat=True).iterator(5_000):
        yield bytes(leaf)


def heads_between(stretch: Stretch, title: str) -> list[HeadOf]:
    """The heads signed from the beginning of a stretch to its end."""
    rows = SignedHead.objects.filter(book=stretch.book_id, position__gte=stretch.after, position__lte=stretch.to)
    return [
        HeadOf(title, row.day, row.position, bytes(row.head), bytes(row.signature), bytes(row.public_key))
        for row in rows.order_by("position")
    ]
