"""Baselines, initiatives and what was verified of them; schemes and settlements; costs, budgets and cost sheets."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import Scope, ScopedModel

VIEW, BUDGETS, OPEN_BOOK = "savings.view", "savings.view_budgets", "savings.view_open_book"


class OfUnit(ScopedModel):
    """A row about one unit's service under one contract; what is in it is commercial and both parties' (D2)."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+")
    line_code = models.CharField(max_length=8)

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id", line="line_code")


class Baseline(OfUnit):
    """What a unit's service cost before, line by line, and how it is carried to later years; agreed by both parties.

    A later version replaces it and never changes it; what was verified keeps the version it was verified against.
    """

    year = models.PositiveSmallIntegerField()  # the year the costs are of
    number = models.PositiveSmallIntegerField()
    # [{"code", "name", "unit", "unit_cost", "driver", "additions_minor"}], decimals as texts
    cost_lines = models.JSONField()
    # {"2025": {"CLN-1": {"driver", "scope", "index"}}}: the driver, scope and price level of a year, as texts
    carried = models.JSONField(default=dict)
    total_minor = models.BigIntegerField()
    specification = models.CharField(max_length=400, blank=True)
    evidence = models.CharField(max_length=400)
    state = models.CharField(max_length=10, default="proposed")  # rules.AGREEMENTS
    side = models.CharField(max_length=8)
    author = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "unit", "line_code", "number"], name="a_baseline_version_is_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["contract", "unit", "line_code"], condition=Q(state="agreed"),
                name="one_baseline_of_a_service_holds",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["contract", "state", "unit"], name="baseline_by_state")]


class CostEntry(OfUnit):
    """What a unit's service cost in a month: added, never changed; a correction is one more entry."""

    month = models.DateField()  # its first day
    kind = models.CharField(max_length=12)  # fee, extra, retained, one_off, commitment
    amount_minor = models.BigIntegerField()
    reference = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            # All a year's figure asks for, so that no row is looked up for it.
            models.Index(
                fields=["contract", "month", "unit", "line_code", "kind", "data_class", "owner_party", "community",
                        "amount_minor"],
                name="cost_by_month",
            )
        ]  # fmt: skip


class BudgetTransfer(OfUnit):
    """A budget reduced from a month on, or raised by what another gave up; its uid is what a saving is proved by.

    Budgets are the customer's own: `owner_party` is the customer.
    """

    from_month = models.DateField()
    amount_minor = models.BigIntegerField()  # by how much the year's budget falls here; below nothing it rises
    given_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=400)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="a_transfer_moves_something"),
        ]
        indexes = [models.Index(fields=["contract", "from_month"], name="transfer_by_month")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return super().visible_to(scope, permission or BUDGETS)


class Budget(OfUnit):
    """What a unit means to spend on a service in a month, as first set; transfers revise it. The customer's own."""

    month = models.DateField()
    amount_minor = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "unit", "line_code", "month"], name="a_months_budget_is_set_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="a_budget_is_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["contract", "unit", "month", "line_code", "data_class", "owner_party", "community",
                        "amount_minor"],
                name="budget_by_month",
            )
        ]  # fmt: skip

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return super().visible_to(scope, permission or BUDGETS)


class Commitment(OfUnit):
    """What is promised beyond a service's fees and is not booked yet; the customer's own, as the budget it burdens.

    What is left of it stands among the costs as entries of kind commitment, which add up to `left_minor`.
    """

    month = models.DateField()  # the first day of the month it was promised in: its year's budget is burdened
    title = models.CharField(max_length=160)
    reference = models.CharField(max_length=60, blank=True)  # the number of the offer, the change or the order
    source = models.CharField(max_length=8, default="hand")  # rules.SOURCES
    source_uid = models.UUIDField(null=True, blank=True)  # of the offer or the change
    promised_minor = models.BigIntegerField()
    left_minor = models.BigIntegerField()
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "source_uid"], name="a_source_commits_once"),
            models.CheckConstraint(condition=Q(left_minor__gte=0), name="no_less_than_nothing_is_promised"),
        ]
        indexes = [models.Index(fields=["contract", "month"], name="commitment_by_month")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return super().visible_to(scope, permission or BUDGETS)


class BudgetAlert(OfUnit):
    """That a unit's service reached a share of its year's budget; told once."""

    year = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "unit", "line_code", "year", "percent"], name="an_alert_is_raised_once"
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return super().visible_to(scope, permission or BUDGETS)


class SavingItem(OfUnit):
    """One initiative: what is done to save, on which cost line of the baseline, by whom, and how far it has come."""

    number = models.CharField(max_length=24)
    title = models.CharField(max_length=160)
    description = models.CharField(max_length=1000, blank=True)
    kind = models.CharField(max_length=10)  # rules.KINDS
    cashable = models.BooleanField(default=True)
    recurring = models.BooleanField(default=True)
    state = models.CharField(max_length=16, default="idea")  # rules.STATES
    forecast_minor = models.BigIntegerField(default=0)  # a year
    cost_line = models.CharField(max_length=24, blank=True)
    share_percent = models.DecimalField(max_digits=6, decimal_places=3, default=100)
    baseline = models.ForeignKey(Baseline, models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    evidence = models.CharField(max_length=400, blank=True)
    reason = models.CharField(max_length=400, blank=True)  # why it was rejected or lapsed
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="an_initiative_is_numbered_once"),
            models.CheckConstraint(
                condition=Q(share_percent__gt=0, share_percent__lte=100), name="a_share_lies_within_a_hundred"
            ),
        ]
        indexes = [models.Index(fields=["contract", "state", "unit"], name="initiative_by_state")]


class Verification(OfUnit):
    """That finance verified what an initiative saved in a year; added, never changed."""

    item = models.ForeignKey(SavingItem, models.PROTECT, related_name="+")
    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    cashable = models.BooleanField()
    counts = models.BooleanField()  # to a guarantee
    transfer = models.ForeignKey(BudgetTransfer, models.PROTECT, null=True, related_name="+")
    evidence = models.CharField(max_length=400)
    verified_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    verified_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "year"], name="an_initiative_is_verified_once_a_year"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="something_was_verified"),
        ]
        indexes = [models.Index(fields=["contract", "year", "unit"], name="verified_by_year")]


class OfContract(ScopedModel):
    """A row about a whole contract: only those whose permission reaches beyond a unit see it."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id")


class Scheme(OfContract):
    """What both parties agreed about guaranteeing savings or sharing gains, from a day on."""

    kind = models.CharField(max_length=10)  # guarantee, gainshare
    number = models.PositiveSmallIntegerField()
    terms = models.JSONField()  # as queries.schemes reads them
    clause = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, default="proposed")
    side = models.CharField(max_length=8)
    proposed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind", "number"], name="a_scheme_version_is_numbered_once"),
            models.UniqueConstraint(
                fields=["contract", "kind"], condition=Q(state="agreed"), name="one_scheme_of_a_kind_holds"
            ),
        ]


class Settlement(OfContract):
    """What a year comes to under a scheme: its facts, the result step by step, and who signed it."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()  # the year of the term, from 1, for a guarantee; else the calendar year
    state = models.CharField(max_length=10, default="draft")  # rules.SETTLEMENTS
    facts = models.JSONField(default=dict)  # what went in, amounts in hundredths
    result = models.JSONField(default=dict)  # what came of it
    charge_minor = models.BigIntegerField(default=0)  # as the invoice shows it: below nothing the provider pays
    calculated_at = models.DateTimeField(null=True, blank=True)
    customer_signed = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    provider_signed = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    approved_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    invoice_month = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)  # why it is disputed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year"], name="a_year_is_settled_once"),
            models.CheckConstraint(
                condition=Q(customer_signed__isnull=True) | Q(provider_signed__isnull=True)
                | ~Q(customer_signed=F("provider_signed")),
                name="two_people_sign_a_settlement",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["contract", "invoice_month"], name="settlement_by_invoice")]


class CostSheet(OfContract):
    """The provider's open book of a service line in a year, in the one format there is; a later version replaces it."""

    line_code = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    labour_minor = models.BigIntegerField()
    subcontract_minor = models.BigIntegerField()
    materials_minor = models.BigIntegerField()
    overhead_minor = models.BigIntegerField()
    margin_minor = models.BigIntegerField()
    note = models.CharField(max_length=400, blank=True)
    published_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "line_code", "year", "number"], name="a_cost_sheet_is_numbered_once"
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or OPEN_BOOK, contract="contract_id", line="line_code")
