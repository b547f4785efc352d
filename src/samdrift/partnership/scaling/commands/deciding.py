"""The customer's own yeses and noes, in order: budget holder, contract manager, steering committee."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.partnership.scaling import events, queries, rules
from samdrift.partnership.scaling.commands.agreeing import agree, note
from samdrift.partnership.scaling.models import ChangeDecision, ChangeOrder
from samdrift.partnership.scaling.queries.working_days import after_working_days
from samdrift.registers.parties import public as parties


@transaction.atomic
def approve_change(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ChangeOrder:
    """Give the yes that is missing next; the last one puts it to the provider, or agrees it below every threshold.

    Raises:
        DoesNotExist: No such change within the scope.
        NotAllowed: It is not for the actor to say, or they asked for it, or gave an earlier yes (trap 34), or declared
            an interest in the provider that stands (domain.md §2.15).
        Refused: No yes is missing.
        Stale: It changed meanwhile.
    """
    order = ChangeOrder.objects.within(scope).locked(uid, expected_version)
    said = queries.decisions_of(scope, order)
    standing = queries.standing_of(order, said)
    step = next(iter(rules.missing(standing)), "")
    states = rules.after_yes(standing, step)
    if states is None:
        raise Refused(_("No yes is missing here any more."))
    whose = _authority(scope, order, step, said)
    if parties.has_open_interest(scope.community_id, scope.person_id, order.contract.provider_id):
        raise NotAllowed(_("You have declared an interest in the other party that stands. Ask a colleague."))
    note(scope, order, step, now=now, for_person=whose)
    today = parties.community_day(scope, now)
    order.state = next((state for state in reversed(states) if state in (rules.LOCAL, rules.CENTRAL)), order.state)
    by_itself = rules.ACCEPTED in states
    if not by_itself and len(rules.missing(standing)) == 1:
        order.answer_by = after_working_days(order.contract, today, rules.OBJECT_WITHIN_WORK_DAYS)
    order.save_changes("state", "answer_by")
    for_person = None if whose == scope.person_id else whose
    event = events.ChangeApproved(change_id=order.uid, change_step=step, for_person_id=for_person)
    record(event, scope=scope, at=now, subject=order)
    if by_itself:
        agree(scope, order, by_itself=True, now=now, today=today)
    return order


@transaction.atomic
def reject_change(scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime) -> ChangeOrder:
    """Say no on the customer's side. Errors as for `approve_change`; Invalid without a reason."""
    if not reason.strip():
        raise Invalid({"reason": _("Say why, so that whoever asked can do something about it.")})
    order = ChangeOrder.objects.within(scope).locked(uid, expected_version)
    said = queries.decisions_of(scope, order)
    step = next(iter(rules.missing(queries.standing_of(order, said))), "")
    state = rules.after(order.state, "reject")
    if state is None or not step:
        raise Refused(_("No yes is missing here any more."))
    whose = _authority(scope, order, step, said)
    note(scope, order, step, yes=False, reason=reason, now=now, for_person=whose)
    order.state = state
    order.save_changes("state")
    record(events.ChangeRejected(change_id=order.uid, change_step=step), scope=scope, at=now, subject=order)
    return order


def _authority(scope: Scope, order: ChangeOrder, step: str, said: list[ChangeDecision]) -> int:
    """On whose authority the actor says it, their own before one they stand in for."""
    where = {"contract": order.contract_id, "unit": order.unit_id, "data_class": order.data_class}
    on_whose = scope.authorities(rules.APPROVAL[step], **where)
    gave = {person for one in said if one.yes for person in (one.person_id, one.for_person_id) if person}
    if rules.may_decide(scope.person_id, asked_by=order.asked_by_id, on_whose=on_whose, gave_before=gave):
        can = on_whose - gave - {order.asked_by_id}
        return min(can, key=lambda who: (who != scope.person_id, who))
    if scope.person_id == order.asked_by_id:
        raise NotAllowed(_("You asked for this yourself, so somebody else must decide it."))
    if scope.person_id in gave:
        raise NotAllowed(_("You said yes to an earlier step, so somebody else must decide this one."))
    raise NotAllowed(_("This yes is not yours to give. The page says whose it is."))
