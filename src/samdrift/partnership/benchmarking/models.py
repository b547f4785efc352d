"""Benchmark packs with what both parties say of them, the agreed way to compare, and the market's figures as facts."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.partnership.benchmarking.rules import states

VIEW, WRITE = "benchmarking.view", "benchmarking.write"
LONGEST_MAKING = timedelta(hours=1)


class ContractModel(ScopedModel):
    """A row of one contract, which whoever may read its packs reads."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id")


class BenchmarkTerms(ContractModel):
    """A version of how the parties compare: by which clause, at what tolerance, with how many peers at least.

    Proposed by one party, accepted by the other; of those accepted the one that begins last holds from its day on.
    """

    number = models.PositiveSmallIntegerField(default=1)
    clause = models.CharField(max_length=80, blank=True)
    tolerance = models.DecimalField(max_digits=5, decimal_places=2)  # per cent above what a line is held against
    against = models.CharField(max_length=8, default="median")
    fewest_peers = models.PositiveSmallIntegerField(default=3)
    fewest_sites = models.PositiveSmallIntegerField(default=5)  # a cell of fewer places is not told
    sizes: Any = models.JSONField(default=list)  # where classes of sites begin, in m²: [500, 2000]
    answer_days = models.PositiveSmallIntegerField(default=30)
    note = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()  # when it was proposed, then when it was answered
    standing = models.CharField(max_length=10, default=states.ACCEPTED)
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="benchmark_terms_are_numbered_once"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(standing="open"), name="one_version_of_benchmark_terms_waits"
            ),
        ]


class StatementModel(ContractModel):
    """What a party states with a source; never edited: what was wrong is withdrawn and stated anew."""

    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    side = models.CharField(max_length=8)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    source = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=400, blank=True)

    class Meta:
        abstract = True


class PeerValue(StatementModel):
    """What a source states that another body pays for one unit. Values that conflict all stand."""

    peer = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=7)  # price level: 2024 or 2024-07
    line_code = models.CharField(max_length=8)
    item = models.CharField(max_length=24, blank=True)  # of the price book; empty: the whole line
    unit = models.CharField(max_length=16)
    area_basis = models.CharField(max_length=12, blank=True)
    quality = models.CharField(max_length=12, blank=True)
    currency = models.CharField(max_length=3)
    value = models.DecimalField(max_digits=16, decimal_places=4)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "side", "fingerprint"], condition=Q(withdrawn_at__isnull=True),
                name="a_side_states_a_peers_value_once",
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="a_peers_value_is_above_nothing"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["contract", "line_code", "item"], name="peer_value_by_item")]


class PriceFactor(StatementModel):
    """What a source states that amounts are multiplied by between two price levels or currencies."""

    currency = models.CharField(max_length=3)
    level = models.CharField(max_length=7)
    to_currency = models.CharField(max_length=3)
    to_level = models.CharField(max_length=7)
    value = models.DecimalField(max_digits=14, decimal_places=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "side", "fingerprint"], condition=Q(withdrawn_at__isnull=True),
                name="a_side_states_a_factor_once",
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="a_price_factor_is_above_nothing"),
        ]  # fmt: skip


class Pack(ContractModel):
    """A benchmark pack of a period: draft → agreed or disputed → frozen; a later one of the same period is numbered on.

    Its data are kept as one text, not as the database's JSON: their fingerprint is that of these very letters.
    """

    first_day = models.DateField()
    last_day = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(max_length=7)
    state = models.CharField(max_length=10, default=states.DRAFT)
    data = models.TextField()
    digest = models.CharField(max_length=64)
    known_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    due_on = models.DateField()  # by when both parties answer
    above = models.PositiveSmallIntegerField(default=0)  # how many lines exceed, as the data say
    customer_answer = models.CharField(max_length=10, blank=True)
    customer_answered_at = models.DateTimeField(null=True, blank=True)
    customer_answered_by = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    provider_answer = models.CharField(max_length=10, blank=True)
    provider_answered_at = models.DateTimeField(null=True, blank=True)
    provider_answered_by = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "first_day", "last_day", "number"], name="a_pack_of_a_period_is_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["contract", "first_day", "last_day"], condition=~Q(state="frozen"),
                name="one_pack_of_a_period_is_open",
            ),
            models.CheckConstraint(condition=Q(last_day__gt=models.F("first_day")), name="a_pack_ends_after_it_began"),
        ]  # fmt: skip

    @property
    def answers(self) -> dict[str, str]:
        """What each side answered; "" for nothing yet."""
        return {"customer": self.customer_answer, "provider": self.provider_answer}


class Making(ContractModel):
    """A pack somebody asked for, until it is made: waiting → done or failed. A year at full size takes some seconds."""

    first_day = models.DateField()
    last_day = models.DateField()
    level = models.CharField(max_length=7)
    again = models.ForeignKey(Pack, models.PROTECT, null=True, related_name="+")  # the open pack that is made anew
    pack = models.ForeignKey(Pack, models.PROTECT, null=True, related_name="+")  # what came of it
    state = models.CharField(max_length=8, default=states.WAITING)
    problem = models.CharField(max_length=8, blank=True)  # why it failed: `states.PROBLEMS`
    what = models.CharField(max_length=200, blank=True)  # which volume has no price
    asked_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "first_day", "last_day"], condition=Q(state="waiting"),
                name="one_pack_of_a_period_is_being_made",
            ),
        ]  # fmt: skip

    def state_at(self, now: datetime) -> str:
        """Its state; one that nobody made for long was lost with its worker, and failed."""
        lost = self.state == states.WAITING and self.asked_at < now - LONGEST_MAKING
        return states.FAILED if lost else self.state


class Comparison(ContractModel):
    """A pack that is made again to be laid beside what was kept: waiting → done or failed; what came of it stays."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=states.WAITING)
    whole = models.BooleanField(default=False)  # whether the kept text had its fingerprint
    found: Any = models.JSONField(default=list)  # [[place, in the pack, today]]
    what = models.CharField(max_length=200, blank=True)  # which volume has no price
    asked_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack"], condition=Q(state="waiting"), name="a_pack_is_compared_once_at_a_time"
            ),
        ]

    def state_at(self, now: datetime) -> str:
        """Its state; one that nobody made for long was lost with its worker, and failed."""
        lost = self.state == states.WAITING and self.asked_at < now - LONGEST_MAKING
        return states.FAILED if lost else self.state


class PackWord(ScopedModel):
    """What one party says of a pack or of one of its lines; never edited."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, blank=True)  # of the line; empty: the whole pack
    side = models.CharField(max_length=8)
    text = models.CharField(max_length=1000)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    said_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="pack__contract_id")
