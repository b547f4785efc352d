"""What every room uses of jobs."""

from samdrift.foundation.jobs.commands import dismiss_job, enqueue, retry_job
from samdrift.foundation.jobs.engine import LeaseLost, complete_job
from samdrift.foundation.jobs.queries import failed_jobs, last_heartbeat, waiting_jobs, workers_alive
from samdrift.foundation.jobs.registry import job, jobs, loop
from samdrift.foundation.jobs.worker import drain, run_worker

__all__ = [
    "LeaseLost",
    "complete_job",
    "dismiss_job",
    "drain",
    "enqueue",
    "failed_jobs",
    "job",
    "jobs",
    "last_heartbeat",
    "loop",
    "retry_job",
    "run_worker",
    "waiting_jobs",
    "workers_alive",
]
