"""The open book for other systems: what was sealed, in order, with all that is needed to check it without us."""

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema

from samdrift.foundation.api import Limit
from samdrift.foundation.events.sealing import books_of, sealed_entries, signed_heads, title_of
from samdrift.foundation.http import ScopedRequest

router = Router(tags=["Open book"])

BookName = Annotated[str, Query("shared", max_length=40, description="A book's name, as the list of books gives it")]
After = Annotated[int, Query(0, ge=0, le=2**62, description="Give the entries after this position; 0 begins the book")]


class BookOut(Schema):
    """One audience's book: how long it is and what it ends on."""

    name: str
    title: str
    position: int
    head: str
    holds: bool | None


class EntryOut(Schema):
    """One event in its place. `leaf` is SHA-256 of `salt` and the canonical JSON of `event`; see the verifier's rules.

    An erased event has no salt, and its payload is empty.
    """

    position: int
    leaf: str
    head: str
    salt: str
    event: dict[str, Any]


class EntriesOut(Schema):
    """Entries in order; `after` of the next question is `last`. What this caller may not read is left out."""

    items: list[EntryOut]
    last: int
    more: bool


class HeadOut(Schema):
    """Where a book stood on a day, signed with Ed25519: keep it."""

    book: str
    day: date
    position: int
    head: str
    signature: str
    public_key: str
    statement: str


@router.get("/books", response=list[BookOut], operation_id="books", summary="The books you may read")
def books(request: ScopedRequest) -> Any:
    """The shared book, your own party's, and those of restricted classes you have a grant for."""
    request.scope.require_somewhere("events.view")
    return [
        BookOut(name=book.name, title=title_of(book), position=book.position, head=book.head.hex(), holds=book.holds)
        for book in books_of(request.scope).order_by("name")
    ]


@router.get("/books/entries", response=EntriesOut, operation_id="book_entries", summary="What was sealed, in order")
def entries(request: ScopedRequest, book: BookName = "shared", after: After = 0, limit: Limit = 25) -> Any:
    """Entries after a position. Nothing is inserted before a position you have read, so asking again is complete."""
    request.scope.require_somewhere("events.view")
    found, last, more = sealed_entries(request.scope, book, after=after, limit=limit)
    items = [
        EntryOut(
            position=seal.position,
            leaf=seal.leaf.hex(),
            head=seal.head.hex(),
            salt=(seal.salt or b"").hex(),
            event=dict(seal.payload or {}),
        )
        for seal in found
    ]
    return EntriesOut(items=items, last=last, more=more)


@router.get("/books/heads", response=list[HeadOut], operation_id="book_heads", summary="The signed heads to keep")
def heads(request: ScopedRequest) -> Any:
    """The newest 1,000 signed heads of the books you may read."""
    request.scope.require_somewhere("events.view")
    return [
        HeadOut(
            book=head.book,
            day=head.day,
            position=head.position,
            head=head.head.hex(),
            signature=head.signature.hex(),
            public_key=head.public_key.hex(),
            statement=head.statement().decode(),
        )
        for head in signed_heads(request.scope, most=1000)
    ]
