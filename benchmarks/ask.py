"""Asking the data: a year of requests grouped by month, and a million rows taken along as CSV, XLSX and Parquet.

The reference: a grouped year over 100,000 tickets costs Request Tracker 186 ms, Redmine 981 ms, django-helpdesk 7.4 s.
"""

import json
import sys
from typing import Any

from benchmarks._databases import on_both


def run(requests: int = 100_000, rows: int = 1_000_000, turns: int = 9) -> dict[str, Any]:
    """Milliseconds of grouped answers at `requests`; rows a second and megabytes of memory at a tenth and at `rows`.

    A larger list is the same rows many times over.
    """
    return {"requests": requests, "rows": rows, **on_both("benchmarks._ask_world", requests, rows, turns)}


if __name__ == "__main__":
    print(json.dumps(run(*map(int, sys.argv[1:])), indent=1))
