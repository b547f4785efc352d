"""Bundles that were made: of which contract and period, by whom, and by which fingerprint they are known."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel

VIEW = "bundles.view"
LONGEST_MAKING = timedelta(hours=3)


class Bundle(ScopedModel):
    """The open book of a month or a year, asked for by one party and there for both: waiting → ready, or failed."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()  # the first day of its period
    period = models.CharField(max_length=7, default="", db_default="")  # 2025-03 or 2025
    state = models.CharField(max_length=8, default="waiting")
    asked_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, default="", db_default="")  # of its manifest
    requests = models.PositiveIntegerField(default=0)
    promises = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "period"], condition=Q(state="waiting"), name="a_period_is_asked_for_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["contract", "-asked_at", "-id"], name="bundle_newest")]

    def state_at(self, now: datetime) -> str:
        """Waiting, ready or failed; one that nobody made for hours was lost with its worker."""
        return "failed" if self.state == "waiting" and self.asked_at < now - LONGEST_MAKING else self.state

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id")
