"""A quarter replayed under other terms: 25,000 requests and their clocks, a tenth of them paused, before and after.

The same database as `promises_recompute`, a quarter of a year of it. Measured is what the page does: choose the past
work, read what happened to it, count it under today's terms and under the others. One process, one core.
"""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from typing import Any

QUARTER = 25_000


def run(requests: int = QUARTER, repeats: int = 3) -> dict[str, Any]:
    """Seconds on SQLite and PostgreSQL, the best of `repeats`."""
    from benchmarks._databases import on_both

    return {"requests": requests, **on_both("benchmarks.promises_replay", requests, repeats)}


def main(requests: int, repeats: int) -> dict[str, Any]:
    """Fill this process's database and measure."""
    import django

    django.setup()
    from benchmarks.promises_recompute import filled
    from samdrift.operations.promises.queries import whatif

    world = filled(requests)
    now = datetime(2026, 1, 15, tzinfo=UTC)
    cases = _cases(world)
    other = whatif.Alternative(percent={"complete": 75, "attend": 90}, runs_on=frozenset({"no_access"}))
    seconds, told = [], {}
    for _time in range(repeats):
        begun = time.perf_counter()
        facts = whatif.facts_of(world.dan.scope, cases, now=now)
        told = {
            name: {kind: int((one.state == whatif.BROKEN).sum()) for kind, one in counted.items()}
            for name, counted in (
                ("broken_today", whatif.count(facts, world.contract.pk, whatif.Alternative(), now=now)),
                ("broken_otherwise", whatif.count(facts, world.contract.pk, other, now=now)),
            )
        }
        seconds.append(time.perf_counter() - begun)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"cases": len(cases), "seconds": round(min(seconds), 2), "memory_mb": memory, **told}


def _cases(world: Any) -> list[Any]:
    """The work as its room would tell it: here there are promises only, so they say themselves."""
    from samdrift.foundation.scope import everywhere
    from samdrift.operations.promises.models import Promise
    from samdrift.operations.promises.registry import PastCase

    units = frozenset({world.north.pk, world.authority.pk})
    with everywhere(reason="a benchmark"):
        rows = Promise.objects.filter(community=world.community, kind="complete").exclude(state="voided")
        found = list(rows.order_by("started_at").values_list("subject_uid", "priority", "started_at"))
    return [
        PastCase(uid, str(uid), "MNT", "mnt.fault", priority, at, "Europe/Copenhagen", world.site.pk, "station", units)
        for uid, priority, at in found
    ]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
