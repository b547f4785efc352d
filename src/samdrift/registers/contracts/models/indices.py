"""Published indices, how a contract follows them, and the runs both parties agreed on; rows are added, never edited."""

from typing import Any

from django.db import models
from django.db.models import Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.registers.contracts.models.prices import VIEW_PRICES, alike_for_units


class IndexSeries(ScopedModel):
    """A published index, such as the net price index."""

    code = models.CharField(max_length=24)
    name = TranslatedField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="an_index_code_is_used_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class IndexValue(ScopedModel):
    """A value of an index as it was published on a day; a revised one is a row of its own."""

    series = models.ForeignKey(IndexSeries, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=4)
    published_on = models.DateField()
    status = models.CharField(max_length=12, default="final")  # provisional, final
    reference = models.CharField(max_length=24, blank=True)  # the base it is counted on, where it was rebased
    old_value = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)  # of the link month
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["series", "month"], name="index_by_month")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class IndexRule(ScopedModel):
    """A version of how prices follow indices: of those known, the one written last holds from its day on."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=24)
    number = models.PositiveSmallIntegerField(default=1)
    fixed = models.DecimalField(max_digits=9, decimal_places=6, default=0)
    # Of each index: its series, its weight, and the value and month all later ones are compared with.
    parts: Any = models.JSONField(default=list)
    decimals = models.PositiveSmallIntegerField(null=True, blank=True, default=4)
    threshold = models.DecimalField(max_digits=9, decimal_places=6, default=0)
    cap = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    floor = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    one_way = models.BooleanField(default=False)
    carry = models.BooleanField(default=False)
    lag_months = models.PositiveSmallIntegerField(default=1)  # the index month lies so many before the regulation
    clause = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "code", "number"], name="an_index_rule_is_numbered_once"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return alike_for_units(scope, permission or VIEW_PRICES)


class IndexRun(ScopedModel):
    """A regulation both parties agreed on: the factor from a day on, and from when prices are billed by it."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    rule_code = models.CharField(max_length=24)
    rule_number = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    applies_from = models.DateField()  # months between are settled already: they are trued up
    wanted = models.DateField()  # the index month the contract asks for
    cut_off = models.DateField()
    raw = models.DecimalField(max_digits=20, decimal_places=12)
    factor = models.DecimalField(max_digits=20, decimal_places=12)
    lapsed = models.DecimalField(max_digits=20, decimal_places=12, default=0)
    provisional = models.BooleanField(default=False)
    reason = models.CharField(max_length=12, blank=True)
    used: Any = models.JSONField(default=list)
    recorded_at = models.DateTimeField()
    proposal = models.ForeignKey("contracts.TermsProposal", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="an_index_run_is_numbered_once"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return alike_for_units(scope, permission or VIEW_PRICES)
