"""Disputed lines, and payments."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.partnership.invoicing.models.documents import Invoice, InvoiceLine
from samdrift.partnership.invoicing.models.terms import VIEW


class LineDispute(ScopedModel):
    """Part of a line that the customer queries: open → credited, or withdrawn. The rest of the invoice goes on."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="+")
    line = models.ForeignKey(InvoiceLine, models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()  # without VAT
    reason = models.CharField(max_length=16)
    text = models.CharField(max_length=400)
    opened_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    answer_due_on = models.DateField()
    state = models.CharField(max_length=10, default="open")
    answer = models.CharField(max_length=400, blank=True)
    answered_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    credit_note = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="open"), name="a_line_is_disputed_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="a_dispute_is_about_an_amount"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="invoice__contract_id", unit="invoice__unit_id")


class PaymentFile(ScopedModel):
    """A file of payments made for the bank (ISO 20022 pain.001)."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    pay_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    made_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="a_payment_file_is_numbered_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "invoicing.pay", contract="contract_id")


class Payment(ScopedModel):
    """What a payment file pays of an invoice; below nothing: a credit it takes from what is transferred."""

    file = models.ForeignKey(PaymentFile, models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="a_payment_is_about_an_amount")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="invoice__contract_id", unit="invoice__unit_id")
