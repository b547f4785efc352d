"""Sums by day and month, what of them is stale, and how far the book was read. All of it a cache of the raw rows."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel

DAY, MONTH = 0, 1
WHOLE, PLACE, FULL = 0, 1, 2
"""How finely a row tells: a contract by line and kind; by unit and site; by all of them."""


class Tally(ScopedModel):
    """The sums of one source over a day or a month.

    There are three rows of each kind of fineness for what one raw row adds, so that a whole contract's year is read
    from some hundred rows. Where a level does not tell a unit or site it is 0, a line or kind "".
    """

    uid = None  # a cache's row has no public name
    version = None  # type: ignore[assignment]  # and nobody edits it

    source = models.CharField(max_length=40)
    contract_id = models.BigIntegerField()
    grain = models.PositiveSmallIntegerField()  # DAY, MONTH
    level = models.PositiveSmallIntegerField()  # WHOLE, PLACE, FULL
    day = models.DateField()  # the day, or the month's first
    unit_id = models.BigIntegerField(default=0)
    site_id = models.BigIntegerField(default=0)
    line = models.CharField(max_length=8, default="", blank=True)
    kind = models.CharField(max_length=24, default="", blank=True)
    count = models.BigIntegerField()
    numerator = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "contract_id", "grain", "level", "day", "unit_id", "site_id", "line", "kind"],
                name="what_is_tallied_stands_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.day}"

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # Which permission opens a sum is the source's to say; without one it opens to nobody.
        if not permission:
            return NOTHING
        return scope.narrow(permission, contract="contract_id", site="site_id", unit="unit_id", line="line")


class StaleTally(models.Model):
    """A note that rows of a day of a site changed since they were counted.

    The same may be noted twice: were that forbidden, people who write at once would wait for each other here.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=40)
    community_id = models.BigIntegerField()
    contract_id = models.BigIntegerField()
    day = models.DateField()
    site_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["contract_id", "source", "day"], name="stale_tally_by_day")]

    def __str__(self) -> str:
        return f"{self.source} {self.day}"


class TallyReading(models.Model):
    """How far the sealed book was read, and since when everything told in it is counted."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=20, unique=True)
    seal_id = models.BigIntegerField(default=0)
    counted_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.seal_id}"


class BuiltTally(models.Model):
    """Which version of a source a contract's sums were made by, when from scratch, and since when they are the same.

    The stamp is another one after each change of the sums, in the same transaction, and none comes twice.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=40)
    contract_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    built_at = models.DateTimeField()
    stamp = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "contract_id"], name="a_contracts_tally_is_built_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} of {self.contract_id}"
