"""Frameworks, who may join, their dated terms; call-offs with their steps; tiers by month and shares of shared cost."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel

VIEW = "joining.view"


class OfFramework(ScopedModel):
    """What all who are of a framework may read: its public terms."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.over_every_unit().narrow(permission or VIEW, contract=cls.home())

    @classmethod
    def home(cls) -> str:
        """The column of the owner's own contract, by which the framework is run."""
        return "framework__contract_id"


class OfJoiner(ScopedModel):
    """What is one joiner's: seen by its own people, and by the owner and the provider who reach the whole framework."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract=cls.home(), unit=cls.top())

    @classmethod
    def home(cls) -> str:
        """The column of the owner's own contract, by which the framework is run."""
        return "framework__contract_id"

    @classmethod
    def top(cls) -> str:
        """The column of the joiner's top unit."""
        return "unit_id"


class Framework(OfFramework):
    """What bodies may buy into: its owner's contract with a provider, opened to others up to a ceiling."""

    code = models.CharField(max_length=14)
    name = TranslatedField()
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    owner = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+", db_index=False)
    provider = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    ends_on = models.DateField()
    ceiling_minor = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code"], name="a_framework_code_is_used_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_framework_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(ceiling_minor__gt=0), name="a_framework_has_a_ceiling"),
        ]

    @classmethod
    def home(cls) -> str:
        return "contract_id"


class EligibleBody(OfJoiner):
    """A body named in the framework: it may join; its keys divide what is shared. The owner is one too."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    population = models.PositiveIntegerField(default=0)
    headcount = models.PositiveIntegerField(default=0)
    transactions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "organisation"], name="a_body_is_eligible_once"),
        ]


class FrameworkTerms(OfFramework):
    """Tiers, list prices or a shared cost from the first of a month on: proposed by one party, accepted by the other.

    Of the accepted ones of a kind and code that have begun, the one numbered last holds.
    """

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)  # tiers, prices, cost
    code = models.CharField(max_length=24, blank=True)  # which shared cost
    number = models.PositiveSmallIntegerField()
    content: Any = models.JSONField()
    valid_from = models.DateField()
    state = models.CharField(max_length=10, default="proposed")  # proposed, accepted, refused
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="terms_of_a_framework_are_numbered_once"),
        ]


class Accession(OfJoiner):
    """One body's call-off, from interest to its end. The owner's own core services are one too (`core`)."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    core = models.BooleanField(default=False)
    state = models.CharField(max_length=16, default="interest")  # rules.STATES, refused
    wishes: Any = models.JSONField(default=list)  # [{"item", "quantity", "site"}], quantities as texts
    users = models.PositiveIntegerField(default=0)
    starts_on = models.DateField()
    notice_months = models.PositiveSmallIntegerField(default=3)
    exit_terms = models.CharField(max_length=400, blank=True)
    factor = models.DecimalField(max_digits=7, decimal_places=4, default=1)  # of the tier when it was written
    year_minor = models.BigIntegerField(default=0)
    value_minor = models.BigIntegerField(default=0)  # over its term: what counts against the ceiling
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, null=True, related_name="+", db_index=False)
    live_from = models.DateField(null=True, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    leaves_on = models.DateField(null=True, blank=True)  # its last day
    exit_pack = models.CharField(max_length=400, blank=True)
    made_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="a_call_off_is_numbered_once"),
            models.CheckConstraint(
                condition=Q(leaves_on__isnull=True) | Q(notice_on__isnull=False), name="who_leaves_has_given_notice"
            ),
        ]
        indexes = [models.Index(fields=["framework", "state"], name="call_off_by_state")]


class AccessionStep(OfJoiner):
    """What one side did to a call-off: a signature, a step, a no; never edited."""

    accession = models.ForeignKey(Accession, models.PROTECT, related_name="+")
    move = models.CharField(max_length=16)
    side = models.CharField(max_length=8)  # joiner, owner, provider; empty: the clock
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16, blank=True)  # empty: the others' signatures were still missing
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["accession", "move", "side", "from_state"], name="a_side_makes_a_move_once"
            ),
        ]

    @classmethod
    def home(cls) -> str:
        return "accession__framework__contract_id"

    @classmethod
    def top(cls) -> str:
        return "accession__unit_id"


class BusinessCase(OfJoiner):
    """A joiner's own reckoning: what its services cost today and what it expects. `owner_party` is the joiner."""

    accession = models.ForeignKey(Accession, models.PROTECT, related_name="+")
    baseline_minor = models.BigIntegerField()  # a year, as it is today
    transition_minor = models.BigIntegerField(default=0)  # once
    note = models.CharField(max_length=2000, blank=True)
    written_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    @classmethod
    def home(cls) -> str:
        return "accession__framework__contract_id"

    @classmethod
    def top(cls) -> str:
        return "accession__unit_id"


class TierMonth(OfFramework):
    """The tier of a month as it was counted: what all share of it. A count that changes adds a row."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    number = models.PositiveSmallIntegerField()
    volume = models.DecimalField(max_digits=16, decimal_places=4)  # a year at list prices, of all together
    tier_start = models.DecimalField(max_digits=16, decimal_places=4)
    factor = models.DecimalField(max_digits=7, decimal_places=4)
    bodies = models.PositiveSmallIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "month", "number"], name="a_count_is_numbered_once"),
        ]


class CountedVolume(OfJoiner):
    """What one call-off put into a count: its own people's, never the others'."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    count = models.ForeignKey(TierMonth, models.PROTECT, related_name="+")
    accession = models.ForeignKey(Accession, models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    volume = models.DecimalField(max_digits=16, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "accession"], name="a_call_off_is_counted_once"),
        ]


class CostShare(OfJoiner):
    """One body's share of one shared cost in one month, with the key that explains it; it stands on its invoice."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    terms = models.ForeignKey(FrameworkTerms, models.PROTECT, related_name="+", db_index=False)
    accession = models.ForeignKey(Accession, models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, null=True, related_name="+", db_index=False)
    month = models.DateField()
    code = models.CharField(max_length=24)
    key = models.CharField(max_length=12)
    own_key = models.PositiveBigIntegerField()
    all_keys = models.PositiveBigIntegerField()
    total_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    split_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "month", "code", "accession"], name="a_share_is_split_once"),
        ]
        indexes = [models.Index(fields=["contract", "month"], name="share_by_month")]
