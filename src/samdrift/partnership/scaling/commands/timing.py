"""What time does to change orders: thirty days without a yes end them, the day of effect begins them; and settling."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.partnership.scaling import events, queries, rules
from samdrift.partnership.scaling.commands.agreeing import note
from samdrift.partnership.scaling.models import ChangeOrder
from samdrift.registers.parties import public as parties

MOST = 200


def system_scope(community_id: int) -> Scope:
    """The scope of the clock: one community, no person."""
    grant = Grant("SYS", frozenset({"scaling.view"}), data_classes=frozenset({"D1", "D2"}))
    return Scope(community_id=community_id, grants=(grant,))


def due_to_act(now: datetime) -> list[tuple[int, UUID]]:
    """The orders whose day may have come, anywhere: a day early rather than late, for time zones differ."""
    day = (now + timedelta(days=1)).date()
    with everywhere(reason="orders whose day has come, in every community; each acts within its own"):
        rows = ChangeOrder.objects.filter(
            Q(state=rules.SUBMITTED, expires_on__lte=day) | Q(state=rules.SCHEDULED, last_first_day__lte=day)
        )
        return list(rows.order_by("pk").values_list("community_id", "uid")[:MOST])


@transaction.atomic
def let_time_act(scope: Scope, uid: UUID, *, now: datetime) -> str:
    """Let an order expire or take effect if its day has come; the state it has then."""
    order = ChangeOrder.objects.within(scope).locked(uid)
    today = parties.community_day(scope, now)
    if order.state == rules.SUBMITTED and order.expires_on is not None and order.expires_on <= today:
        order.state = rules.after(order.state, "expire") or order.state
        order.save_changes("state")
        record(events.ChangeExpired(change_id=order.uid), scope=scope, at=now, subject=order)
    elif order.state == rules.SCHEDULED and order.last_first_day is not None and order.last_first_day <= today:
        order.state = rules.after(order.state, "take_effect") or order.state
        order.save_changes("state")
        record(events.ChangeTookEffect(change_id=order.uid), scope=scope, at=now, subject=order)
    return order.state


@transaction.atomic
def settle_change(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ChangeOrder:
    """Confirm that an invoice shows the change rightly; once finance of both parties has, it is settled.

    Raises:
        DoesNotExist: No such change within the scope.
        NotAllowed: The actor is not of finance.
        Refused: It does not hold yet, or the actor's side has confirmed it already.
    """
    order = ChangeOrder.objects.within(scope).locked(uid, expected_version)
    scope.require(rules.SETTLE, contract=order.contract_id, unit=order.unit_id, data_class="D2")
    state = rules.after(order.state, "settle")
    said = [one for one in queries.decisions_of(scope, order) if one.what == "settle"]
    if state is None:
        raise Refused(_("This change does not hold yet, or is settled already."))
    if any(one.party_id == scope.party_id for one in said):
        raise Refused(_("Your side has confirmed it already; the other party has to as well."))
    note(scope, order, "settle", now=now)
    if said:
        order.state = state
        order.save_changes("state")
        record(events.ChangeSettled(change_id=order.uid), scope=scope, at=now, subject=order)
    return order
