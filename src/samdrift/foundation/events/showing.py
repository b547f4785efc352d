"""The shared book as it is shown to the other party: events with their seals, and the stretches they are in."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from samdrift.foundation.events.models import SEAL, Book, Delivery, Seal, SignedHead, Withheld
from samdrift.foundation.events.sealing import HeadOf, title_of
from samdrift.foundation.scope import everywhere
from samdrift.foundation.texts import among, as_written, kept_text, moment_in_full
from samdrift.kernel.seals import beginning

SHARED = "shared"
_COLUMNS = {
    "owner_party": "owner_party_id", "contract": "contract_id", "site": "site_id", "unit": "unit_id",
    "case": "case_id", "subject": "subject_uid", "person": "person_id", "employment": "employment_id",
    "party": "party_id",
}  # fmt: skip
"""The columns of what a seal covers and `sealed_payload` calls otherwise."""
_POSITION, _SUBJECT = 1, 3
"""Where they stand in a row that is read for `sealed_events`."""
LEAVES_AT_ONCE = 5_000
FAR_APART = 5_000
"""Where nothing is signed yet, places further apart than this are shown as two stretches."""


class Sealed(NamedTuple):
    """An event with its place; `salt` is empty when its payload was erased.

    Attributes:
        cells: What was asked for, as its seal covers it; a payload as the database keeps its JSON.
    """

    position: int
    salt: bytes
    cells: list[Any]


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
    return set(Withheld.objects.filter(subject_uid__in=among(subjects)).values_list("subject_uid", flat=True))


def sealed_events(
    community_id: int, subjects: Collection[UUID], kinds: Collection[str], covered: Sequence[str]
) -> Iterator[tuple[str, list[Sealed]]]:
    """What the shared book tells of each of these subjects, by place; who may read it is the caller's question.

    Args:
        covered: What of each event is asked for, by the names `sealed_payload` has for it; the subject first.
    """
    book = Book.objects.filter(community_id=community_id, name=SHARED).values_list("pk", flat=True).first()
    with everywhere(reason="the shared book as it is shown to both parties"):
        asked = Seal.objects.filter(event__subject_uid__in=among(subjects), event__kind__in=kinds).order_by()
        columns = [f"event__{_COLUMNS.get(name, name)}" for name in covered]
        # A year holds a million events: as cells they cost a fifth of what they cost as rows of a model.
        rows = as_written(
            asked, ["book_id", "position", "event__salt", *columns], moment=moment_in_full, read=kept_text
        )
        # Which book is looked at here: asked for, SQLite would rather read the whole of it.
        told = sorted((row for row in rows if row[0] == book), key=itemgetter(_SUBJECT, _POSITION))
    for subject, some in groupby(told, key=itemgetter(_SUBJECT)):
        yield subject, [Sealed(row[_POSITION], bytes(row[2]), row[_SUBJECT:]) for row in some]


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
    """The sealed hashes of a stretch, in order, thousands of them joined."""
    rows = Seal.objects.filter(book=stretch.book_id, position__gt=stretch.after, position__lte=stretch.to)
    leaves = rows.order_by("position").values_list("leaf", flat=True).iterator(LEAVES_AT_ONCE)
    while some := b"".join(islice(leaves, LEAVES_AT_ONCE)):
        yield some


def heads_between(stretch: Stretch, title: str) -> list[HeadOf]:
    """The heads signed from the beginning of a stretch to its end."""
    rows = SignedHead.objects.filter(book=stretch.book_id, position__gte=stretch.after, position__lte=stretch.to)
    return [
        HeadOf(title, row.day, row.position, bytes(row.head), bytes(row.signature), bytes(row.public_key))
        for row in rows.order_by("position")
    ]
