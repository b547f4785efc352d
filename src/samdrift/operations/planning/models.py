"""Plans with their versions, what comes due of them, certificates, readings, and secret links to calendars."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import Scope, ScopedModel

WHERE: dict[str, Any] = {"contract": "contract_id", "site": "site_id", "unit": "unit_id", "line": "line_code"}


class PlaceOfPlan(ScopedModel):
    """Where a plan's rows are, and so who sees them."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8)

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "planning.view", **WHERE)


class StandardPlan(ScopedModel):
    """What is done to every asset of a class, wherever it stands: sites and models imported later get their plans."""

    code = models.CharField(max_length=24)
    name = models.CharField(max_length=160)
    asset_kind = models.CharField(max_length=40)
    line_code = models.CharField(max_length=8)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    each = models.CharField(max_length=6, default="asset")  # asset: a plan for each; site: one for all of a site
    terms = models.JSONField()
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_standard_plan_code_is_used_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "planning.view", contract="contract_id", line="line_code")


class MaintenancePlan(PlaceOfPlan):
    """What is to be done again and again to an asset, in a space, on a site, or to all assets of a class on a site."""

    number = models.CharField(max_length=24)
    name = models.CharField(max_length=160)
    space = models.ForeignKey("estate.Space", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    asset = models.ForeignKey("estate.Asset", models.PROTECT, null=True, blank=True, related_name="+")
    asset_kind = models.CharField(max_length=40, blank=True)  # all assets of the class on the site
    standard = models.ForeignKey(StandardPlan, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    team = models.ForeignKey("parties.Team", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    # Of the version in force, for lists.
    trigger = models.CharField(max_length=10)
    statutory = models.BooleanField(default=False)
    search_text = models.CharField(max_length=240, blank=True)
    floats_from = models.DateField(null=True, blank=True)  # a floating plan's last done day
    planned_until = models.DateField(null=True, blank=True)  # occurrences are written down up to this day
    ended_on = models.DateField(null=True, blank=True)
    # When its service rests where it is, by closures and changes: {"from", "until" (or None: for good), "by"}
    rests: Any = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="a_plan_number_is_used_once"),
            models.UniqueConstraint(
                fields=["standard", "site", "asset"], condition=Q(asset__isnull=False),
                name="an_asset_has_one_plan_of_a_standard",
            ),
            models.UniqueConstraint(
                fields=["standard", "site"], condition=Q(asset__isnull=True, standard__isnull=False),
                name="a_site_has_one_plan_of_a_standard",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["community", "planned_until"], name="plan_by_planned_until"),
            models.Index(fields=["site", "id"], name="plan_by_site"),
        ]


class PlanVersion(ScopedModel):
    """The terms of a plan from a day on: never changed, only followed by a newer version."""

    plan = models.ForeignKey(MaintenancePlan, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField()
    terms = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="a_plan_version_is_numbered_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        columns: dict[str, Any] = {name: f"plan__{column}" for name, column in WHERE.items()}
        return scope.narrow(permission or "planning.view", **columns)


class PlanOccurrence(PlaceOfPlan):
    """One time a plan comes due. Its key, with the plan, says which: there is never a second one."""

    plan = models.ForeignKey(MaintenancePlan, models.PROTECT, related_name="+", db_index=False)
    version_number = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=32)  # the nominal day; "m1500" at a meter's count; what an event or reading was
    nominal_on = models.DateField()
    due_on = models.DateField()
    window_from = models.DateField()
    window_to = models.DateField()
    issue_on = models.DateField()  # the day its order is given out
    state = models.CharField(max_length=12, default="forecast")
    statutory = models.BooleanField(default=False)
    asset = models.ForeignKey("estate.Asset", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    team = models.ForeignKey("parties.Team", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    hours = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    cost_minor = models.BigIntegerField(default=0)
    work_order = models.ForeignKey("work.WorkOrder", models.PROTECT, null=True, blank=True, related_name="+")
    # What is done one by one, ticked as it is done: {"key", "text", "asset" (uid or ""), "done_on"}.
    items = models.JSONField(default=list, blank=True)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    issued_at = models.DateTimeField(null=True, blank=True)
    work_done_on = models.DateField(null=True, blank=True)
    certified_on = models.DateField(null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True)
    stopped_assets = models.JSONField(default=list, blank=True)  # uids of what it took out of service
    reason = models.CharField(max_length=400, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="a_plan_comes_due_once_for_a_key"),
            models.CheckConstraint(
                condition=~Q(statutory=True, state="waived"), name="statutory_work_is_never_waived"
            ),
            models.CheckConstraint(
                condition=Q(window_from__lte=F("due_on")) & Q(window_to__gte=F("due_on")),
                name="an_occurrence_is_due_within_its_window",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["community", "state", "due_on"], name="occurrence_by_state"),
            models.Index(fields=["community", "due_on", "id"], name="occurrence_by_due"),
            models.Index(fields=["plan", "due_on"], name="occurrence_by_plan"),
            models.Index(fields=["contract", "window_to"], name="occurrence_by_window"),  # for sums kept by day
            models.Index(fields=["site", "due_on"], name="occurrence_by_site"),
            # What has not ended stays a small part however many years there are.
            models.Index(  # all that a count of it asks, so that it reads no rows
                fields=[
                    "contract",
                    "window_to",
                    "unit",
                    "state",
                    "statutory",
                    "data_class",
                    "owner_party",
                    "community",
                ],
                condition=Q(closed_at__isnull=True),
                name="occurrence_left_open",
            ),
            models.Index(
                fields=["contract", "unit", "window_to"],
                condition=Q(closed_at__isnull=True, statutory=True),
                name="statutory_not_ended",
            ),
        ]


class Certificate(PlaceOfPlan):
    """The paper that says a thing passed its test; its file is owned by this row."""

    occurrence = models.ForeignKey(PlanOccurrence, models.PROTECT, related_name="+")
    asset = models.ForeignKey("estate.Asset", models.PROTECT, null=True, blank=True, related_name="+")
    document = models.CharField(max_length=120)
    issuer = models.CharField(max_length=120)
    reference = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("issued_on")),
                name="a_certificate_ends_after_it_is_issued",
            )
        ]  # fmt: skip


class Reading(PlaceOfPlan):
    """What a meter showed, or how somebody found an asset (condition 1 to 5)."""

    asset = models.ForeignKey("estate.Asset", models.PROTECT, related_name="+", db_index=False)
    meter = models.CharField(max_length=12)  # "condition", or the unit counted: h, km, kWh, m3, starts
    value = models.DecimalField(max_digits=14, decimal_places=3)
    read_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["asset", "meter", "read_on"], name="reading_by_day")]


class CalendarFeed(ScopedModel):
    """A secret link under which a calendar program reads occurrences, as the person sees them who made it."""

    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    plan = models.ForeignKey(MaintenancePlan, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    team = models.ForeignKey("parties.Team", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    employment = models.ForeignKey("parties.Employment", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        own = Q(employment=scope.employment_id or 0)
        return scope.of_community() & own
