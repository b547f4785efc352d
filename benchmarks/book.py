"""The open book: recording with three followers, handing out, sealing, verifying; and empty jobs. One process."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from benchmarks._databases import on_both


def run(events: int = 2000) -> dict[str, Any]:
    """Both databases."""
    return on_both("benchmarks.book", events)


def measure(events: int) -> dict[str, Any]:
    """What happens a second."""
    import django

    django.setup()
    from django.core.management import call_command

    from samdrift.foundation.events import public as book
    from samdrift.foundation.jobs import public as jobs
    from samdrift.registers.parties.models import Community

    call_command("migrate", verbosity=0)
    community = Community.objects.create(code="bench", name={}, currency="DKK", timezone="UTC")
    report = reporter(community.pk)
    jobs.job("bench.nothing")(lambda _payload: None)
    return {
        "recorded_per_second": rate(events, report, events),
        "delivered_per_second": rate(events * 3, book.deliver_all),
        "sealed_per_second": rate(events, seal_all),
        "verified_per_second": rate(events, lambda: verify(community.pk, events)),
        "jobs_enqueued_per_second": rate(events, lambda: jobs.enqueue("bench.nothing"), events),
        "jobs_run_per_second": rate(events, jobs.drain),
    }


def reporter(community_id: int) -> Callable[[], object]:
    """Records one event that three follow, in a transaction of its own."""
    from django.db import transaction

    from samdrift.foundation import clock
    from samdrift.foundation.events import public as book
    from samdrift.foundation.scope import Scope

    @dataclass(frozen=True, slots=True, kw_only=True)
    class BenchDone(book.Event):
        kind: ClassVar[str] = "bench.done"
        subject: ClassVar[str] = "thing_id"
        thing_id: UUID
        contract_id: int = 1

    for n in range(3):
        book.follow(BenchDone.kind, name=f"bench.follower_{n}")(lambda _event: None)
    scope, now = Scope(community_id=community_id, person_id=1), clock.now()

    def report() -> None:
        with transaction.atomic():
            book.record(BenchDone(thing_id=uuid4()), scope=scope, at=now)

    return report


def seal_all() -> None:
    """Seal what is not sealed."""
    from samdrift.foundation.events import public as book

    while book.seal_due():
        pass


def verify(community_id: int, events: int) -> None:
    """Check the whole book.

    Raises:
        RuntimeError: It does not hold.
    """
    from samdrift.foundation.events import public as book
    from samdrift.foundation.events.models import Book

    verdict = book.verify_book(Book.objects.get(community_id=community_id))
    if verdict.first_difference or verdict.checked != events:
        raise RuntimeError(f"The book does not hold: {verdict}")


def rate(done: int, work: Callable[[], object], times: int = 1) -> int:
    """How many are done a second when `work` is called `times` times."""
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return round(done / (time.perf_counter() - begun))


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
