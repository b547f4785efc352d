"""The open book of a month of the full demonstration's size, written and verified: 8,400 requests, a tenth paused.

The small world gets a month like tenant A's, through the import any request may come by. Measured are writing the
bundle (reading the database, sealing nothing) and verifying it; one process, one core.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

MONTH = 8_400
BEGIN = datetime.fromisoformat("2025-03-01T00:00:00+01:00")
SPREAD = timedelta(days=30)
SHARE = {1: 8, 2: 42, 3: 330, 4: 470, 5: 150}
TAKES = {1: 5, 2: 12, 3: 40, 4: 110, 5: 260}


def run(requests: int = MONTH) -> dict[str, Any]:
    """Seconds, size and differences on SQLite and PostgreSQL."""
    from benchmarks._databases import on_both

    return {"requests": requests, **on_both("benchmarks.bundle", requests)}


def main(requests: int) -> dict[str, Any]:
    """Fill this process's database and measure."""
    import django

    django.setup()
    from samdrift.operations.bundles.public import write_bundle

    world = filled(requests)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.zip"
        begun = time.perf_counter()
        written = write_bundle(world.contract, "2025-03", path)
        taken = time.perf_counter() - begun
        checked = _verified(path)
        size = path.stat().st_size / 1e6
    return {
        "events": written.events, "promises": written.promises, "write_s": round(taken, 2),
        "megabytes": round(size, 1),
        **checked,
    }  # fmt: skip


def _verified(path: Path) -> dict[str, Any]:
    """Verifying in a process of its own, as the other party does."""
    begun = time.perf_counter()
    command = [sys.executable, "-S", "-m", "samdrift.kernel.bundles", "--json", str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    taken = time.perf_counter() - begun
    found = len(json.loads(said)["differences"])
    return {"verify_s": round(taken, 2), "differences": found}


def filled(requests: int) -> Any:
    """The small world with a month of requests, from reported to closed."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from samdrift.operations.requests import public
    from tests.world import World

    call_command("migrate", verbosity=0)
    chance = random.Random(1)
    with transaction.atomic():
        world = World()
        told = sorted((_past(world, chance) for _one in range(requests)), key=lambda one: one.values["received_at"])
        for start in range(0, requests, 2_000):
            public.import_requests(
                world.dan.scope, told[start : start + 2_000], as_of=BEGIN + SPREAD + timedelta(days=60)
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world


def _past(world: Any, chance: random.Random) -> Any:
    from samdrift.operations.promises import public as promises
    from samdrift.operations.requests import events, public

    priority = chance.choices(list(SHARE), weights=list(SHARE.values()))[0]
    received = BEGIN + SPREAD * chance.random()
    length = timedelta(hours=TAKES[priority] * min(8, chance.lognormvariate(0, 0.9)))
    at = {part: received + length * part // 100 for part in (5, 10, 40, 50, 70, 100, 130)}
    pauses = []
    if chance.random() < 0.1:
        pauses = [promises.PastPause(uuid4(), "no_access", "customer", at[50], at[70])]
    first = {
        "channel": "web", "request_type": "mnt.fault", "priority": priority, "impact": 3, "urgency": 3,
        "received_at": received, "modifiers": [],
    }  # fmt: skip
    steps = (
        (events.RequestTriaged, 5, "submitted", "triaged", {"priority": priority, "entitlement": "included"}),
        (events.RequestAssigned, 10, "triaged", "assigned", {"team_id": world.team.pk}),
        (events.RequestStarted, 40, "assigned", "in_progress", {}),
        (events.RequestResolved, 100, "in_progress", "resolved", {"reason": "repaired"}),
        (events.RequestClosed, 130, "resolved", "closed", {"reason": "silent"}),
    )
    moves = [(events.RequestSubmitted, received, None, first)]
    moves += [(kind, at[part], None, {"before": old, "after": new, **more}) for kind, part, old, new, more in steps]
    values = {
        "uid": uuid4(), "contract": world.contract, "site": world.site, "unit": world.north, "line_code": "MNT",
        "title": "The tap drips", "channel": "web", "priority": priority, "state": "closed", "received_at": received,
        "triaged_at": at[5], "resolved_at": at[100], "closed_at": at[130], "changed_at": at[130],
    }  # fmt: skip
    milestones = {"acknowledged": at[5], "started": at[40], "resolved": at[100]}
    return public.PastRequest(
        values=values, request_type=world.fault, moves=moves, milestones=milestones, pauses=pauses,
        timezone="Europe/Copenhagen",
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")
