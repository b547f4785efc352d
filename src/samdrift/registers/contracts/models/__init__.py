"""Contracts and versions, calendars as dated data, SLA policies chosen from them, and the prices and volumes."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.registers.contracts.models.indices import IndexRule, IndexRun, IndexSeries, IndexValue
from samdrift.registers.contracts.models.prices import VIEW_TERMS, PriceItem, VolumeStep, alike_for_units
from samdrift.registers.contracts.models.wording import (
    Clause,
    ClauseNote,
    ContractFact,
    ContractOption,
    Obligation,
    ObligationKept,
)

__all__ = [
    "Clause",
    "ClauseNote",
    "Contract",
    "ContractFact",
    "ContractMonth",
    "ContractOption",
    "ContractVersion",
    "Holiday",
    "IndexRule",
    "IndexRun",
    "IndexSeries",
    "IndexValue",
    "Obligation",
    "ObligationKept",
    "PriceItem",
    "PriceList",
    "ServiceCalendar",
    "SlaClock",
    "SlaPolicy",
    "TermsModel",
    "TermsOfContract",
    "TermsProposal",
    "VolumeStep",
]


class Contract(ScopedModel):
    """An agreement between a customer and a provider of the community."""

    code = models.CharField(max_length=20)
    name = TranslatedField()
    customer = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    provider = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    currency = models.CharField(max_length=3)
    lines = models.JSONField(default=list)  # codes of service lines; empty: all
    unit_ids = models.JSONField(default=list)  # top units it covers; empty: all

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code"], name="a_contract_code_is_used_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_contract_ends_after_it_starts"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        if permission == VIEW_TERMS:
            wide, limited = scope.by_width()
            own = Q(customer=scope.party_id) | Q(provider=scope.party_id)
            return _reached(wide, permission) | _reached(limited.over_every_unit(), permission) & own
        if permission:
            return _reached(scope, permission)
        return scope.of_community() & scope.own_body("customer", "provider")


def _reached(scope: Scope, permission: str) -> Q:
    return scope.narrow(permission, contract="pk")


class TermsModel(ScopedModel):
    """Terms any member may read: the promise is public within the community."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class TermsOfContract(TermsModel):
    """Terms of one contract: of many bodies that buy in side by side, each reads its own contracts' alone."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        contract = cls.home()
        return scope.of_community() & scope.own_body(f"{contract}__customer", f"{contract}__provider")

    @classmethod
    def home(cls) -> str:
        """The way to the contract."""
        return "contract"


class ContractVersion(TermsOfContract):
    """The terms as agreed from a day on."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="a_contract_version_is_numbered_once")
        ]


class Holiday(TermsModel):
    """One day of a holiday set, entered as a date; `superseded_at` takes it out again without forgetting it."""

    holiday_set = models.CharField(max_length=20)  # DK, SE, GB-ENG …
    on = models.DateField()
    name = TranslatedField()
    kind = models.CharField(max_length=12)  # public, bank, agreed, school
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["community", "holiday_set", "on"], name="holiday_by_day")]


class ServiceCalendar(TermsModel):
    """Opening hours of a service from a day on, in the format of a calendar file; holidays already expanded to days."""

    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField(default=1)
    name = TranslatedField()
    definition = models.JSONField()  # as `kernel.calendars` reads it
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code", "number"], name="a_calendar_version_is_numbered_once")
        ]


class SlaPolicy(TermsOfContract):
    """Which clocks run for which work: contract × line × request type × priority × place, with dates and the clause."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = TranslatedField()
    line_code = models.CharField(max_length=8, blank=True)  # empty: any
    request_type_code = models.CharField(max_length=32, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, blank=True)  # 1–5; null: any
    site_kind = models.CharField(max_length=24, blank=True)
    site_ids = models.JSONField(default=list, blank=True)
    unit_ids = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    retarget = models.CharField(max_length=12, default="from_start")  # from_start, from_change
    # What it asks of each reason that may stop a clock: {"no_access": {"evidence": "attempt", "needs_end": true, …}}
    pause_terms = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["contract", "line_code", "priority"], name="policy_by_priority")]


class SlaClock(TermsOfContract):
    """One clock of a policy: what starts it, what stops it, how long, in which calendar, and what may pause it."""

    policy = models.ForeignKey(SlaPolicy, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)  # acknowledge, attend, make_safe, complete
    unit = models.CharField(max_length=14)  # work_minutes, calendar_days, work_days
    amount = models.PositiveIntegerField()
    cut_off = models.TimeField(null=True, blank=True)
    calendar_code = models.CharField(max_length=20)
    at_close = models.CharField(max_length=14, default="closing")
    starts_with = models.CharField(max_length=24, default="received")
    stops_with = models.CharField(max_length=24)  # acknowledged, arrived, started, made_safe, resolved
    pausable = models.JSONField(default=list)  # codes of hold reasons that stop it
    at_risk_percent = models.PositiveSmallIntegerField(default=75)
    warnings = models.JSONField(
        default=list, blank=True
    )  # shares of the time at which somebody hears of it; usual: none

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "kind"], name="a_policy_has_each_clock_once")]

    @classmethod
    def home(cls) -> str:
        return "policy__contract"


class ContractMonth(TermsOfContract):
    """A month both parties agreed on: its figures stand, and what changes later is a correction in a later month.

    A month without a row is open. Invoicing and the figures of performance read it from here.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    state = models.CharField(max_length=10, default="frozen")
    frozen_at = models.DateTimeField()
    proposal = models.ForeignKey("contracts.TermsProposal", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "month"], name="a_month_is_frozen_once")]


class TermsProposal(ScopedModel):
    """Terms one party wrote and the other has to accept before they hold: a policy, its end, a calendar, rates."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)  # policy, policy_end, calendar, month, rates
    code = models.CharField(max_length=40)
    content = models.JSONField()
    note = models.CharField(max_length=400, blank=True)
    proposed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    standing = models.CharField(max_length=10, default="open")  # open, accepted, refused, withdrawn
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True)
    result_uid = models.UUIDField(null=True, blank=True)  # the policy or calendar version it became

    class Meta:
        indexes = [models.Index(fields=["contract", "standing", "-proposed_at"], name="proposal_by_standing")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return alike_for_units(scope, permission or VIEW_TERMS)


class PriceList(ScopedModel):
    """The rates both parties agreed on from a day on; the version before ends the day before."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    rates = models.TextField()  # as `kernel.pricing.rates_in` reads them
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    proposal = models.ForeignKey(TermsProposal, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="a_price_list_is_numbered_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "contracts.view_rates", contract="contract_id")
