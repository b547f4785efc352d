"""Asking the data: a year of requests grouped by month, and a million rows taken along as CSV and Parquet.

The reference: a grouped year over 100,000 tickets costs Request Tracker 186 ms, Redmine 981 ms, django-helpdesk 7.4 s.
"""

import os
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

GROUPS = (
    "by=received:month&received=last_12_months",
    "by=received:month&by=line",
    "by=unit:district",
    "by=state&show=mean:rating",
)


def run(requests: int = 100_000, rows: int = 1_000_000, turns: int = 9) -> dict[str, Any]:
    """Milliseconds of grouped answers at `requests`; rows a second and megabytes of memory at `rows`.

    A larger list is the same rows many times over, in a table of its own database.
    """
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SAMDRIFT_VAR": folder, "DJANGO_SETTINGS_MODULE": "samdrift.doors.settings"}
        world = _filled(requests)
        figures |= _grouped(world, turns)
        _grow(rows)
        figures |= _taken(world, Path(folder))
    return {"requests": requests, **figures, "rows": rows}


def _filled(many: int) -> Any:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from benchmarks import _requests_world
    from tests.world import World

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = World()
        _requests_world._fill(world, many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world


def _asked(world: Any, address: str) -> tuple[Any, Any, Any, Any]:
    from zoneinfo import ZoneInfo

    from django.http import QueryDict

    from samdrift.foundation.datasets import public as datasets
    from samdrift.operations.requests.models import ServiceRequest

    scope = world.someone("CTR-C").scope if not hasattr(world, "reader") else world.reader
    world.reader = scope
    dataset = datasets.datasets["requests"]
    latest = ServiceRequest.objects.within(scope).order_by("-received_at").values_list("received_at", flat=True).first()
    today = datasets.Today(latest, ZoneInfo("Europe/Copenhagen"))
    question = datasets.question_from(dataset, scope, dict(QueryDict(address).lists()))
    return dataset, scope, question, today


def _grouped(world: Any, turns: int) -> dict[str, Any]:
    from samdrift.foundation.datasets import public as datasets

    figures = {}
    for address in GROUPS:
        dataset, scope, question, today = _asked(world, address)
        spans = []
        for _turn in range(turns):
            begun, used = time.perf_counter(), time.process_time()
            answer = datasets.grouped(dataset, scope, question, today)
            spans.append(((time.perf_counter() - begun) * 1000, (time.process_time() - used) * 1000))
        figures[f"{address} ms"] = round(statistics.median(wall for wall, _used in spans), 1)
        figures[f"{address} ms of processor time"] = round(statistics.median(used for _wall, used in spans), 1)
        figures[f"{address} cells"] = len(answer.cells)
    return figures


def _grow(rows: int) -> None:
    """Copy the requests until there are so many; numbers and keys are made anew."""
    from django.db import connection

    from samdrift.operations.requests.models import ServiceRequest

    table = ServiceRequest._meta.db_table
    fields = [field.column for field in ServiceRequest._meta.local_concrete_fields if not field.primary_key]
    made = {"uid": "lower(hex(randomblob(16)))", "number": "number || '-' || ?", "track_digest": "hex(randomblob(32))"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (there,) = cursor.fetchone()
        first, turn = there, 0
        while there < rows:
            turn += 1
            values = ", ".join(made.get(name, f'"{name}"') for name in fields).replace("?", str(turn))
            names = ", ".join(f'"{name}"' for name in fields)
            more = min(first, rows - there)
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id <= "
                           f"(SELECT id FROM {table} ORDER BY id LIMIT 1 OFFSET {more - 1})")  # fmt: skip
            there += more


def _taken(world: Any, folder: Path) -> dict[str, Any]:
    from samdrift.foundation.datasets import public as datasets

    figures: dict[str, Any] = {}
    for form, write in (("csv", datasets.as_csv), ("parquet", datasets.as_parquet)):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        take = datasets.taken(*_asked(world, "")[:3], _asked(world, "")[3])
        begun, used, sent = time.perf_counter(), time.process_time(), 0
        for piece in write(take):
            sent += len(piece)
        took = time.perf_counter() - begun
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        figures[f"{form} rows a second"] = round(take.count / took)
        figures[f"{form} rows a second of processor time"] = round(take.count / (time.process_time() - used))
        figures[f"{form} MB"] = round(sent / 1e6, 1)
        figures[f"{form} memory grew MB"] = round(grown / 1024, 1)
    return figures


if __name__ == "__main__":
    print(run())
