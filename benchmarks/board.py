"""The team leader's live board, with what is at risk, over growing numbers of open requests and their promises.

Measured inside one process, without a web server: the page as a signed-in team leader gets it.
"""

import json
import random
import sys
import time
from datetime import timedelta
from typing import Any

from benchmarks._databases import on_both

OPEN = ("submitted",) * 2 + ("triaged", "assigned", "assigned", "in_progress", "in_progress", "on_hold")


def run(largest: int = 100_000, rounds: int = 20) -> dict[str, Any]:
    """Both databases, with 1,000 open requests and ten times as many again and again."""
    return on_both("benchmarks.board", largest, rounds)


def measure(largest: int, rounds: int) -> dict[str, Any]:
    """Milliseconds of the page, the middle one and the 95th of a hundred, by the number of open requests."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    from tests.world import World

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = World()
        leader = world.someone("SD-LEAD", name="Leif")
    client = Client()
    client.force_login(leader.person)
    figures, there, size = dict[str, Any](), 0, 1_000
    while size <= largest:
        _more(world, there, size)
        there = size
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        figures.update(_measured(client, size, rounds))
        size *= 10
    return figures


def _more(world: Any, first: int, last: int) -> None:
    """Open requests, received over a month; a tenth late, a fifth at risk."""
    from benchmarks._requests_world import _row
    from samdrift.foundation.clock import real_now
    from samdrift.operations.requests.models import ServiceRequest

    chance, today = random.Random(1), real_now()
    for start in range(first, last, 5000):
        rows = []
        for n in range(start, min(last, start + 5000)):
            row = _row(world, [world.site] * 250, chance, n, last)
            row.state, row.is_open, row.closed_at = OPEN[n % len(OPEN)], True, None
            row.received_at = row.changed_at = today - timedelta(minutes=chance.randrange(43_200))
            row.next_due_at = today + timedelta(minutes=chance.randrange(-1_440, 14_400))
            row.at_risk_at = row.next_due_at - timedelta(days=2)
            rows.append(row)
        ServiceRequest.objects.bulk_create(rows, batch_size=500)


def _measured(client: Any, size: int, rounds: int) -> dict[str, float]:
    spent = []
    for _ in range(rounds + 2):
        begun = time.perf_counter()
        answer = client.get("/desk/board/")
        spent.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.status_code
    spent = sorted(spent[2:])
    return {
        f"open_{size}_p50_ms": round(spent[len(spent) // 2], 1),
        f"open_{size}_p95_ms": round(spent[int(len(spent) * 0.95)], 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:]))))
