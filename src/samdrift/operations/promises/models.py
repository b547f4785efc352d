"""Promises and pauses: caches of what the kernel computes from events and contract versions."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.registers.parties import public as parties


class PromiseModel(ScopedModel):
    """Seen by whoever sees the work it speaks of: the columns repeat that work's dimensions."""

    subject_kind = models.CharField(max_length=24)  # requests.request, later planned work and meetings
    subject_uid = models.UUIDField()
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or "promises.view"
        rows = scope.narrow(permission, contract="contract_id", site="site_id", unit="unit_id", line="line_code")
        return rows | parties.case_rows(scope, permission, uid="subject_uid")


class Promise(PromiseModel):
    """One clock of one piece of work."""

    kind = models.CharField(max_length=12)  # acknowledge, attend, make_safe, complete
    policy = models.ForeignKey("contracts.SlaPolicy", models.PROTECT, related_name="+", db_index=False)
    clock = models.ForeignKey("contracts.SlaClock", models.PROTECT, related_name="+", db_index=False)
    calendar = models.ForeignKey("contracts.ServiceCalendar", models.PROTECT, related_name="+", db_index=False)
    priority = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    at_risk_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    paused = models.BooleanField(default=False)
    paused_seconds = models.PositiveIntegerField(default=0)
    # open, met, breached, voided; whether an open one is late is computed from due_at, never stored
    state = models.CharField(max_length=10, default="open")
    retro_breach = models.BooleanField(default=False)  # the terms that broke it came after their own due moment
    credit_excluded = models.BooleanField(default=False)  # … and the provider did not ask for them
    breached_at = models.DateTimeField(null=True, blank=True)  # a breach once recorded stays recorded
    given_at = models.DateTimeField(null=True, blank=True)  # when a change brought it, where it was not there at first
    # What both parties agreed on afterwards: another deadline beside the promised one, and why it counts for nobody.
    agreed_due_at = models.DateTimeField(null=True, blank=True)
    excluded = models.CharField(max_length=24, blank=True, default="", db_default="")
    # Terms it had before, and those that wait for a reopening, in order: see `queries.columns`.
    changes = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_uid", "kind"], condition=~Q(state="voided"), name="work_has_each_promise_once"
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "due_at"], name="promise_by_due")]


class Pause(PromiseModel):
    """A spell in which clocks stand, beside the state of the work."""

    reason_code = models.CharField(max_length=32)
    caused_by = models.CharField(max_length=10)
    kinds = models.JSONField(default=list)  # the clocks it stops
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ends_by_itself_at = models.DateTimeField(null=True, blank=True)
    evidence_kind = models.CharField(max_length=24, blank=True)
    evidence_uid = models.UUIDField(null=True, blank=True)
    started_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    # agreed; proposed: a pause dated back more than an hour waits for the local FM coordinator; struck: both parties
    # found later that it should not have stopped anything
    standing = models.CharField(max_length=10, default="agreed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="a_pause_ends_after_it_starts",
            )
        ]
        indexes = [
            models.Index(fields=["subject_uid", "started_at"], name="pause_by_subject"),
            models.Index(fields=["ends_by_itself_at"], condition=Q(ended_at__isnull=True), name="pause_to_end"),
        ]
