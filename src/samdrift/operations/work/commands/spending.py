"""Writing what was spent: time and material, corrected only by lines that take back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import events
from samdrift.operations.work.commands import loading, pricing
from samdrift.operations.work.models import WorkLine, WorkOrder
from samdrift.registers.parties import public as parties

LONGEST_DAY_MINUTES = 24 * 60
HIRED = "hired"


@dataclass(frozen=True, slots=True)
class Spent:
    """What is written on a line: minutes of time, a quantity of something, or what a subcontractor cost.

    Attributes:
        cost_minor: What it cost us in all, in hundredths, where that is known.
        outside: Whether it was outside the contract's working hours.
    """

    kind: str
    minutes: int = 0
    quantity: Decimal | None = None
    unit_code: str = ""
    text: str = ""
    cost_minor: int | None = None
    outside: bool = False


@transaction.atomic
def write_line(scope: Scope, uid: UUID, spent: Spent, *, now: datetime, line_uid: UUID | None = None) -> WorkLine:
    """Write time, travel or material on an order; it is priced by the rates of the day.

    A line with a uid that is already written is not written twice.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: No time, more than a day, or no quantity.
        NotAllowed: It is not the actor's order.
        Refused: Its uid is that of another line.
    """
    order = WorkOrder.objects.within(scope).locked(uid)
    loading.require(scope, "work.do", order)
    if line_uid is not None:
        with everywhere(reason="whether a sender repeats a line, or takes the uid of another"):
            written = WorkLine.objects.filter(uid=line_uid).first()
        if written is not None:
            return _same(written, scope, order, spent)
    check(spent)
    if spent.kind == HIRED:
        raise Invalid({"kind": _("What a subcontractor cost is written by whoever answers for it.")})
    return write_spent(scope, order, spent, now, line_uid=line_uid)


def _same(written: WorkLine, scope: Scope, order: WorkOrder, spent: Spent) -> WorkLine:
    """The line that was written under this uid, when it says the same."""
    before = (written.work_order_id, written.person_id, written.kind, written.minutes, written.quantity)
    if before != (order.pk, scope.person_id, spent.kind, spent.minutes, spent.quantity):
        raise Refused(_("This identifier is already used for something else. Choose a new one."))
    return written


@transaction.atomic
def take_back_line(scope: Scope, line_uid: UUID, *, now: datetime) -> WorkLine:
    """Correct a line with one that takes it back; the first one stays in the book."""
    line = WorkLine.objects.within(scope).select_related("work_order").get(uid=line_uid)
    order = WorkOrder.objects.within(scope).locked(line.work_order.uid)
    loading.require(scope, "work.do", order)
    with everywhere(reason="whether the line was taken back before"):
        if line.corrects_id is not None or WorkLine.objects.filter(corrects=line).exists():
            raise Refused(_("This line has been taken back already."))
    return write_back(scope, order, line, now)


def write_back(scope: Scope, order: WorkOrder, line: WorkLine, now: datetime) -> WorkLine:
    """The line that takes another back, in the transaction of a command that has checked who may."""
    quantity = None if line.quantity is None else -line.quantity
    cost = None if line.cost_minor is None else -line.cost_minor
    spent = Spent(line.kind, -line.minutes, quantity, line.unit_code, line.text, cost, line.outside)
    return write_spent(scope, order, spent, now, corrects=line)


def write_kept(scope: Scope, order: WorkOrder, spent: Spent, now: datetime, *, line_uid: UUID) -> WorkLine:
    """A line on an order that was given away meanwhile, in the transaction of a command that keeps such work."""
    return write_spent(scope, order, spent, now, line_uid=line_uid)


def quantity_from(text: str) -> Decimal:
    """A quantity as typed, with a comma or a point.

    Raises:
        Invalid: It is not a number above nothing.
    """
    try:
        quantity = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as not_a_number:
        raise Invalid({"quantity": _("Write the quantity as a number.")}) from not_a_number
    if not quantity.is_finite() or not 0 < quantity < 1_000_000:
        raise Invalid({"quantity": _("Write a quantity above 0.")})
    return quantity


def check(spent: Spent) -> None:
    """Raise Invalid unless it can be written on a line."""
    if spent.kind == "time" and not 1 <= spent.minutes <= LONGEST_DAY_MINUTES:
        raise Invalid({"minutes": _("Write between 1 minute and 24 hours.")})
    if spent.kind == "travel" and spent.quantity is None:
        raise Invalid({"travel": _("Write how far it was.")})
    if spent.kind == HIRED and (not spent.cost_minor or spent.cost_minor < 0):
        raise Invalid({"cost": _("Write what it cost.")})
    if spent.kind in ("material", HIRED) and not spent.text.strip():
        raise Invalid({"text": _("Write what was used, and how much.")})
    if spent.kind == "material" and (spent.quantity is None or not spent.text.strip()):
        raise Invalid({"text": _("Write what was used, and how much.")})


def write_spent(
    scope: Scope, order: WorkOrder, spent: Spent, now: datetime, *, line_uid: UUID | None = None,
    corrects: WorkLine | None = None,
) -> WorkLine:  # fmt: skip
    """Write a line and its price, in the transaction of a command that has checked who may."""
    values: Any = {"uid": line_uid} if line_uid else {}
    line = WorkLine.objects.create(
        **values, community_id=order.community_id, data_class=order.data_class, work_order=order, kind=spent.kind,
        person_id=scope.person_id, worked_on=parties.community_day(scope, now), minutes=spent.minutes,
        quantity=spent.quantity, unit_code=spent.unit_code, text=spent.text.strip()[:160], written_at=now,
        corrects=corrects, cost_minor=spent.cost_minor, outside=spent.outside,
    )  # fmt: skip
    event = events.LineWritten(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code, line_uid=line.uid,
        line_kind=line.kind, minutes=line.minutes, quantity=line.quantity, corrects=corrects.uid if corrects else None,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=order)
    pricing.price_line(scope, order, line, now=now)
    return line
