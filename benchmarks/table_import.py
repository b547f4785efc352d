"""Requests of another system brought in by a table of 100,000 rows: compared and applied, in time and memory."""

import csv
import json
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks._databases import on_both

WORDS = ("A lamp is out in the stairs", "The tap drips", "Graffiti on the wall", "The door does not close")
MEGABYTE = 1024  # ru_maxrss is in kilobytes


def run(rows: int = 100_000) -> dict[str, Any]:
    """On both databases: rows a second, and the most memory each of the two processes held."""
    return on_both("benchmarks.table_import", rows)


def main(rows: int) -> None:
    """Migrate, write a table, compare it, bring it in, compare it again, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from samdrift.foundation.clock import now
    from samdrift.registers.estate import public as estate
    from samdrift.registers.estate.formats.guard import GuardedRows
    from tests.world import World

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        actor = World().someone("CTR-C")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "old.csv"
        _write(path, rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
        table = GuardedRows("requests", path)
        upload = estate.upload_table(
            actor.scope, None, kind="requests", file_name="old.csv", digest=table.table.source_hash, now=now()
        )
        began = time.perf_counter()
        estate.stage_rows(actor.scope, upload.uid, table, now=now())
        staged = time.perf_counter() - began
        began = time.perf_counter()
        done = estate.apply_rows(actor.scope, upload.uid, GuardedRows("requests", path), now=now())
        applied = time.perf_counter() - began
        again = estate.upload_table(
            actor.scope, None, kind="requests", file_name="old.csv", digest=table.table.source_hash, now=now()
        )
        began = time.perf_counter()
        same = estate.stage_rows(actor.scope, again.uid, GuardedRows("requests", path), now=now())
        figures = {
            "rows": rows, "file_mb": round(path.stat().st_size / 1e6, 1), "compared_per_s": round(rows / staged),
            "brought_in_per_s": round(rows / applied), "compared_again_s": round(time.perf_counter() - began, 1),
            "added": sum(done.changes["counts"]["added"].values()), "unchanged": same.changes["counts"]["unchanged"],
            "memory_before_mb": before, "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE,
            "reader_memory_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // MEGABYTE,
        }  # fmt: skip
    print(json.dumps(figures))


def _write(path: Path, rows: int) -> None:
    begun = datetime(2025, 1, 6, 8)  # noqa: DTZ001 (a table writes what the clock on the wall showed)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(
            ("case_id", "title", "type", "opened", "closed", "due", "status", "source", "site", "ward", "queue")
        )
        for number in range(rows):
            opened = begun + timedelta(minutes=number)
            closed = opened + timedelta(hours=number % 90) if number % 10 else None
            table.writerow((
                f"C{number:06}", WORDS[number % 4], "mnt.fault", opened, closed, opened + timedelta(days=5),
                "Closed" if closed else "Open", ("Call", "Mobile", "Website")[number % 3], "NPS-S1", number % 22,
                f"Queue {number % 40}",
            ))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
