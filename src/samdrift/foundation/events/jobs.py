"""What a worker does with the book: hands it out, seals it, signs its heads daily and checks it nightly."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation import clock
from samdrift.foundation.events.deliveries import deliver_due
from samdrift.foundation.events.models import Book
from samdrift.foundation.events.sealing import check_book, seal_due, sign_heads
from samdrift.foundation.jobs.public import job, loop


@loop("events.deliver", pause=0.5, breath=0.025)
def deliver() -> int:
    """Hand out what is due; how much."""
    return deliver_due()


@loop("events.seal", pause=5, breath=0.2)
def seal() -> int:
    """Seal what is committed; how much."""
    return seal_due()


@job("events.sign_heads", every="55 23 * * *")
def sign(payload: Mapping[str, Any]) -> None:
    """Sign where every book stands at the end of the day."""
    sign_heads(clock.now().date(), clock.now())


class BookChanged(RuntimeError):
    """A book is not what was sealed: somebody wrote to the database past us, or a disk is failing."""


@job("events.verify", every="10 3 * * *", each_community=True, retries=0, make_up_after=3600)
def check(payload: Mapping[str, Any]) -> None:
    """Recompute the books of a community; what differs fails this job, where somebody sees it."""
    books = Book.objects.filter(community_id=payload["community_id"]).order_by("pk")
    found = [(book, check_book(book, clock.now()).first_difference) for book in books]
    for book, difference in found:
        if difference:
            raise BookChanged(f"{book}: {difference.message} (agreed up to {difference.agreed_to}).")
