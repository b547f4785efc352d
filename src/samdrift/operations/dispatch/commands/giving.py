"""Giving one order to one person for one day, and taking it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.dispatch.models import KeptWindow
from samdrift.operations.dispatch.queries.board import span_of, zone_of
from samdrift.operations.dispatch.queries.crew import Member, crew
from samdrift.operations.dispatch.queries.orders import Order, given_on, told
from samdrift.operations.dispatch.queries.ways import Ways
from samdrift.operations.dispatch.rules import proposing
from samdrift.operations.work import public as work
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Give:
    """Who is to do an order on which day; `begins_at` None: after what they have that day."""

    team: parties.Team
    person_id: int
    day: date
    begins_at: datetime | None = None


@transaction.atomic
def give_order(
    scope: Scope, uid: UUID, wanted: Give, *, expected_version: int | None, now: datetime
) -> work.WorkOrder:  # fmt: skip
    """Give an order to somebody at a time of a day.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: The person is not in the team.
        NotAllowed: The actor may not plan work there.
        Refused: It lies behind secured doors and the person is not cleared that day, or it cannot be given any more.
        Stale: Somebody changed it since; the sentence says who has it now.
    """
    order = order_of(scope, uid)
    zone = zone_of(scope)
    member = _member(scope, wanted, zone, now)
    if member is None:
        raise Invalid({"person": _("This person is not in the team on that day.")})
    refuse_uncleared(order, member, wanted.day)
    begins_at = wanted.begins_at or _next_free(scope, order, member, wanted.day, zone, now)
    keep_window(scope, order)
    place = work.Place(wanted.team.pk, member.person_id, begins_at, begins_at + timedelta(minutes=order.minutes))
    return work.slot_order(scope, uid, place, expected_version=expected_version, now=now)


@transaction.atomic
def take_back(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> work.WorkOrder:
    """Let nobody have an order; it stays with its team, with the window it had.

    Raises:
        DoesNotExist, NotAllowed, Refused, Stale: As giving it says.
    """
    order = order_of(scope, uid)
    if order.state in proposing.UNDER_WAY:
        raise Refused(_("Somebody is at this work order; it is not taken out of their hands."))
    kept = KeptWindow.objects.within(scope).filter(work_order=order.pk).first()
    team_id = order.team_id or _team_of(scope, order)
    window = (kept.earliest, kept.latest) if kept else (None, None)
    return work.slot_order(
        scope, uid, work.Place(team_id, None, *window), expected_version=expected_version, now=now
    )  # fmt: skip


def _member(scope: Scope, wanted: Give, zone: str, now: datetime) -> Member | None:
    members = crew(scope, [wanted.team], wanted.day, zone, now)
    return next((one for one in members if one.person_id == wanted.person_id), None)


def order_of(scope: Scope, uid: UUID) -> Order:
    """The order as the board knows it.

    Raises:
        DoesNotExist: No such order within the scope.
    """
    rows = work.WorkOrder.objects.within_permission(scope, "work.view").filter(uid=uid)
    found = told(rows)
    if not found:
        raise work.WorkOrder.DoesNotExist
    return found[0]


def refuse_uncleared(order: Order, member: Member, day: date) -> None:
    """Invariant 4: nobody is sent behind secured doors who is not cleared on the day."""
    if order.secured and not member.worker.cleared:
        sentence = _("%(name)s is not cleared for secured places on %(day)s, and %(number)s lies in one.")
        raise Refused(sentence % {"name": member.name, "day": day.isoformat(), "number": order.number})


def keep_window(scope: Scope, order: Order) -> None:
    """Remember between which moments an order may be done before it is given a time within them."""
    keep_windows(scope, [order])


def keep_windows(scope: Scope, orders: Iterable[Order]) -> None:
    """As `keep_window`, for orders the actor may plan; what is remembered already stays."""
    wanted = {order.pk: order for order in orders
              if order.assignee_id is None and (order.planned_from or order.planned_to)}  # fmt: skip
    if not wanted:
        return
    with everywhere(reason="the windows of orders the actor may plan"):
        kept = set(KeptWindow.objects.filter(work_order__in=wanted).values_list("work_order_id", flat=True))
        KeptWindow.objects.bulk_create(
            [
                KeptWindow(
                    work_order_id=pk, community_id=scope.community_id, earliest=order.planned_from,
                    latest=order.planned_to,
                )
                for pk, order in wanted.items()
                if pk not in kept
            ],
            ignore_conflicts=True,
        )  # fmt: skip


def site_words(order: Order, language: str) -> str:
    """Where an order is, in one line."""
    return " · ".join(part for part in (in_language(order.site_name, language), order.room) if part)


def _next_free(scope: Scope, order: Order, member: Member, day: date, zone: str, now: datetime) -> datetime:
    """After what they have that day and the way from there; today not before now."""
    span = span_of(day, zone, now)
    timed = [
        one for one in given_on(scope, [member.person_id], span)
        if one.planned_from is not None and one.planned_from >= span.first and one.pk != order.pk
    ]  # fmt: skip
    begins, place = proposing.at_second(span.first, member.worker.shift_from), member.worker.start
    if timed:
        last = timed[-1]
        assert last.planned_from is not None  # asked for above
        begins, place = last.planned_to or last.planned_from, last.site_id
    if span.is_today:
        begins = max(begins, now.replace(second=0, microsecond=0))
    return begins + timedelta(seconds=Ways(scope, {place, order.site_id}).seconds(place, order.site_id))


def _team_of(scope: Scope, order: Order) -> int | None:
    rows = parties.TeamMember.objects.within(scope).filter(employment__person=order.assignee_id or 0)
    return rows.order_by("pk").values_list("team_id", flat=True).first()
