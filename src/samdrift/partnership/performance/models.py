"""Definitions and remedies in versions, months with their results, what was said of them, and credits."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel

VIEW, VIEW_CREDITS = "performance.view", "performance.view_credits"


class Proposed(ScopedModel):
    """Terms one party writes and the other accepts; a version holds from its day until the next one's."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    note = models.CharField(max_length=400, blank=True)
    standing = models.CharField(max_length=10, default="open")  # open, accepted, refused, withdrawn
    proposed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        abstract = True


class KpiDefinition(Proposed):
    """What a figure means: its words, what is counted of what, its target, and what a miss weighs."""

    code = models.CharField(max_length=12)
    name = TranslatedField()
    counted = TranslatedField()  # how this is counted: numerator ÷ denominator, and what is left out
    source = models.CharField(max_length=24)  # queries.sources.SOURCES: where its rows come from
    per = models.CharField(max_length=8, default="contract")  # contract, unit: whose figure is judged
    line_code = models.CharField(max_length=8, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    target = models.DecimalField(max_digits=9, decimal_places=2)
    lower_is_better = models.BooleanField(default=False)
    scale = models.PositiveIntegerField(default=100)  # 100: per cent
    unit_word = models.CharField(max_length=16, default="%")
    edges = models.JSONField(default=list)  # ["2", "5", "10"]: how far behind a miss is serious, severe, critical
    stretch = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    low_volume_under = models.PositiveSmallIntegerField(default=20)
    fewest = models.PositiveSmallIntegerField(default=1)
    weight = models.DecimalField(max_digits=6, decimal_places=2, default=0)  # per cent of the amount at risk
    remedy_group = models.CharField(max_length=24, blank=True)
    earns_back = models.BooleanField(default=True)
    published = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "code", "number"], name="a_definition_version_is_numbered_once"
            )
        ]  # fmt: skip

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", any_line=True) | _local(scope, permission)


def _local(scope: Scope, permission: str) -> Q:
    """Definitions are no secret of a district: whoever sees any figure of a contract may read what they mean."""
    return Q(pk__in=()) if permission else _of_contracts(scope, VIEW)


def _of_contracts(scope: Scope, permission: str) -> Q:
    """What is a whole contract's, for whoever has a permission anywhere under it.

    Who is limited to units or places reads that of the own employer's contracts: under a framework each body has one,
    and how the next body measures and where it stands is no business of theirs.
    """
    wide, limited = scope.by_width()
    party = Q(contract__customer=scope.party_id) | Q(contract__provider=scope.party_id)
    return _reached(wide, permission) | _reached(limited, permission) & party


def _reached(scope: Scope, permission: str) -> Q:
    """The rows of the contracts that grants with a permission reach."""
    reached = [grant.contracts for grant in scope.grants if permission in grant.permissions]
    if None in reached:
        return scope.of_community()
    named = {one for some in reached if some is not None for one in some}
    return scope.of_community() & Q(contract__in=named) if named else Q(pk__in=())


class RemedyTermsVersion(Proposed):
    """How misses become money: the model with its shares, ratchet, caps, grace and earning back."""

    terms = models.JSONField()  # as `rules.remedies.terms_from` reads them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="a_remedy_version_is_numbered_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW_CREDITS, contract="contract_id")


class KpiPeriod(ScopedModel):
    """A month of a contract: open → provisional → under_review → agreed → frozen."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    state = models.CharField(max_length=14, default="open")
    computed_at = models.DateTimeField(null=True, blank=True)
    customer_agreed_at = models.DateTimeField(null=True, blank=True)
    customer_agreed_by = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    provider_agreed_at = models.DateTimeField(null=True, blank=True)
    provider_agreed_by = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "month"], name="a_month_is_measured_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return _of_contracts(scope, permission or VIEW)


class KpiReading(ScopedModel):
    """A figure somebody counted by hand, with what shows it: for what the house does not see itself yet."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=12)
    month = models.DateField()
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    evidence = models.CharField(max_length=400)
    side = models.CharField(max_length=8)
    recorded_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contract", "month", "code"], name="reading_of_month")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id", any_line=True)


class KpiResult(ScopedModel):
    """What a month came to under one definition, for the contract or one unit; corrections are rows of their own."""

    period = models.ForeignKey(KpiPeriod, models.PROTECT, related_name="+", db_index=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    definition = models.ForeignKey(KpiDefinition, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=12)
    line_code = models.CharField(max_length=8, blank=True)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField(default=1)  # 1, then one more with each correction
    latest = models.BooleanField(default=True)
    numerator = models.BigIntegerField(default=0)
    denominator = models.BigIntegerField(default=0)
    value = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    band = models.CharField(max_length=12)
    allowed = models.PositiveSmallIntegerField(null=True)
    stretch = models.BooleanField(default=False)
    judged = models.BooleanField(default=True)  # at the level its definition speaks of; others only inform
    # The run of months, this one included.
    run_failures = models.PositiveSmallIntegerField(default=0)
    run_passes = models.PositiveSmallIntegerField(default=0)
    run_last_failed = models.BooleanField(default=False)
    repeated = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="provisional")  # provisional, agreed, disputed, frozen, corrected
    reason = models.CharField(max_length=400, blank=True)  # of a correction
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "code", "unit", "number"], name="a_units_result_is_numbered_once",
                condition=Q(unit__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["period", "code", "number"], name="a_contracts_result_is_numbered_once",
                condition=Q(unit__isnull=True),
            ),
            models.CheckConstraint(condition=Q(denominator__gte=0), name="nothing_is_counted_less_than_not_at_all"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["contract", "month", "code"], name="result_of_month"),
            models.Index(fields=["contract", "code", "unit", "month"], name="result_of_measure"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id", any_line=True)


class ResultWord(ScopedModel):
    """What one party said of a result: a remark, a dispute, its answer, or what ended it."""

    result = models.ForeignKey(KpiResult, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)  # remark, dispute, answer, settle, correct, sign, steer
    text = models.CharField(max_length=600)
    side = models.CharField(max_length=8)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    said_at = models.DateTimeField()
    # A correction, or a decision of the steering committee, waits here until the other party signs it too.
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="result__contract_id", unit="result__unit_id", any_line=True)


class ServiceCredit(ScopedModel):
    """What a result cost, or what was earned back of it: calculated → agreed → invoiced, or waived."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()  # the month measured
    bills_in = models.DateField()  # the month whose invoice takes it, by its first day: the next one, as a rule
    kind = models.CharField(max_length=10, default="credit")  # credit, earn_back, correction
    result = models.ForeignKey(KpiResult, models.PROTECT, related_name="+")
    remedy = models.ForeignKey(RemedyTermsVersion, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=12)
    line_code = models.CharField(max_length=8, blank=True)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    charge_minor = models.BigIntegerField(default=0)  # what it was measured on
    points = models.PositiveSmallIntegerField(default=0)
    factor = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    gross_minor = models.BigIntegerField()
    steps = models.JSONField(default=list)  # [[rule, amount left]]
    net_minor = models.BigIntegerField()  # above zero: owed to the client; below: given back to the provider
    state = models.CharField(max_length=12, default="calculated")  # calculated, agreed, invoiced, waived, earned_back
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    customer_agreed_at = models.DateTimeField(null=True, blank=True)
    provider_agreed_at = models.DateTimeField(null=True, blank=True)
    calculated_at = models.DateTimeField()
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=400, blank=True)  # why it was waived

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "kind"], name="a_result_has_one_credit_of_a_kind"),
            models.CheckConstraint(condition=Q(gross_minor__gte=0), name="a_credit_is_owed_before_it_is_capped"),
        ]
        indexes = [models.Index(fields=["contract", "month"], name="credit_of_month")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW_CREDITS, contract="contract_id", unit="unit_id", any_line=True)


class FeeReduction(ScopedModel):
    """What is not paid of a site's or district's fee in a month because visits were not delivered: a matter of price.

    It follows from a frozen figure, stands outside every cap, and comes off the next invoice.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    bills_in = models.DateField()
    result = models.ForeignKey(KpiResult, models.PROTECT, related_name="+")
    remedy = models.ForeignKey(RemedyTermsVersion, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=12)
    line_code = models.CharField(max_length=8)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    ordered = models.PositiveIntegerField()  # minutes of rounds, or runs of plans
    missing = models.PositiveIntegerField()
    fee_minor = models.BigIntegerField()
    share = models.DecimalField(max_digits=5, decimal_places=4)  # of the fee that stands for visits
    amount_minor = models.BigIntegerField()
    calculated_at = models.DateTimeField()
    invoiced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "month", "code", "unit", "site"], name="a_sites_fee_is_reduced_once",
                condition=Q(site__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["contract", "month", "code", "unit"], name="a_districts_fee_is_reduced_once",
                condition=Q(site__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(missing__lte=models.F("ordered")), name="no_more_is_missing_than_was_ordered"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_reduction_is_above_nothing"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["contract", "bills_in"], name="reduction_by_bill")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW_CREDITS, contract="contract_id", unit="unit_id", any_line=True)


class RunningMonth(ScopedModel):
    """What figures no sum tells came to in the month that runs, as last counted; the next count takes its place."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    told = models.JSONField(default=dict)  # {source: [[district's id or null, how many, of how many]]}
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract"], name="a_contract_has_one_running_month")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", any_line=True)
