"""Enqueuing work, and deciding about work that failed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from samdrift.foundation import clock
from samdrift.foundation.errors import Refused
from samdrift.foundation.jobs.models import JobRow
from samdrift.foundation.jobs.registry import jobs

_ENQUEUE = """
INSERT INTO jobs_jobrow (name, payload, key, state, run_at, enqueued_at, attempts, worker, last_error)
VALUES (%s, %s, %s, 'waiting', %s, %s, 0, '', '')
ON CONFLICT (key) WHERE state = 'waiting' AND NOT (key = '') DO NOTHING
"""


def enqueue(
    name: str, payload: Mapping[str, Any] | None = None, *, run_at: datetime | None = None, key: str = ""
) -> bool:
    """Have a job done later: with the transaction it is called in, or not at all.

    Args:
        payload: JSON values: ids and codes, never rows.
        run_at: Not before this real moment; at once when left away.
        key: While a job waits under this key, nothing is added: what it will do covers this one too.

    Returns:
        Whether it was added.
    """
    if name not in jobs:
        raise KeyError(f"There is no job {name!r}; its module is imported at start-up when it is called jobs.py.")
    now = clock.real_now()
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        values = [name, json.dumps(payload or {}, default=str), key, moment(run_at or now), moment(now)]
        cursor.execute(_ENQUEUE, values)
        return bool(cursor.rowcount == 1)


def retry_job(job_id: int) -> None:
    """Let a failed job wait anew, with all its attempts.

    Raises:
        Refused: It has not failed, or somebody retried it already, or the same work waits under its key.
    """
    fresh = {"state": "waiting", "attempts": 0, "failed_at": None, "run_at": clock.real_now()}
    failed = JobRow.objects.filter(pk=job_id, state="failed")
    key = failed.values_list("key", flat=True).first()
    if key and JobRow.objects.filter(state="waiting", key=key).exists():
        raise Refused(_("The same work is waiting already."))
    if not failed.update(**fresh):
        raise Refused(_("This job is not waiting for a retry."))


def dismiss_job(job_id: int) -> None:
    """Let a failed job go: somebody has looked and put right what was left undone.

    Raises:
        Refused: It has not failed, or is gone.
    """
    if not JobRow.objects.filter(pk=job_id, state="failed").delete()[0]:
        raise Refused(_("This job is not waiting for a retry."))
