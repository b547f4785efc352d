"""Invoices and credit notes, their lines, and what was found on them."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.kernel.invoices import KINDS
from samdrift.partnership.invoicing.models.terms import VIEW, BillingParty, InvoiceRun


class Invoice(ScopedModel):
    """An invoice or credit note of one customer entity and month. Issued, it is never changed: credit notes follow.

    A credit note's amounts and lines are positive: they say what is given back.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(InvoiceRun, models.PROTECT, null=True, related_name="+")
    supplier = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey(BillingParty, models.PROTECT, null=True, related_name="+", db_index=False)
    buyer = models.ForeignKey(BillingParty, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, default="invoice")  # invoice, credit_note
    origin = models.CharField(max_length=8, default="written")  # written here, or received from elsewhere
    number = models.CharField(max_length=40, blank=True)
    number_key = models.CharField(max_length=40, blank=True)
    month = models.DateField()  # its first day
    first_day = models.DateField()
    last_day = models.DateField()
    issued_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    gross_minor = models.BigIntegerField(default=0)
    disputed_minor = models.BigIntegerField(default=0)  # with VAT, of disputes that are open
    credited_minor = models.BigIntegerField(default=0)  # with VAT, by credit notes
    paid_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, default="draft")
    order = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=40, blank=True)
    format = models.CharField(max_length=8, default="peppol")
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    supplements = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # the month's first invoice
    known_at = models.DateTimeField()  # prices and volumes as they were known then
    made_at = models.DateTimeField()
    rules = models.JSONField(default=list, blank=True)  # which rules were asked, in their versions
    fingerprint = models.CharField(max_length=64, blank=True)  # SHA-256 of what was sent or came
    issued_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    issued_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    agreed_at = models.DateTimeField(
        null=True, blank=True
    )  # a supplementary one, by the customer who asked to be asked
    matched_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    matched_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "supplier", "number_key"], condition=~Q(number_key="") & ~Q(state="rejected"),
                name="an_invoice_number_is_used_once",
            ),
            models.CheckConstraint(condition=Q(gross_minor__gte=0), name="no_invoice_is_below_nothing"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["contract", "-month", "unit", "id"], name="invoice_by_month"),
            models.Index(fields=["community", "state", "due_on"], name="invoice_by_due_day"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id", unit="unit_id")


class InvoiceLine(ScopedModel):
    """A line: exactly one of volume, change, extra work, credit, index and gainshare stands behind it.

    Of a document that came from elsewhere nothing may; such a line blocks it until it is credited or rejected.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField()
    source = models.CharField(max_length=10)
    reference = models.CharField(max_length=64)  # the uid, or the price item, of what stands behind it
    line_code = models.CharField(max_length=8)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    item = models.CharField(max_length=40, blank=True)
    setting = models.CharField(max_length=40, blank=True)
    name = TranslatedField()
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    unit_code = models.CharField(max_length=4)
    price = models.DecimalField(max_digits=18, decimal_places=6)
    base = models.DecimalField(max_digits=10, decimal_places=4, default=1)
    amount_minor = models.BigIntegerField()
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2)
    derived = models.BooleanField(default=True)  # whether a quantity and a price stand behind the amount
    stretches = models.JSONField(default=list, blank=True)  # [first, last, quantity, price, factor, year fee]
    evidence = models.JSONField(default=list, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="a_line_has_its_own_position"),
            models.CheckConstraint(
                condition=(Q(source__in=KINDS) & ~Q(reference="")) | Q(source=""), name="one_thing_stands_behind_a_line"
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="invoice__contract_id", unit="invoice__unit_id")


class Finding(ScopedModel):
    """What a check found on an invoice or one of its lines; blocking ones keep it from going out or being paid."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)  # of the line; 0: the document
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict, blank=True)
    blocks = models.BooleanField()
    found_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="invoice__contract_id", unit="invoice__unit_id")
