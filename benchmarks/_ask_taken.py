"""Takes a list of so many requests along as one kind of file, in a process of its own so that its memory is told."""

import dataclasses
import json
import os
import resource
import sys
import time
from typing import Any


def main(form: str, rows: int) -> None:
    """Write the first `rows` of the list and print rows a second and the megabytes that took."""
    import django

    django.setup()
    from samdrift.foundation.datasets import public as datasets

    write = {"csv": datasets.as_csv, "xlsx": datasets.as_xlsx, "parquet": datasets.as_parquet}[form]
    for _piece in write(_first(100)):
        pass  # what is read once for all: modules, statements, names
    take = _first(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, used, sent = time.perf_counter(), time.process_time(), 0
    for piece in write(take):
        sent += len(piece)
    took, spent = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures = {
        "rows a second": round(take.count / took), "rows a second of processor time": round(take.count / spent),
        "MB": round(sent / 1e6, 1), "peak memory MB": round(peak / 1024), "grew MB": round((peak - before) / 1024, 1),
    }  # fmt: skip
    sys.stdout.write(json.dumps({f"{form} {rows} {name}": value for name, value in figures.items()}) + "\n")


def _first(rows: int) -> Any:
    """The first rows of all requests, as a contract manager takes them along."""
    from zoneinfo import ZoneInfo

    from samdrift.foundation.clock import now
    from samdrift.foundation.datasets import public as datasets
    from samdrift.foundation.scope import everywhere
    from samdrift.registers.parties import public as parties
    from samdrift.registers.parties.models import RoleAssignment
    from tests.world import NOON

    with everywhere(reason="a benchmark"):
        reader = RoleAssignment.objects.filter(role="CTR-C").order_by("-pk")[0].employment
        scope = parties.scope_at(reader.person, reader.pk, now=NOON)
    assert scope is not None
    today = datasets.Today(now(), ZoneInfo("Europe/Copenhagen"))
    take = datasets.taken(datasets.datasets["requests"], scope, datasets.Question(dataset="requests"), today)
    return dataclasses.replace(take, rows=take.rows[:rows], count=min(take.count, rows))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.doors.settings")
    main(sys.argv[1], int(sys.argv[2]))
