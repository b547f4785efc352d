"""What phones sent, with both clocks; and what one must know to get to a place and be safe there."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import Scope, ScopedModel


class FieldAction(ScopedModel):
    """One thing a phone sent, under the identifier the phone gave it, and what became of it."""

    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    order = models.ForeignKey("work.WorkOrder", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12)  # rules.KINDS
    body = models.JSONField(default=dict)
    device_at = models.DateTimeField()  # what the phone's clock said when it was done
    sent_at = models.DateTimeField(null=True)  # … and when it was sent
    received_at = models.DateTimeField()  # ours
    drift_seconds = models.IntegerField(null=True)  # how far the phone's clock is ahead of ours
    outcome = models.CharField(max_length=8)  # done, conflict, refused
    reason = models.CharField(max_length=40, blank=True)  # why there was a conflict
    words = models.CharField(max_length=400, blank=True)  # what the phone was told

    class Meta:
        indexes = [models.Index(fields=["community", "outcome", "-received_at"], name="phone_by_outcome")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        own = Q(person=scope.person_id) if scope.person_id else None
        return scope.narrow(
            permission or "work.review", own=own, contract="order__contract_id", site="order__site_id",
            unit="order__unit_id", line="order__line_code",
        )  # fmt: skip


class PlaceNote(ScopedModel):
    """Where the key is, who must be called, what is dangerous: of a site, or of one room."""

    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+")
    space = models.ForeignKey("estate.Space", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10)  # rules.NOTE_KINDS
    text = models.CharField(max_length=400)
    written_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("written_at")),
                name="a_place_note_ends_after_it_was_written",
            )
        ]
        indexes = [models.Index(fields=["site", "ended_at"], name="place_note_by_site")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "estate.view", unit="site__unit_id", site="site_id", of_contract="site__unit_id",
            any_line=True,
        )  # fmt: skip
