"""Taking a job on a lease, running it, and taking over what a dead worker left. One engine on both databases."""

import json
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from samdrift.foundation import clock
from samdrift.foundation.jobs.commands import enqueue
from samdrift.foundation.jobs.models import JobRow, PeriodicRun, WorkerRow
from samdrift.foundation.jobs.registry import Job, jobs
from samdrift.foundation.scope import everywhere

LEASE = timedelta(seconds=60)
DEFAULT_RETRIES = 2
MISSED = timedelta(minutes=10)
"""A time so long ago was missed: no worker was there."""

# The one statement that makes a job somebody's. PostgreSQL passes over rows another worker is taking at this moment.
_CLAIM = """
UPDATE jobs_jobrow SET state = 'running', worker = %s, lease_until = %s, attempts = attempts + 1
 WHERE id = (SELECT id FROM jobs_jobrow WHERE state = 'waiting' AND run_at <= %s ORDER BY run_at, id LIMIT 1 {lock})
RETURNING id, attempts, name, payload
"""


class LeaseLost(RuntimeError):
    """The job went on to another worker meanwhile: whatever this one was about to write is left to that one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job held on a lease: nobody else's until it runs out, and known by its attempt afterwards."""

    job_id: int
    attempt: int
    worker: str
    name: str
    payload: Mapping[str, Any]


_current: ContextVar[Claim | None] = ContextVar("current_job", default=None)


def complete_job() -> None:
    """Complete the running job in the transaction that writes its result, so that neither is without the other.

    Raises:
        LeaseLost: Another worker has taken the job over; let the transaction roll back.
    """
    claim = _current.get()
    if claim is None:
        return  # Called by a test or a person, not by a worker.
    if not _held(claim).delete()[0]:
        raise LeaseLost


def _held(claim: Claim) -> Any:
    return JobRow.objects.filter(pk=claim.job_id, worker=claim.worker, attempts=claim.attempt, state="running")


def claim_job(worker: str) -> Claim | None:
    """Take the job due longest, or nothing."""
    now = clock.real_now()
    if not JobRow.objects.filter(state="waiting", run_at__lte=now).exists():
        return None  # A look costs no lock; SQLite has one writer, and people are writing.
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(lock=lock), [worker, moment(now + LEASE), moment(now)])
        row = cursor.fetchone()
    if row is None:
        return None
    payload = json.loads(row[3]) if isinstance(row[3], str) else row[3]
    return Claim(row[0], row[1], worker, row[2], payload)


def run_job(claim: Claim) -> None:
    """Run a claimed job to its end: done, waiting for another try, or failed where somebody can see it."""
    job = jobs.get(claim.name)
    if job is None:
        _note_failure(claim, f"There is no job {claim.name!r} any more.", retries=0)
        return
    token = _current.set(claim)
    try:
        _run(job, claim.payload)
    except LeaseLost:
        pass
    except Exception:
        if connection.needs_rollback:
            raise
        _note_failure(claim, traceback.format_exc(limit=-12), retries=job.retries)
    else:
        _held(claim).delete()
    finally:
        _current.reset(token)


def _run(job: Job, payload: Mapping[str, Any]) -> None:
    with everywhere(reason=f"job {job.name}"):
        if not job.atomic:
            job.run(payload)
            return
        with transaction.atomic():
            complete_job()
            job.run(payload)


def _note_failure(claim: Claim, error: str, *, retries: int) -> None:
    now = clock.real_now()
    values: dict[str, Any] = {"worker": "", "lease_until": None, "last_error": error[-8000:]}
    if claim.attempt > retries:
        values.update(state="failed", failed_at=now)
    else:
        values.update(state="waiting", run_at=now + pause_before(claim.attempt + 1))
    _put_back(_held(claim), values)


def _put_back(held: Any, values: dict[str, Any]) -> None:
    with transaction.atomic():
        row = held.select_for_update().first()
        if row is None:
            return
        waits = values["state"] == "waiting" and row.key != ""
        if waits and JobRow.objects.filter(state="waiting", key=row.key).exists():
            row.delete()  # The same work waits already, enqueued while this ran.
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))


def pause_before(attempt: int) -> timedelta:
    """How long to wait before the given attempt: 10 s before the second, then six times as long each, at most 6 h."""
    return min(timedelta(seconds=10 * 6 ** max(0, attempt - 2)), timedelta(hours=6))


def beat(worker: str) -> None:
    """Give a sign of life and keep the leases of what this worker runs."""
    now = clock.real_now()
    WorkerRow.objects.bulk_create(
        [WorkerRow(name=worker, started_at=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["seen_at"],
    )
    JobRow.objects.filter(worker=worker, state="running").update(lease_until=now + LEASE)


def sign_off(worker: str) -> None:
    """Take a worker that ends in good order off the list."""
    WorkerRow.objects.filter(name=worker).delete()


def take_over_dead() -> int:
    """Let jobs wait again, or fail, whose worker has not kept its lease; how many."""
    now = clock.real_now()
    lost = JobRow.objects.filter(state="running", lease_until__lt=now)
    taken = list(lost.values_list("pk", "attempts", "worker", "name"))
    for pk, attempts, worker, name in taken:
        known = jobs.get(name)
        retries = known.retries if known else DEFAULT_RETRIES
        error = f"The worker {worker} ended in the middle of it."
        _note_failure(Claim(pk, attempts, worker, name, {}), error, retries=retries)
    return len(taken)


_turns: dict[str, datetime] = {}


def enqueue_due() -> int:
    """Enqueue timed jobs whose time has come, each time once however many schedulers there are; how many.

    Times missed while nobody worked are made up for by one run.
    """
    now, added = clock.real_now(), 0
    for job in list(jobs.values()):
        due = job.last_due(now) if job.last_due else None
        if due is None or _turns.get(job.name) == due:
            continue
        missed = now - due > MISSED
        added += _take_turn(job, due, now + timedelta(seconds=job.make_up_after) if missed else now)
        _turns[job.name] = due
    return added


@transaction.atomic
def _take_turn(job: Job, due: datetime, run_at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_periodicrun (name, due) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [job.name, connection.ops.adapt_datetimefield_value(due)],
        )
        if cursor.rowcount != 1:
            return 0
    if not job.each_community:
        return int(enqueue(job.name, run_at=run_at, key=f"every:{job.name}"))
    places = apps.get_model("parties", "Community")._base_manager.values_list("pk", flat=True)
    return sum(
        enqueue(job.name, {"community_id": place}, run_at=run_at, key=f"every:{job.name}:{place}")
        for place in places.order_by("pk")
    )


def forget_turns(now: datetime) -> int:
    """Delete turns of more than forty days ago, and workers unseen for a day; how many turns. For a job."""
    WorkerRow.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    return PeriodicRun.objects.filter(due__lt=now - timedelta(days=40)).delete()[0]
