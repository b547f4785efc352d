"""Paying what was approved: a file for the bank, with what is disputed or credited left out."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.invoicing import events, rules
from samdrift.partnership.invoicing.commands import moving
from samdrift.partnership.invoicing.models import Invoice, Payment, PaymentFile
from samdrift.partnership.invoicing.queries import reading

PAY = "invoicing.pay"


@transaction.atomic
def make_payments(scope: Scope, contract_uid: UUID, *, pay_on: date, now: datetime) -> PaymentFile:
    """Make the file of everything approved with something left to pay, and note it as paid on that day.

    Raises:
        NotAllowed: The actor does not pay invoices of the contract.
        Refused: Nothing is to be paid.
    """
    contract = reading.contract_by_uid(scope, contract_uid)
    scope.require(PAY, contract=contract.pk)
    lock("invoicing.payments", contract.pk)
    found = [(one, reading.left_of(one)) for one in reading.to_pay(scope, contract.pk)]
    if not found:
        raise Refused(_("Nothing that was approved is left to pay."))
    with everywhere(reason="the number of a contract's next payment file"):
        last = PaymentFile.objects.filter(contract=contract).aggregate(last=Max("number"))["last"] or 0
    file = PaymentFile.objects.create(
        community_id=scope.community_id, data_class="D2", contract=contract, number=last + 1, pay_on=pay_on,
        amount_minor=sum(left for _one, left in found), currency=contract.currency, made_by_id=scope.person_id,
        made_at=now,
    )  # fmt: skip
    for invoice, left in found:
        Payment.objects.create(
            community_id=scope.community_id, data_class="D2", file=file, invoice=invoice, amount_minor=left
        )
        _pay(scope, invoice, left, pay_on, now)
    event = events.PaymentsMade(file_uid=file.uid, payments=len(found), amount_minor=file.amount_minor)
    record(event, scope=scope, at=now, subject=file)
    return file


def _pay(scope: Scope, invoice: Invoice, amount: int, day: date, now: datetime) -> None:
    locked = Invoice.objects.within_permission(scope, PAY).locked(invoice.uid, invoice.version)
    locked.paid_minor += amount
    locked.paid_on = day
    if rules.after(locked.state, "pay"):
        moving.moved(scope, locked, "pay", "paid_minor", "paid_on", now=now)
    else:  # what was disputed is paid after the rest
        locked.save_changes("paid_minor", "paid_on")
