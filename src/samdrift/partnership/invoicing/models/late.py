"""What both parties agree is due of months that were invoiced already."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.partnership.invoicing.models.terms import VIEW


class LateDue(ScopedModel):
    """A volume that held all along, or an amount of one month, agreed on late: open → agreed, declined or withdrawn.

    Invoices that were sent stand; what it comes to goes on supplementary invoices of its months.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)  # volume, amount
    item = models.CharField(max_length=40, blank=True)  # of a volume
    setting = models.CharField(max_length=40, blank=True)
    line_code = models.CharField(max_length=8)
    quantity = models.DecimalField(max_digits=16, decimal_places=4)  # so much more; of an amount, how many
    price = models.DecimalField(max_digits=18, decimal_places=6, null=True)  # of an amount
    since = models.DateField()
    until = models.DateField(null=True)  # the first day the ledger holds a volume from, or the month after an amount's
    months = models.JSONField(default=list)  # [month, hundredths]; as proposed, then as agreed
    text = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="open")
    proposed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_party = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["contract", "state", "-proposed_at"], name="late_due_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="late_due_bills_more"),
            models.CheckConstraint(
                condition=(Q(kind="volume") & ~Q(item="") & Q(price=None)) | (Q(kind="amount") & Q(price__gt=0)),
                name="late_due_is_a_volume_or_an_amount",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | ~Q(answered_by=F("proposed_by")), name="late_due_is_agreed_by_two"
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id")
