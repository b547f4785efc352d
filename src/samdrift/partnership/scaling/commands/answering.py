"""The provider's answer, what the customer says to an objection, and taking a change back."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.scaling import events, queries, rules
from samdrift.partnership.scaling.commands.agreeing import agree, note
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

MOST_ONCE = 10**12


@transaction.atomic
def accept_change(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ChangeOrder:
    """The provider agrees: the volumes follow from the first day, and the contract gets a version.

    Raises:
        DoesNotExist: No such change within the scope.
        NotAllowed: The actor may not answer for the provider.
        Refused: It does not wait for the provider, or can no longer hold.
        Stale: It changed meanwhile.
    """
    order, standing = _for_provider(scope, uid, expected_version)
    if rules.waits_for(standing) not in ("provider", "customer"):
        raise Refused(_("This change does not wait for the provider."))
    if order.consults and order.consulted_on is None:
        raise Refused(_("So many posts are freed that the joint committee is asked first. Write down its answer."))
    note(scope, order, "accept", now=now)
    agree(scope, order, by_itself=False, now=now, today=parties.community_day(scope, now))
    return order


@transaction.atomic
def keep_consultation(
    scope: Scope, uid: UUID, *, expected_version: int | None, held_on: date, answer: str, now: datetime
) -> ChangeOrder:
    """Write down what the provider's joint committee of staff said, and when; the provider may accept after that.

    Raises:
        DoesNotExist, NotAllowed, Stale: As for `accept_change`.
        Invalid: There is no answer, or the day lies ahead or before the change was asked for.
        Refused: Nobody has to be asked, or the change no longer waits.
    """
    order, _standing = _for_provider(scope, uid, expected_version)
    if not order.consults or order.state not in rules.PENDING:
        raise Refused(_("Nobody has to be consulted about this change now."))
    if not answer.strip():
        raise Invalid({"answer": _("Write what the committee answered.")})
    today = parties.community_day(scope, now)
    if held_on > today or (order.submitted_on is not None and held_on < order.submitted_on):
        raise Invalid({"held_on": _("Give the day it answered: after the change was asked for, and not ahead.")})
    order.consulted_on, order.consultation_says = held_on, answer.strip()[:400]
    order.save_changes("consulted_on", "consultation_says")
    note(scope, order, "consult", reason=answer, now=now)
    record(events.StaffConsulted(change_id=order.uid, held_on=held_on), scope=scope, at=now, subject=order)
    return order


@transaction.atomic
def object_to_change(
    scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, offered_day: date | None, now: datetime,
    one_off_minor: int = 0, one_off_for: str = "",
) -> ChangeOrder:  # fmt: skip
    """The provider says why not, once and within five working days, and on what terms instead.

    That is a later first day, or a single price for making the change (taking equipment away), or both.

    Raises:
        DoesNotExist, NotAllowed, Stale: As for `accept_change`.
        Invalid: There is no reason, or the day offered is no later one, or not the first of a month.
        Refused: It was objected to before, or the time to do so is over.
    """
    if not reason.strip():
        raise Invalid({"reason": _("Say why not, so that the customer can do something about it.")})
    order, standing = _for_provider(scope, uid, expected_version)
    today = parties.community_day(scope, now)
    if not rules.may_object(standing, in_time=order.answer_by is None or today <= order.answer_by):
        raise Refused(_("An objection is made once, within five working days. You can still accept."))
    if offered_day is not None and (offered_day.day != 1 or offered_day <= (order.first_day or today)):
        raise Invalid({"offered_day": _("Offer a later first of a month.")})
    if not 0 <= one_off_minor <= MOST_ONCE or bool(one_off_minor) != bool(one_off_for.strip()):
        raise Invalid({"one_off": _("Give a single price above nothing, and what it is for.")})
    note(scope, order, "object", yes=False, reason=reason, now=now)
    order.objection, order.objected_at, order.offered_day = reason.strip()[:400], now, offered_day
    order.offered_one_off_minor, order.one_off_for = one_off_minor, one_off_for.strip()[:200]
    order.save_changes("objection", "objected_at", "offered_day", "offered_one_off_minor", "one_off_for")
    event = events.ChangeObjected(change_id=order.uid, offered_day=offered_day, one_off_minor=one_off_minor)
    record(event, scope=scope, at=now, subject=order)
    return order


@transaction.atomic
def answer_objection(
    scope: Scope, uid: UUID, *, expected_version: int | None, take_offer: bool, now: datetime
) -> ChangeOrder:
    """The customer keeps to the change, or takes what was offered; the provider can then only accept.

    Raises:
        DoesNotExist, Stale: As for `accept_change`.
        NotAllowed: The actor may not ask for this district.
        Refused: There is no objection to answer, or nothing was offered.
    """
    order = ChangeOrder.objects.within(scope).locked(uid, expected_version)
    scope.require(rules.PLAN, contract=order.contract_id, unit=order.unit_id, data_class="D2")
    standing = queries.standing_of(order, queries.decisions_of(scope, order))
    if rules.waits_for(standing) != "customer" or (take_offer and not _offered(order)):
        raise Refused(_("There is no objection to answer here."))
    if take_offer and order.offered_day is not None:
        _later(order, order.offered_day)
    if take_offer:
        order.one_off_minor = order.offered_one_off_minor
    note(scope, order, "take_offer" if take_offer else "insist", now=now)
    order.insisted_at = now
    order.save_changes("insisted_at", "first_day", "last_first_day", "one_off_minor")
    record(events.ObjectionAnswered(change_id=order.uid, took_offer=take_offer), scope=scope, at=now, subject=order)
    return order


@transaction.atomic
def withdraw_change(
    scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime
) -> ChangeOrder:
    """Take a change back: the customer alone until it is agreed, after that only both, one after the other.

    Raises:
        DoesNotExist, Stale: As for `accept_change`.
        NotAllowed: The actor may take back nothing here.
        Refused: It holds already, or the actor's own side has said so and waits for the other.
    """
    order = ChangeOrder.objects.within(scope).locked(uid, expected_version)
    alone = rules.after(order.state, "withdraw")
    if alone is not None:
        scope.require(rules.PLAN, contract=order.contract_id, unit=order.unit_id, data_class="D2")
        note(scope, order, "withdraw", reason=reason, now=now)
        return _taken_back(scope, order, alone, by_both=False, now=now)
    together = rules.after(order.state, "withdraw_together")
    if together is None:
        raise Refused(_("This holds already. Ask for another change that puts it back."))
    where = {"contract": order.contract_id, "unit": order.unit_id, "data_class": "D2"}
    if not (scope.allows(rules.PLAN, **where) or scope.allows(rules.ANSWER, **where)):
        raise NotAllowed(_("You may not do this here. Ask your local FM coordinator if you should be able to."))
    if order.first_day is not None and order.first_day <= parties.community_day(scope, now):
        raise Refused(_("This holds already. Ask for another change that puts it back."))
    offered = [one for one in queries.decisions_of(scope, order) if one.what == "withdraw"]
    if any(one.party_id == scope.party_id for one in offered):
        raise Refused(_("Your side has said so already; the other party has to as well."))
    note(scope, order, "withdraw", reason=reason, now=now)
    if not offered:
        order.save_changes()
        record(events.WithdrawalOffered(change_id=order.uid), scope=scope, at=now, subject=order)
        return order
    _undo_steps(scope, order, now)
    return _taken_back(scope, order, together, by_both=True, now=now)


def _for_provider(scope: Scope, uid: UUID, expected_version: int | None) -> tuple[ChangeOrder, rules.Standing]:
    order = ChangeOrder.objects.within(scope).locked(uid, expected_version)
    scope.require(rules.ANSWER, contract=order.contract_id, unit=order.unit_id, data_class="D2")
    return order, queries.standing_of(order, queries.decisions_of(scope, order))


def _offered(order: ChangeOrder) -> bool:
    return order.offered_day is not None or order.offered_one_off_minor > 0


def _taken_back(scope: Scope, order: ChangeOrder, state: str, *, by_both: bool, now: datetime) -> ChangeOrder:
    order.state = state
    order.save_changes("state")
    record(events.ChangeWithdrawn(change_id=order.uid, by_both=by_both), scope=scope, at=now, subject=order)
    return order


def _later(order: ChangeOrder, day: date) -> None:
    with everywhere(reason="the lines of an order the actor has been let through to"):
        for line in ChangeLine.objects.filter(order=order, on__lt=day).order_by("pk"):
            line.on = day
            line.save_changes("on")
    order.first_day, order.last_first_day = day, max(day, order.last_first_day or day)


def _undo_steps(scope: Scope, order: ChangeOrder, now: datetime) -> None:
    """The opposite entries on the same days: the ledger forgets nothing."""
    with everywhere(reason="the lines of an order the actor has been let through to"):
        lines = list(ChangeLine.objects.filter(order=order).order_by("pk"))
    steps = [replace(step, change=-step.change) for line in lines for step in queries.ledger_steps(line, now)]
    contracts.add_steps(scope, order.contract_id, steps, reference=str(order.uid), now=now)
