"""Time that runs: started with one tap, stopped with another, written as working time and time outside it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.clock import open_time
from samdrift.operations.work import events
from samdrift.operations.work.commands import loading
from samdrift.operations.work.commands.spending import HIRED, LONGEST_DAY_MINUTES, Spent, check, write_spent
from samdrift.operations.work.models import WorkLine, WorkOrder, WorkTimer
from samdrift.registers.contracts import public as contracts

RUNS_IN = ("accepted", "started", "paused")


@transaction.atomic
def start_timer(scope: Scope, uid: UUID, *, now: datetime) -> WorkTimer:
    """Let time run on an order; pressed again it runs on.

    Raises:
        DoesNotExist: No such order within the scope.
        NotAllowed: It is not the actor's order.
        Refused: The work is not under way, or the actor's time runs on another order.
    """
    order = loading.locked(scope, uid)
    loading.require(scope, "work.do", order)
    if order.state not in RUNS_IN or scope.person_id is None:
        raise Refused(_("Time runs while the work is under way."))
    with everywhere(reason="whether the actor's time runs already"):
        running = WorkTimer.objects.select_related("work_order").filter(person=scope.person_id).first()
    if running is not None:
        if running.work_order_id == order.pk:
            return running
        sentence = _("Your time runs on %(number)s. Stop it there first.")
        raise Refused(sentence % {"number": running.work_order.number})
    timer = WorkTimer.objects.create(
        community_id=order.community_id, data_class=order.data_class, work_order=order, person_id=scope.person_id,
        started_at=now,
    )  # fmt: skip
    event = events.TimerStarted(work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code)
    record(event, scope=scope, at=now, subject=order)
    return timer


@transaction.atomic
def stop_timer(scope: Scope, uid: UUID, *, now: datetime) -> list[WorkLine]:
    """Stop the actor's time on an order and write it: what lay in the contract's working hours apart from the rest.

    Raises:
        DoesNotExist: No such order within the scope.
        NotAllowed: It is not the actor's order.
        Refused: No time of the actor's runs on it.
    """
    order = loading.locked(scope, uid)
    loading.require(scope, "work.do", order)
    with everywhere(reason="the actor's own time on an order they may do"):
        timer = WorkTimer.objects.filter(person=scope.person_id or 0, work_order=order).first()
    if timer is None:
        raise Refused(_("No time of yours runs on this order."))
    within, outside = split(order, timer.started_at, now)
    timer.delete()
    parts = [Spent("time", minutes=within), Spent("time", minutes=outside, outside=True)]
    return [write_spent(scope, order, part, now) for part in parts if part.minutes]


def split(order: WorkOrder, started: datetime, ended: datetime) -> tuple[int, int]:
    """Minutes within and outside the contract's working hours, whole ones, one in all at least and a day at most."""
    minute = timedelta(minutes=1)
    total = min(max(1, round((ended - started) / minute)), LONGEST_DAY_MINUTES)
    calendar = contracts.working_calendar(order.contract, started)
    closed = max(timedelta(), ended - started - open_time(started, ended, calendar))
    outside = min(total, round(closed / minute))
    return total - outside, outside


@transaction.atomic
def write_hired(
    scope: Scope, uid: UUID, text: str, cost_minor: int | None, *, now: datetime, line_uid: UUID | None = None
) -> WorkLine:
    """Write what a subcontractor cost; the same uid is written once.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: No text, or no amount.
        NotAllowed: The actor does not answer for costs there.
        Refused: The uid is another's.
    """
    order = loading.locked(scope, uid)
    scope.require(
        "work.charge", contract=order.contract_id, line=order.line_code, site=order.site_id, unit=order.unit_id,
        data_class="D2",
    )  # fmt: skip
    if line_uid is not None:
        with everywhere(reason="whether a sender repeats a line, or takes the uid of another"):
            there = WorkLine.objects.filter(uid=line_uid).first()
        if there is not None:
            if (there.work_order_id, there.kind) != (order.pk, HIRED):
                raise Refused(_("This identifier is already used for something else. Choose a new one."))
            return there
    spent = Spent(HIRED, text=text, cost_minor=cost_minor)
    if not text.strip() or not cost_minor:
        raise Invalid({"hired" if not text.strip() else "cost": _("Write who did what, and what it cost.")})
    check(spent)
    return write_spent(scope, order, spent, now, line_uid=line_uid)
