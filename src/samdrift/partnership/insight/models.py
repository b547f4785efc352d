"""Managers' time released and what is published, agreed by both parties; and what auditors read."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel

VIEW, AUDIT = "insight.view", "insight.audit"


class TimeReleased(ScopedModel):
    """How many hours a year managers of a unit spent on an activity before the contract, and spend now.

    One party writes it, the other agrees. A later one on the same activity replaces it; nothing is edited.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    activity = models.CharField(max_length=16)  # rules.released.ACTIVITIES
    number = models.PositiveSmallIntegerField()  # 1, then one more with each later reckoning
    hours_before = models.DecimalField(max_digits=8, decimal_places=1)
    hours_now = models.DecimalField(max_digits=8, decimal_places=1)
    method = models.CharField(max_length=16)  # rules.released.METHODS
    how = models.CharField(max_length=400)  # in words: who counted what, over which weeks
    evidence = models.CharField(max_length=400)
    from_day = models.DateField()  # the day from which the hours now hold
    state = models.CharField(max_length=10, default="proposed")  # proposed, agreed, refused, replaced
    side = models.CharField(max_length=8)
    author = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    replaced_on = models.DateField(null=True, blank=True)  # the day from which another one holds
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "unit", "activity", "number"], name="released_time_is_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["contract", "unit", "activity"], condition=Q(state="agreed"), name="released_time_holds_once"
            ),
            models.CheckConstraint(
                condition=Q(hours_before__gte=0, hours_now__gte=0), name="hours_of_managers_are_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")), name="two_people_release_time"
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id", any_line=True)


class PublicPage(ScopedModel):
    """What of a contract everybody may read without signing in: one party proposes, the other agrees, either ends."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=16)  # of the address, the same for all versions of a contract
    figures = models.JSONField(default=list)  # codes, in the order they are shown
    state = models.CharField(max_length=10, default="proposed")  # rules.public_page.STATES
    side = models.CharField(max_length=8)
    author = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="a_public_page_is_numbered_once"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state="agreed"), name="a_contract_has_one_public_page"
            ),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state="proposed"), name="one_public_page_waits_for_an_answer"
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(decided_by__isnull=True) | ~Q(decided_by=F("author")),
                name="two_people_publish",
            ),
        ]
        indexes = [models.Index(fields=["code"], name="public_page_by_code")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", any_line=True)


class AuditRead(ScopedModel):
    """One read by an auditor: a page, a record, a file or an answer of the API. Written once, shown to both parties."""

    employment = models.ForeignKey("parties.Employment", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField()
    kind = models.CharField(max_length=6)  # rules.reading.KINDS
    room = models.CharField(max_length=24)
    address = models.CharField(max_length=300)
    subject_uid = models.UUIDField(null=True)  # of the row the address names

    class Meta:
        indexes = [
            models.Index(fields=["community", "-read_at", "-id"], name="audit_read_newest"),
            models.Index(fields=["read_at"], name="audit_read_to_forget"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or AUDIT) else NOTHING
