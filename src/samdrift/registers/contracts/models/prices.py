"""The price book and the volumes ordered by it: rows are added, never edited, so any day is read as it was known."""

from typing import Any

from django.db import models
from django.db.models import Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel

VIEW_PRICES = "contracts.view_prices"
VIEW_TERMS = "contracts.view"


def alike_for_units(scope: Scope, permission: str, *, line: str | None = None) -> Q:
    """What of a contract holds alike for every unit, such as its prices, as far as the actor may read it.

    Who is limited to units reads that of the own employer's contracts: under a framework each body has one, and the
    next body's prices are no business of theirs.

    Args:
        line: The column of the service line, where the rows have one.
    """
    wide, limited = scope.by_width()
    party = Q(contract__customer=scope.party_id) | Q(contract__provider=scope.party_id)
    wide_rows, own_rows = (_of_contract(one, permission, line) for one in (wide, limited.over_every_unit()))
    return wide_rows | own_rows & party


def _of_contract(scope: Scope, permission: str, line: str | None) -> Q:
    if line is None:
        return scope.narrow(permission, contract="contract_id")
    return scope.narrow(permission, contract="contract_id", line=line)


class PriceItem(ScopedModel):
    """A version of one item of the price book: of those known, the one written last holds from its day on."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=24)
    line_code = models.CharField(max_length=8)
    name = TranslatedField()
    unit = models.CharField(max_length=16)  # one of `kernel.fees.UNITS`
    area_basis = models.CharField(max_length=12, blank=True)  # net, gross, cleaned: what an area is measured as
    price = models.DecimalField(max_digits=14, decimal_places=4)  # the base price, not indexed
    bands: Any = models.JSONField(default=list, blank=True)  # [["0", "215.00"], ["10000", "209.00"]]
    band_mode = models.CharField(max_length=12, default="incremental")
    settings: Any = models.JSONField(default=dict, blank=True)  # {"f5": "1", "f3": "0.70"}
    fixed_share = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    index_rule = models.CharField(max_length=24, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()
    proposal = models.ForeignKey("contracts.TermsProposal", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "code", "number"], name="a_price_is_numbered_once"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return alike_for_units(scope, permission or VIEW_PRICES, line="line_code")


class VolumeStep(ScopedModel):
    """One entry of the ledger of volumes: so much more or less of an item, for a unit and place, from a day on."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=24)
    line_code = models.CharField(max_length=8)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    setting = models.CharField(max_length=40, blank=True)
    change = models.DecimalField(max_digits=14, decimal_places=4)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=12, default="agreed")  # measured, agreed, counted
    reference = models.CharField(max_length=40, blank=True)  # the uid of the change that brought it

    class Meta:
        indexes = [models.Index(fields=["contract", "unit", "item"], name="volume_by_unit")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or VIEW_PRICES, contract="contract_id", line="line_code", unit="unit_id", site="site_id"
        )
