"""What is to be done, who is there to do it, and which times have had their turn."""

from django.db import models
from django.db.models import Q


class JobRow(models.Model):
    """One piece of work: waiting, running on a lease, or failed for good. Gone when done."""

    name = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, default="", blank=True)
    state = models.CharField(max_length=8, default="waiting")
    run_at = models.DateTimeField()
    enqueued_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=64, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="waiting") & ~Q(key=""), name="one_job_waits_under_a_key"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "failed"]), name="a_job_waits_runs_or_has_failed"
            ),
        ]
        indexes = [models.Index(fields=["state", "run_at", "id"], name="jobs_to_be_done")]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class WorkerRow(models.Model):
    """A worker and when it last gave a sign of life."""

    name = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PeriodicRun(models.Model):
    """A time that has had its turn: whoever writes the row enqueues the job, so that many schedulers do it once."""

    name = models.CharField(max_length=100)
    due = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due"], name="each_time_has_one_turn")]

    def __str__(self) -> str:
        return f"{self.name} {self.due}"
