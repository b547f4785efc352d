"""Whom a contract's invoices come from and go to, and the monthly runs that make them."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel

VIEW = "invoicing.view"


class BillingParty(ScopedModel):
    """The sender, or the customer entity that a unit's invoices go to, as it holds from a day on. Never edited.

    Without a unit it is the sender.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    cvr = models.CharField(max_length=8)  # its company number: of Denmark's or Britain's register
    vat_number = models.CharField(max_length=14, blank=True)  # with its country; Danish ones are DK and the number
    gln = models.CharField(max_length=13, blank=True)
    street = models.CharField(max_length=80)
    building = models.CharField(max_length=12)
    city = models.CharField(max_length=60)
    postcode = models.CharField(max_length=12)
    country = models.CharField(max_length=2, default="DK")
    order = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=40, blank=True)
    cost = models.CharField(max_length=40, blank=True)
    contact = models.CharField(max_length=80, blank=True)
    mail = models.EmailField(blank=True)
    registration = models.CharField(max_length=4, blank=True)
    account = models.CharField(max_length=10, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    format = models.CharField(max_length=8, default="peppol")  # peppol, oioubl
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2, default=25)
    payment_days = models.PositiveSmallIntegerField(default=30)
    asks_first = models.BooleanField(default=False)  # agrees to a supplementary invoice before it is sent
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contract", "unit", "valid_from"], name="billing_party_of_unit")]
        constraints = [
            models.CheckConstraint(condition=Q(payment_days__lte=30), name="a_public_body_pays_within_thirty_days")
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id")


class InvoiceRun(ScopedModel):
    """The invoices of a contract and a month being made: waiting → ready, or failed."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()  # its first day
    state = models.CharField(max_length=8, default="waiting")
    asked_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()  # prices and volumes are taken as known then
    ready_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    blocked = models.PositiveIntegerField(default=0)
    net_minor = models.BigIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "month"], condition=Q(state="waiting"), name="a_month_is_run_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["contract", "-asked_at", "-id"], name="invoice_run_newest")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id")
