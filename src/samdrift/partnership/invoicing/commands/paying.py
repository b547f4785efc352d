"""Paying what was approved: a file for the bank, disputed parts left out and credits taken off."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.invoices import net_of_credits
from samdrift.partnership.invoicing import events, rules
from samdrift.partnership.invoicing.commands import moving
from samdrift.partnership.invoicing.models import Invoice, Payment, PaymentFile
from samdrift.partnership.invoicing.queries import reading
from samdrift.registers.contracts import public as contracts

PAY = "invoicing.pay"


@transaction.atomic
def make_payments(scope: Scope, contract_uid: UUID, *, pay_on: date, now: datetime) -> PaymentFile:
    """Make the file of everything approved with something left to pay, and note it as paid on that day.

    Credits are taken from what is paid, up to all of it; what is left of them waits for the next file.

    Raises:
        NotAllowed: The actor does not pay invoices of the contract.
        Refused: Nothing is to be paid.
    """
    contract = reading.contract_by_uid(scope, contract_uid)
    scope.require(PAY, contract=contract.pk)
    lock("invoicing.payments", contract.pk)
    owed = [(one, reading.left_of(one)) for one in reading.to_pay(scope, contract.pk)]
    given_back = reading.to_net(scope, contract.pk)
    if not owed and given_back:
        raise Refused(_("Only credits are left. They are taken from the next payment."))
    if not owed:
        raise Refused(_("Nothing that was approved is left to pay."))
    used = net_of_credits([left for _one, left in owed], [left for _one, left in given_back]).used
    found = [*owed, *((one, -taken) for (one, _left), taken in zip(given_back, used, strict=True) if taken)]
    file = _file(scope, contract, sum(amount for _one, amount in found), pay_on, now)
    for invoice, amount in found:
        Payment.objects.create(
            community_id=scope.community_id, data_class="D2", file=file, invoice=invoice, amount_minor=amount
        )
        _pay(scope, invoice, amount, pay_on, now)
    event = events.PaymentsMade(file_uid=file.uid, payments=len(found), amount_minor=file.amount_minor)
    record(event, scope=scope, at=now, subject=file)
    return file


def _file(scope: Scope, contract: contracts.Contract, amount: int, pay_on: date, now: datetime) -> PaymentFile:
    with everywhere(reason="the number of a contract's next payment file"):
        last = PaymentFile.objects.filter(contract=contract).aggregate(last=Max("number"))["last"] or 0
    return PaymentFile.objects.create(
        community_id=scope.community_id, data_class="D2", contract=contract, number=last + 1, pay_on=pay_on,
        amount_minor=amount, currency=contract.currency, made_by_id=scope.person_id, made_at=now,
    )  # fmt: skip


def _pay(scope: Scope, invoice: Invoice, amount: int, day: date, now: datetime) -> None:
    """Note what was paid, or of a credit what was used up; an invoice paid too much was paid so much less."""
    locked = Invoice.objects.within_permission(scope, PAY).locked(invoice.uid, invoice.version)
    if locked.kind == "credit_note":
        locked.paid_minor -= amount
    else:
        locked.paid_minor += amount
    if amount > 0 or locked.kind == "credit_note":
        locked.paid_on = day
    partly = locked.kind == "credit_note" and reading.left_of(locked) > 0
    if rules.after(locked.state, "pay") and not partly:
        moving.moved(scope, locked, "pay", "paid_minor", "paid_on", now=now)
    else:  # what was disputed is paid after the rest, and a credit may be used up by two files
        locked.save_changes("paid_minor", "paid_on")
