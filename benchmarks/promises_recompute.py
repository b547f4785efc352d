"""Every promise of a year worked out again from the book: 100,810 requests, their clocks, a tenth of them paused.

The small world gets tenant A's year in numbers (priorities, how long work takes, pauses, a few reopened and some
that change priority) through the import and the commands that write any promise. Measured is `recount` alone: read the
book, compute, read the columns, compare. One process, one core.
"""

import json
import random
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

YEAR = 100_810
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
SHARE = {1: 8, 2: 42, 3: 330, 4: 470, 5: 150}
TAKES = {1: 5, 2: 12, 3: 40, 4: 110, 5: 260}
"""Hours until it is done, at the median."""
CHUNK = 5000


def run(requests: int = YEAR, repeats: int = 3) -> dict[str, Any]:
    """Seconds on SQLite and PostgreSQL, the best of `repeats`."""
    from benchmarks._databases import on_both

    return {"requests": requests, **on_both("benchmarks.promises_recompute", requests, repeats)}


def main(requests: int, repeats: int) -> dict[str, Any]:
    """Fill this process's database and measure."""
    import django

    django.setup()
    from samdrift.foundation.scope import everywhere
    from samdrift.operations.promises.queries.recount import recount

    world = filled(requests)
    seconds = []
    for _time in range(repeats):
        begun = time.perf_counter()
        with everywhere(reason="a benchmark"):
            found = recount(world.community.pk)
        seconds.append(time.perf_counter() - begun)
    return {
        "promises": found.promises, "event_by_event": found.intricate, "differences": len(found.differences),
        "seconds": round(min(seconds), 2),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def filled(requests: int) -> Any:
    """The small world with so many requests' promises, and the terms of the demonstration's contract."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from samdrift.foundation.events.public import import_history
    from samdrift.operations.promises import public as promises
    from tests.world import World

    call_command("migrate", verbosity=0)
    chance = random.Random(1)
    with transaction.atomic():
        world = World()
        scope, told = world.dan.scope, [_work(world, chance) for _number in range(requests)]
        told.sort(key=lambda work: work.started_at)
        for start in range(0, requests, CHUNK):
            written = promises.import_promises(scope, told[start : start + CHUNK], as_of=BEGIN + timedelta(days=365))
            import_history(written.happenings, scope=scope)
        _intricate(world, told, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world


def _work(world: Any, chance: random.Random) -> Any:
    from samdrift.operations.promises import public as promises

    priority = chance.choices(list(SHARE), weights=list(SHARE.values()))[0]
    received = BEGIN + timedelta(minutes=chance.randrange(365 * 1440), seconds=chance.randrange(60))
    done = received + timedelta(hours=TAKES[priority] * chance.lognormvariate(0, 0.9))
    reached = {"acknowledged": received + (done - received) * 0.05, "started": received + (done - received) * 0.4}
    if priority < 3:
        reached["made_safe"] = received + (done - received) * 0.6
    pauses = []
    if chance.random() < 0.12:
        begun = received + (done - received) * 0.5
        reason, by = chance.choice(
            [("awaiting_requester", "customer"), ("no_access", "customer"), ("workload", "provider")]
        )
        ended = begun + (done - received) * 0.2
        pauses = [promises.PastPause(uuid4(), reason, by, begun, ended, stops_clock=reason != "workload")]
    as_of = BEGIN + timedelta(days=365)
    reached = {name: at for name, at in {**reached, "resolved": done}.items() if at <= as_of}
    pauses = [one for one in pauses if one.ended_at and one.ended_at <= as_of]
    subject = promises.Subject(
        kind="requests.servicerequest", uid=uuid4(), community_id=world.community.pk, contract_id=world.contract.pk,
        site_id=world.site.pk, unit_id=world.north.pk, line_code="MNT", request_type_code="mnt.fault",
        timezone="Europe/Copenhagen", unit_ids=frozenset({world.north.pk, world.authority.pk}),
    )  # fmt: skip
    return promises.PastWork(subject, priority, received, reached, pauses)


def _intricate(world: Any, told: list[Any], chance: random.Random) -> None:
    """One in thirty was reopened or changed priority: a year's worth, done through the commands."""
    from samdrift.operations.promises import public as promises

    for work in chance.sample(told, len(told) // 30):
        resolved = work.milestones.get("resolved")
        if resolved is None:
            promises.retarget(
                world.dan.scope, work.subject, priority=2, at=BEGIN + timedelta(days=366), by_customer=True
            )  # fmt: skip
            continue
        promises.reopen(
            world.asta.scope, work.subject.uid, resolved_at=resolved, at=resolved + timedelta(days=1)
        )  # fmt: skip
        promises.reach(world.asta.scope, work.subject.uid, "resolved", at=resolved + timedelta(days=2))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
