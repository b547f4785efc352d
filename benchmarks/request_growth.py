"""The same list at growing numbers of bare rows: the first page and the 400th should cost the same everywhere.

Measured inside one process, without a web server, so that what is compared is the database and nothing else.
"""

import os
import subprocess
import sys
import tempfile
import time
from typing import Any

PAGES = 400


def run(largest: int = 1_000_000, rounds: int = 40, database: str = "sqlite") -> dict[str, Any]:
    """Milliseconds at 10,000 rows and ten times as many again and again, up to `largest`."""
    import contextlib
    import json

    from samdrift.doors.cli.postgres import postgres

    with tempfile.TemporaryDirectory(prefix="samdrift-bench-") as folder, contextlib.ExitStack() as stack:
        env = {
            **os.environ, "SAMDRIFT_VAR": folder, "BENCH_REQUESTS": "10000", "BENCH_LARGEST": str(largest),
            "BENCH_ROUNDS": str(rounds), "PYTHONWARNINGS": "ignore",
            "DJANGO_SETTINGS_MODULE": "samdrift.doors.settings",
        }  # fmt: skip
        env.pop("DATABASE_URL", None)
        if database == "postgresql":
            address = stack.enter_context(postgres(lambda _said: None))
            if address is None:
                raise RuntimeError("There is no PostgreSQL on this machine.")
            env["DATABASE_URL"] = address
        subprocess.run([sys.executable, "-m", "benchmarks._requests_world"], env=env, check=True, capture_output=True)
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.request_growth", "inside"], env=env, check=True, capture_output=True,
            text=True,
        )  # fmt: skip
    return {**json.loads(told.stdout.strip().splitlines()[-1]), "database": database}


def inside() -> dict[str, Any]:
    """Grow the table tenfold at a time and measure."""
    import django

    django.setup()
    largest, rounds = int(os.environ["BENCH_LARGEST"]), int(os.environ["BENCH_ROUNDS"])
    figures: dict[str, Any] = {}
    size = 10_000
    while size <= largest:
        _grow_to(size)
        figures.update(_measured(size, rounds))
        size = size * 10 if size * 10 <= largest or size >= largest else largest
    return figures


def _grow_to(size: int) -> None:
    """Copies of the year's requests, older by the year, until there are so many; open ones stay as many as they are."""
    from django.db import connection

    from samdrift.operations.requests.models import ServiceRequest

    columns = [field.column for field in ServiceRequest._meta.concrete_fields if field.column != "id"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id) FROM requests_servicerequest")
        have, last = cursor.fetchone()
        while have < size:
            step, kind = min(have, size - have), connection.vendor
            older = "datetime(received_at, '-1 year')" if kind == "sqlite" else "received_at - interval '1 year'"
            fresh = {
                "uid": "lower(hex(randomblob(16)))" if kind == "sqlite" else "gen_random_uuid()",
                "number": f"'G' || (id + {last})",
                "track_digest": f"'g' || (id + {last})",
                "state": "'closed'",
                "is_open": "0" if kind == "sqlite" else "false",
                "received_at": older,
                "next_due_at": "NULL",
                "closed_at": "received_at",
                "by_itself_at": "NULL",
            }
            wanted = ", ".join(f'"{name}"' for name in columns)
            given = ", ".join(fresh.get(name, f'"{name}"') for name in columns)
            cursor.execute(
                f"INSERT INTO requests_servicerequest ({wanted}) SELECT {given} FROM requests_servicerequest "
                f"ORDER BY id LIMIT {step}"
            )
            cursor.execute("SELECT count(*), max(id) FROM requests_servicerequest")
            have, last = cursor.fetchone()
        cursor.execute("ANALYZE")


def _measured(size: int, rounds: int) -> dict[str, float]:
    from samdrift.foundation.paging import page_by_key
    from samdrift.foundation.scope import everywhere
    from samdrift.operations.requests.queries import lists
    from samdrift.registers.parties.models import Employment
    from samdrift.registers.parties.public import scope_for
    from tests.world import NOON

    with everywhere(reason="a benchmark acts as the desk's agent"):
        asta = Employment.objects.filter(person__given_name="Asta").select_related("person").order_by("pk")[0]
    scope = scope_for(asta.person_id, asta.person.grants_version, asta.pk, day=NOON.date())
    assert scope is not None
    order = lists.ORDERS["newest"]
    figures = {}
    for name, asked in (
        ("open", lists.Filters()), ("all", lists.Filters(group="all")),
        ("line", lists.Filters(group="all", line="CLN")),
    ):  # fmt: skip

        def page(after: str = "", asked: lists.Filters = asked) -> Any:
            rows = lists.as_list_rows(lists.requests_in(scope, asked, now=NOON))
            return page_by_key(rows, order=order, after=after, size=25)

        far = ""
        for _page in range(PAGES if name != "open" else 5):
            far = page(far).next or far
        figures[f"{name}_{size}_first_ms"] = _p95(page, rounds, "")
        figures[f"{name}_{size}_400th_ms"] = _p95(page, rounds, far)
    return figures


def _p95(page: Any, rounds: int, after: str) -> float:
    spent = []
    for _round in range(rounds):
        begun = time.perf_counter()
        page(after)
        spent.append((time.perf_counter() - begun) * 1000)
    return round(sorted(spent)[int(len(spent) * 0.95)], 2)


if __name__ == "__main__":
    if "inside" in sys.argv:
        import json

        sys.stdout.write(json.dumps(inside()) + "\n")
    else:
        print(run())
