"""Sealing the book: each event gets its place and the chain a link, so that nobody can change the past unseen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.errors import Refused
from samdrift.foundation.events.models import READ, SEAL, Book, Delivery, EventRecord, Seal, SignedHead
from samdrift.foundation.locks import lock, try_lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.seals import Entry, Verdict, beginning, canonical, linked, verify

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BATCH = 200


@transaction.atomic
def seal_due(*, limit: int = BATCH) -> int:
    """Seal what is recorded and committed but not sealed yet; how many events.

    One at a time: whoever has the lock takes what is owed to the seal, also what was committed late, and gives it
    the next places. Places follow the order of sealing; when something happened stands in the event.
    """
    if not try_lock("events.seal"):
        return 0
    owed = list(Delivery.objects.filter(follower=SEAL).order_by("id")[:limit])
    with everywhere(reason="sealing the book"):
        events = EventRecord.objects.all().in_bulk([delivery.event_id for delivery in owed])
    _seal_all(events[delivery.event_id] for delivery in owed)
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in owed]).delete()
    return len(owed)


def seal_at_once(events: Iterable[EventRecord]) -> None:
    """Seal events in the transaction that writes them: for imports, which nobody waits for.

    Others' sealing waits until this transaction ends, so that places follow one another.
    """
    lock("events.seal")
    _seal_all(events)


def _seal_all(events: Iterable[EventRecord]) -> None:
    by_book: dict[tuple[int, str], list[EventRecord]] = defaultdict(list)
    for event in events:
        by_book[event.community_id, event.book].append(event)
    for (community_id, name), rows in by_book.items():
        _seal(community_id, name, rows)


def _seal(community_id: int, name: str, events: list[EventRecord]) -> None:
    book, _created = Book.objects.get_or_create(community_id=community_id, name=name)
    head = bytes(book.head) or beginning(title_of(book))
    links = linked(((bytes(event.salt), sealed_payload(event)) for event in events), head=head, after=book.position)
    seals = [
        new_row(Seal, event_id=event.pk, book_id=book.pk, position=position, leaf=leaf, head=after)
        for event, (position, leaf, after) in zip(events, links, strict=True)
    ]
    insert_rows(seals)
    book.position, book.head = seals[-1].position, seals[-1].head
    book.save(update_fields=["position", "head"])


def title_of(book: Book) -> str:
    """The book's name to the outside: with its community, so that no book passes for another's."""
    return f"{_community_uid(book.community_id)}/{book.name}"


def _community_uid(community_id: int) -> UUID:
    communities = apps.get_model("parties", "Community")._base_manager
    uid: UUID = communities.values_list("uid", flat=True).get(pk=community_id)
    return uid


def sealed_payload(event: EventRecord) -> dict[str, Any]:
    """What the seal covers: the whole event, not only its payload."""
    happened_at, recorded_at = event.happened_at, event.recorded_at
    happened = _text(happened_at)
    return {
        "uid": str(event.uid),
        "kind": event.kind,
        "data_class": event.data_class,
        "owner_party": event.owner_party_id,
        "contract": event.contract_id,
        "site": event.site_id,
        "unit": event.unit_id,
        "case": event.case_id,
        "line": event.line,
        "subject_kind": event.subject_kind,
        "subject": _text(event.subject_uid),
        "person": event.person_id,
        "employment": event.employment_id,
        "party": event.party_id,
        "happened_at": happened,
        "recorded_at": happened if recorded_at is happened_at else _text(recorded_at),
        "device_at": _text(event.device_at),
        "payload": event.payload,
    }


def _text(value: UUID | datetime | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(timespec="microseconds")
    return str(value)


@transaction.atomic
def erase_payload(event_uid: UUID) -> None:
    """Erase what an event says of its subject, because the law asks for it; that it happened stays, and the seal.

    Raises:
        Refused: It is not sealed yet; a minute later it will be.
    """
    with everywhere(reason="erasing a payload"):
        rows = EventRecord.objects.all().filter(uid=event_uid)
    if not Seal.objects.filter(event__in=rows).exists():
        raise Refused(_("This event is not sealed yet. Try again in a minute."))
    rows.update(payload={}, salt=b"")


def entries_of(book: Book) -> Iterator[Entry]:
    """The book as the verifier reads it, from its first place on."""
    with everywhere(reason="verifying the book"):
        seals = Seal.objects.filter(book=book).select_related("event").order_by("position").iterator(2000)
    for seal in seals:
        erased = not seal.event.salt
        yield Entry(
            position=seal.position,
            leaf=bytes(seal.leaf),
            head=bytes(seal.head),
            salt=None if erased else bytes(seal.event.salt),
            payload=None if erased else sealed_payload(seal.event),
        )


def check_book(book: Book, now: datetime) -> Verdict:
    """Verify a book and note whether it holds, where its readers see it."""
    verdict = verify_book(book)
    Book.objects.filter(pk=book.pk).update(checked_at=now, holds=verdict.first_difference is None)
    return verdict


def sealed_entries(scope: Scope, name: str, *, after: int, limit: int) -> tuple[list[Entry], int, bool]:
    """The entries of a book that this scope may read, after a position, in order.

    Returns:
        The entries, the last position looked at, and whether there is more after it. Erased ones keep what is left.
    """
    book = books_of(scope).get(name=name)
    seals = list(Seal.objects.filter(book=book, position__gt=after).order_by("position")[: limit + 1])
    page = seals[:limit]
    events = EventRecord.objects.within(scope).in_bulk([seal.event_id for seal in page])
    known = [(seal, events[seal.event_id]) for seal in page if seal.event_id in events]
    entries = [
        Entry(seal.position, bytes(seal.leaf), bytes(seal.head), bytes(event.salt), sealed_payload(event))
        for seal, event in known
    ]
    return entries, page[-1].position if page else after, len(seals) > limit


def verify_book(book: Book) -> Verdict:
    """Recompute a whole book, and hold it against every head that was signed."""
    signed = SignedHead.objects.filter(book=book)
    heads = {head.position: bytes(head.head) for head in signed}
    return verify(entries_of(book), head=beginning(title_of(book)), signed=heads)


@dataclass(frozen=True, slots=True)
class HeadOf:
    """A signed head as both parties keep it: everything needed to check it without us."""

    book: str
    day: date
    position: int
    head: bytes
    signature: bytes
    public_key: bytes

    def statement(self) -> bytes:
        """The bytes that are signed: canonical JSON."""
        return canonical(
            {"book": self.book, "day": self.day.isoformat(), "position": self.position, "head": self.head.hex()}
        )

    def holds(self) -> bool:
        """Whether the signature is that of the public key it names."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(self.signature, self.statement())
        except (InvalidSignature, ValueError):
            return False
        return True


def sign_heads(day: date, now: datetime) -> int:
    """Sign the head of every book that has grown since it was last signed; how many. Once a day."""
    key = _signing_key()
    public = key.public_key().public_bytes_raw()
    signed = 0
    for book in Book.objects.exclude(position=0).order_by("pk"):
        last = SignedHead.objects.filter(book=book).order_by("-day").first()
        if last and (last.day >= day or last.position == book.position):
            continue
        unsigned = HeadOf(title_of(book), day, book.position, bytes(book.head), b"", public)
        SignedHead.objects.create(
            book=book,
            day=day,
            position=book.position,
            head=book.head,
            signature=key.sign(unsigned.statement()),
            public_key=public,
            signed_at=now,
        )
        signed += 1
    return signed


def signed_heads(scope: Scope, *, most: int | None = None) -> list[HeadOf]:
    """The signed heads of the books this scope may read, newest first."""
    rows = SignedHead.objects.filter(book__in=books_of(scope)).select_related("book").order_by("-day", "book_id")
    community = _community_uid(scope.community_id)
    return [
        HeadOf(
            f"{community}/{row.book.name}",
            row.day,
            row.position,
            bytes(row.head),
            bytes(row.signature),
            bytes(row.public_key),
        )
        for row in rows[:most]
    ]


def last_verdicts(scope: Scope) -> list[tuple[str, int, bool | None]]:
    """Each book this scope may read, its length, and whether the last check held; None before the first."""
    return [(book.name, book.position, book.holds) for book in books_of(scope).order_by("name")]


def lengths(communities: Iterable[int], name: str = "shared") -> dict[int, int]:
    """How long each community's book of this name is: for those who read on as it grows."""
    rows = Book.objects.filter(community_id__in=list(communities), name=name)
    return dict(rows.values_list("community_id", "position"))


def books_of(scope: Scope) -> QuerySet[Book]:
    """The shared book, the party's own, and those of the restricted classes the scope has a grant for."""
    reading = [grant for grant in scope.grants if READ in grant.permissions and grant.reach == "all"]
    if not reading:
        return Book.objects.none()
    names = {"shared"} | {f"class:{name}" for grant in reading for name in grant.data_classes}
    if scope.party_id is not None:
        names.add(f"party:{scope.party_id}")
    return Book.objects.filter(community_id=scope.community_id, name__in=names)


def _signing_key() -> "Ed25519PrivateKey":
    """The installation's key: given as 64 hex digits in SAMDRIFT_SEAL_KEY, or made from its secret key."""
    # Signing is once a day: every process would keep six megabytes for it.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    given = settings.SAMDRIFT_SEAL_KEY
    seed = bytes.fromhex(given) if given else sha256(b"samdrift seals\0" + settings.SECRET_KEY.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)
