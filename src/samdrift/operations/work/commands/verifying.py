"""What becomes of finished work: verified, sent back to be done again, closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands import charging, loading
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.models import Charge, VerificationShare, WorkOrder
from samdrift.operations.work.queries import state_word
from samdrift.operations.work.rules import quotes

MOST_ONE_IN = 1000


@transaction.atomic
def verify_order(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> WorkOrder:
    """Say that the work was done as it should; its costs being posted, the system closes it.

    Raises:
        DoesNotExist: No such order within the scope.
        NotAllowed: The actor neither verifies here nor asked for the work, or did it themselves.
        Refused, Stale: It is not done, or somebody changed it since.
    """
    order = loading.locked(scope, uid, expected_version)
    row = loading.request_row(order)
    if row is None or row.requester_id is None or row.requester_id != scope.person_id:
        loading.require(scope, rules.PERMISSION["verify"], order)
    if order.assignee_id is not None and order.assignee_id == scope.person_id:
        raise NotAllowed(_("Whoever did the work does not verify it."))
    if order.kind == "extra" and not _may_accept(order, scope.person_id):
        raise NotAllowed(_("You approved the price of this work, so somebody else accepts it."))
    if rules.after(order.state, "verify") is None:
        sentence = _("This work order is at “%(state)s”: that cannot be done with it now.")
        raise Refused(sentence % {"state": state_word(order.state)})
    return settle(scope, order, now=now, by=scope.person_id)


def _may_accept(order: WorkOrder, person_id: int | None) -> bool:
    quote = charging.quote_of(order)
    return quote is None or quotes.accepts(quote.decided_by_id, person_id, quote.amount_minor)


def settle(scope: Scope, order: WorkOrder, *, now: datetime, reason: str = "", by: int | None = None) -> WorkOrder:
    """Verify done work and close it, in the caller's transaction; who may was asked there, and None is the system.

    Extra work that was done before it was offered is charged by this.
    """
    moment = Moment(now)
    loading.move(scope, order, "verify", moment, reason=reason)
    order.verified_at, order.verified_by_id, order.settles_at = now, by, None
    loading.save(order, "verified_at", "verified_by", "settles_at")
    charging.charge_done_already(charging.quote_of(order), order, now=now)
    return close(scope, order, now=now) if costs_posted(order) else order


def close(scope: Scope, order: WorkOrder, *, now: datetime) -> WorkOrder:
    """Close a verified order, in the caller's transaction."""
    loading.move(scope, order, "close", Moment(now))
    order.closed_at = now
    return loading.save(order, "closed_at")


def costs_posted(order: WorkOrder) -> bool:
    """Whether everything is charged that is to be: extra work when its quote has a charge, other work at once."""
    quote = charging.quote_of(order)
    with everywhere(reason="whether extra work that is closed has been charged"):
        return quote is None or Charge.objects.filter(quote=quote).exists()


@transaction.atomic
def rework_order(scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime) -> WorkOrder:
    """Send finished work back to whoever did it; a resolved request goes on with it, its first clock running on.

    Raises:
        Invalid: There is no reason.
        NotAllowed, Refused, Stale: As `loading.for_move` says.
    """
    order = loading.for_move(scope, uid, expected_version, "rework")
    if not reason.strip():
        raise Invalid({"reason": _("Say what is not as it should be; whoever did it will read it.")})
    loading.move(scope, order, "rework", Moment(now), reason="not_as_it_should")
    order.note = "\n".join(part for part in (order.note, reason.strip()) if part)
    order.done_at = order.settles_at = None
    loading.save(order, "note", "done_at", "settles_at")
    row = loading.request_row(order)
    if row is not None and row.state == "resolved":
        requests.reopen_for_rework(scope, row.uid, reason=reason.strip(), now=now)
    return order


def due_to_settle(now: datetime, *, most: int = 500) -> list[tuple[int, UUID]]:
    """Community and uid of finished work nobody drew, whose time to object is over."""
    with everywhere(reason="time passes in every community; each order is then settled within its own"):
        rows = WorkOrder.objects.filter(settles_at__lte=now, state="done").order_by("settles_at", "pk")
        return list(rows.values_list("community_id", "uid")[:most])


@transaction.atomic
def settle_by_itself(scope: Scope, uid: UUID, *, now: datetime) -> str:
    """Verify and close one order whose time has come; its state then. Safe to repeat."""
    order = loading.locked(scope, uid)
    if order.state == "done" and order.settles_at is not None and order.settles_at <= now:
        settle(scope, order, now=now, reason="not_drawn")
    return order.state


@transaction.atomic
def set_share(scope: Scope, contract_id: int, line_code: str, one_in: int, *, now: datetime) -> VerificationShare:
    """Say one in how many finished orders is drawn from now on; those finished before stay as they were drawn.

    Raises:
        Invalid: Not a number from 0 (none) to 1,000.
        NotAllowed: The actor does not decide this for the contract.
    """
    scope.require("work.set_share", contract=contract_id, line=line_code)
    if not 0 <= one_in <= MOST_ONE_IN:
        raise Invalid({"one_in": _("Write a number from 0 to 1,000: 1 draws every order, 0 none.")})
    share = VerificationShare.objects.create(
        community_id=scope.community_id, contract_id=contract_id, line_code=line_code, one_in=one_in,
        set_by_id=scope.person_id, set_at=now,
    )  # fmt: skip
    record(events.ShareSet(line=line_code, one_in=one_in), scope=scope, at=now, subject=share)
    return share
