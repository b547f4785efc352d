"""Steps of saying yes or no to something."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel


class Approval(ScopedModel):
    """One step: who may decide, by when, and what was decided."""

    subject_kind = models.CharField(max_length=24)
    subject_uid = models.UUIDField(db_index=True)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+")
    step = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=12)  # budget, security
    approver = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    requested_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    amount_minor = models.BigIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")  # waiting, approved, rejected, withdrawn
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_uid", "step"], condition=~Q(state="withdrawn"), name="a_step_is_decided_once"
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # A scope without a person owns nothing: no column is compared with nobody.
        own = NOTHING if scope.person_id is None else Q(approver=scope.person_id) | Q(requested_by=scope.person_id)
        return scope.narrow(permission or "approvals.view", unit="unit_id", own=own)
