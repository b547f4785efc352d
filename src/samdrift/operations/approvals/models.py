"""Steps of saying yes or no, who is asked, and the rules and limits they follow."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel
from samdrift.registers.parties import public as parties


class ApprovalRule(ScopedModel):
    """What needs a yes, from a day on: never changed, only followed by a newer version."""

    code = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(default=1)
    # What it covers; nothing said: everything.
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, null=True, blank=True, related_name="+")
    line_code = models.CharField(max_length=8, blank=True)
    request_type_code = models.CharField(max_length=32, blank=True)
    steps = models.JSONField(default=list)  # in order: {"kind": budget, security or clinical, "above_minor": 100000}
    at_time_out = models.CharField(max_length=8, default="above")  # above, lapse
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code", "number"], name="an_approval_rule_version_stands_once")
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class ApprovalLimit(ScopedModel):
    """Up to which amount a person, or everybody with a role, decides; from a day to a day."""

    role = models.CharField(max_length=12, blank=True)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    amount_minor = models.BigIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role="", person__isnull=False) | (~Q(role="") & Q(person__isnull=True)),
                name="a_limit_is_of_a_person_or_a_role",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_limit_ends_after_its_first_day",
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "approvals.view_rules")


class Approval(ScopedModel):
    """One step: who may decide, by when, and what was decided."""

    subject_kind = models.CharField(max_length=24)
    subject_uid = models.UUIDField(db_index=True)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+")
    rule = models.ForeignKey(ApprovalRule, models.PROTECT, null=True, blank=True, related_name="+")
    step = models.PositiveSmallIntegerField(default=1)
    first_step = models.PositiveSmallIntegerField(default=1)  # of the steps asked for together with this one
    kind = models.CharField(max_length=12)  # budget, security, clinical
    kinds_to_come = models.JSONField(default=list, blank=True)
    requested_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    # Whoever typed it in for somebody else asked for it as well.
    entered_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    amount_minor = models.BigIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # The round that runs: where in the tree it is asked (0 the whole community, -1 the contract office in its stead,
    # null nobody), since when, how often we reminded, and when time next brings something.
    level = models.SmallIntegerField(null=True, blank=True)
    round_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    acts_at = models.DateTimeField(null=True, blank=True)
    at_time_out = models.CharField(max_length=8, default="above")
    state = models.CharField(max_length=10, default="waiting")  # waiting, approved, rejected, withdrawn, lapsed
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    decided_for = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_uid", "step"], condition=~Q(state="withdrawn"), name="a_step_is_decided_once"
            )
        ]
        indexes = [models.Index(fields=["acts_at"], condition=Q(state="waiting"), name="approval_acts_at")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # A scope without a person owns nothing: no column is compared with nobody.
        me = scope.person_id
        own = NOTHING if me is None else Q(requested_by=me) | Q(pk__in=asked_ones({me} | scope.stands_in_for))
        permission = permission or "approvals.view"
        rows = scope.narrow(permission, unit="unit_id", own=own)
        return rows | parties.case_rows(scope, permission, uid="subject_uid")


class AskedPerson(models.Model):
    """Who is asked for a step now; asking again replaces them."""

    id = models.BigAutoField(primary_key=True)
    approval = models.ForeignKey(Approval, models.CASCADE, related_name="+")
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["approval", "person"], name="one_is_asked_once_for_a_step")]


def asked_ones(people: set[int] | frozenset[int]) -> models.QuerySet[AskedPerson, int]:
    """The ids of the steps these people are asked for."""
    return AskedPerson.objects.filter(person__in=people).values_list("approval_id", flat=True)
