"""Changes of service: the orders with their lines and decisions, the scenarios before them, and temporary closures."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import Scope, ScopedModel

VIEW = "scaling.view"


class ScalingTerms(ScopedModel):
    """What the contract says of notice, thresholds and remanence from a day on; the latest agreed holds.

    The first is signed with the contract; each later one is proposed by one party and accepted by the other.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    table: Any = models.JSONField()  # as `kernel.notice_table.table_from` reads it
    # By service line the share of the price that is work and what an hour costs: {"CLN": ["0.75", "290"]}
    labour: Any = models.JSONField(default=dict, blank=True)
    hours_a_post = models.DecimalField(max_digits=7, decimal_places=2, default=1665)
    # From so many freed posts on the provider asks its joint committee before it accepts.
    posts_to_consult = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    # Which kinds of rooms an item of the price book is about: {"CLN-OFF": ["office", "meeting_room"]}
    rooms: Any = models.JSONField(default=dict, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()  # when it was agreed; of what waits, when it was proposed
    standing = models.CharField(max_length=10, default="accepted")  # open, accepted, refused, withdrawn
    note = models.CharField(max_length=400, blank=True)
    proposed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=Q(standing="open"), name="one_version_of_scaling_terms_waits"
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id")


class Scenario(ScopedModel):
    """What somebody of the district thinks of asking for: their own side's until it is submitted."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    wishes: Any = models.JSONField()  # as `rules.levers.wish_from` reads them
    requested_on = models.DateField()
    seen: Any = models.JSONField(default=dict)  # how many changes of each volume there were when it was worked out
    made_by = models.ForeignKey("parties.Person", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    standing = models.CharField(max_length=10, default="open")  # open, submitted, dropped

    class Meta:
        indexes = [models.Index(fields=["unit", "standing"], name="scenario_by_unit")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id")


class ChangeOrder(ScopedModel):
    """A change of service volumes, from the thought to the invoice; what it changes stands on its lines."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+")
    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=12)  # scale_up, scale_down, both, spec, correction
    state = models.CharField(max_length=24, default="draft")
    name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    requested_on = models.DateField()
    asked_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_first_day = models.DateField(null=True, blank=True)  # the day from which all of it holds
    approvals: Any = models.JSONField(default=list)  # whose yes it needs, in order
    expires_on = models.DateField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)  # until when the provider may say why not
    # What it comes to, in hundredths, as it was told when it was submitted.
    year_minor = models.BigIntegerField(default=0)
    month_minor = models.BigIntegerField(default=0)
    this_year_minor = models.BigIntegerField(default=0)
    next_year_minor = models.BigIntegerField(default=0)
    kept_minor = models.BigIntegerField(default=0)
    one_off_minor = models.BigIntegerField(default=0)
    hours = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    posts = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    objection = models.CharField(max_length=400, blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    offered_day = models.DateField(null=True, blank=True)  # the first day the provider offers instead
    # What the provider would be paid once for making the change, such as taking equipment away; agreed it is `one_off`.
    offered_one_off_minor = models.BigIntegerField(default=0)
    one_off_for = models.CharField(max_length=200, blank=True)
    insisted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    seen: Any = models.JSONField(default=dict)
    # What the provider's joint committee of staff said, where so many posts are freed that it is asked first.
    consults = models.BooleanField(default=False)
    consulted_on = models.DateField(null=True, blank=True)
    consultation_says = models.CharField(max_length=400, blank=True)
    # Lines that fall below the share of what was first ordered from which prices are talked about: {"CLN": "0.784"}
    renegotiates: Any = models.JSONField(default=dict, blank=True)
    # What became of the work: rounds and plans, place by place, and who was told (`commands.following`).
    followed: Any = models.JSONField(default=dict, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="a_change_is_numbered_once")]
        indexes = [
            models.Index(fields=["contract", "unit", "state"], name="change_by_unit"),
            models.Index(fields=["state", "first_day"], name="change_by_day"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id")


class ChangeLine(ScopedModel):
    """One volume of a change order: what it was, what it becomes, from when, under which row of the notice table."""

    order = models.ForeignKey(ChangeOrder, models.CASCADE, related_name="+")
    item = models.CharField(max_length=24)
    line_code = models.CharField(max_length=8)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    setting_from = models.CharField(max_length=40, blank=True)
    setting_to = models.CharField(max_length=40, blank=True)
    quantity_from = models.DecimalField(max_digits=14, decimal_places=4)
    quantity_to = models.DecimalField(max_digits=14, decimal_places=4)
    on = models.DateField()
    row: Any = models.JSONField()  # the row of the notice table it met, as `kernel.notice_table` writes rows
    share = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    weight = models.DecimalField(max_digits=18, decimal_places=6)  # what it counts in the twelve months' sum
    year_before = models.DecimalField(max_digits=18, decimal_places=6)
    year_after = models.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity_to__gte=0) & Q(quantity_from__gte=0), name="a_volume_is_never_below_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(setting_from=F("setting_to")) | ~Q(quantity_from=F("quantity_to")),
                name="a_line_changes_something",
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="order__contract_id", unit="order__unit_id")


class ChangeDecision(ScopedModel):
    """What somebody said to a change order: a yes, a no, an objection, an answer; never edited."""

    order = models.ForeignKey(ChangeOrder, models.CASCADE, related_name="+")
    what = models.CharField(max_length=24)
    yes = models.BooleanField(default=True)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    for_person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="order__contract_id", unit="order__unit_id")


class Closure(ScopedModel):
    """A place closed for a while: hours move elsewhere, or part of the price comes back; the volumes stay (trap 21)."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+")
    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+")
    line_code = models.CharField(max_length=8)
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=400, blank=True)
    told_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    told_at = models.DateTimeField()
    working_days = models.PositiveSmallIntegerField()
    settled_by = models.CharField(max_length=8)  # hours, credit
    credits: Any = models.JSONField(default=list)  # month by month: {"month", "days", "of", "year_fee", "amount_minor"}
    state = models.CharField(max_length=10, default="told")  # told, withdrawn
    followed: Any = models.JSONField(default=dict, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_closure_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["contract", "unit", "first_day"], name="closure_by_unit")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id")
