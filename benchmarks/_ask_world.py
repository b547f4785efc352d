"""Makes a database of so many requests, asks grouped questions, grows it and has its list taken along."""

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

GROUPS = (
    "by=received:month&received=last_12_months",
    "by=received:month&by=line",
    "by=unit:district",
    "by=state&show=mean:rating",
)
FORMS = ("csv", "xlsx", "parquet")


def main(requests: int, rows: int, turns: int) -> None:
    """Fill, ask, grow, take along, print."""
    figures = _grouped(_filled(requests), turns)
    _grow(rows)
    for form in FORMS:
        for size in (rows // 10, rows):
            command = [sys.executable, "-W", "ignore", "-m", "benchmarks._ask_taken", form, str(size)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            figures |= json.loads(said.strip().splitlines()[-1])
    sys.stdout.write(json.dumps(figures) + "\n")


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
    lite = connection.vendor == "sqlite"
    made = {
        "uid": "lower(hex(randomblob(16)))" if lite else "gen_random_uuid()",
        "number": "number || '-' || ?",
        "track_digest": "hex(randomblob(32))" if lite else "md5(random()::text) || md5(random()::text)",
    }
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


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.doors.settings")
    main(*map(int, sys.argv[1:]))
