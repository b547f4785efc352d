"""What waits, what failed, and who is there to work."""

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from samdrift.foundation.jobs.models import JobRow, WorkerRow

ALIVE_FOR = timedelta(seconds=30)


def failed_jobs() -> QuerySet[JobRow]:
    """Jobs given up on, newest first: somebody must look, then retry or dismiss them."""
    return JobRow.objects.filter(state="failed").order_by("-failed_at", "-pk")


def waiting_jobs() -> dict[str, int]:
    """How many jobs of each name wait or run."""
    rows = JobRow.objects.exclude(state="failed").values_list("name").annotate(Count("id"))
    return dict(rows.order_by("name"))


def workers_alive(now: datetime) -> list[str]:
    """The workers that gave a sign of life within thirty seconds before the real moment `now`."""
    return list(WorkerRow.objects.filter(seen_at__gte=now - ALIVE_FOR).order_by("name").values_list("name", flat=True))


def last_heartbeat() -> datetime | None:
    """The real moment any worker last gave a sign of life; None when none works."""
    return WorkerRow.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
