"""Asking for a change of service: worked out anew, judged by the rows of the contract, put to whose yes it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused, Stale
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.fees import NoPrice
from samdrift.kernel.notice_table import row_as_written
from samdrift.partnership.scaling import events, queries, rules
from samdrift.partnership.scaling.commands.agreeing import agree, note
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder, Scenario
from samdrift.partnership.scaling.queries import District, Known
from samdrift.partnership.scaling.rules.effects import CORRECTION, Effect, LineEffect, correct, work_out
from samdrift.partnership.scaling.rules.levers import Wish, wish_from
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: the wishes, from when, why, and how many changes of each volume the asker had seen."""

    wishes: Sequence[Wish]
    requested_on: date
    seen: Mapping[str, int]
    name: str = ""
    reason: str = ""


@transaction.atomic
def submit_scenario(
    scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime
) -> ChangeOrder:
    """Ask for a scenario of the basket. Errors as for `submit_change`; Refused when it is in no basket any more."""
    scenario = Scenario.objects.within(scope).select_related("unit").locked(uid)
    asked = Asked(
        wishes=[wish_from(one) for one in scenario.wishes], requested_on=scenario.requested_on, seen=scenario.seen,
        name=scenario.name, reason=reason,
    )  # fmt: skip
    if scenario.standing == "submitted":  # the same form sent twice
        place, found, today = _begin(scope, scenario.unit.uid, asked, now)
        again = queries.same_again(scope, place, asked, found.volumes, today)
        if again is not None:
            return again
    if scenario.standing != "open":
        raise Refused(_("This scenario is no longer in the basket."))
    Scenario.objects.within(scope).locked(uid, expected_version)
    order = submit_change(scope, scenario.unit.uid, asked, now=now)
    scenario.standing = "submitted"
    scenario.save_changes("standing")
    return order


@transaction.atomic
def submit_change(scope: Scope, unit_uid: UUID, asked: Asked, *, now: datetime) -> ChangeOrder:
    """Ask for a change of service; below every threshold a budget holder's own is agreed at once.

    Raises:
        DoesNotExist: No such unit within the scope.
        NotAllowed: The actor may not ask for this district.
        Invalid: It changes nothing, or a setting has no price.
        Refused: It would hold after the contract has ended, or is wanted for a day gone by.
        Stale: Somebody asked for another change of the same volume meanwhile.
    """
    place, found, today = _begin(scope, unit_uid, asked, now)
    again = queries.same_again(scope, place, asked, found.volumes, today)
    if again is not None:  # the same form sent twice
        return again
    _refuse_stale(found, asked)
    effect = _worked_out(found, asked, today)
    if "in_the_past" in effect.refused:
        raise Refused(_("A change is wanted from today or later; what went wrong before is a correction."))
    if "after_term" in effect.refused:
        raise Refused(_("It would begin after the contract has ended. Exercise an option first."))
    needed = queries.approvals_of(scope, place, effect, today)
    order = _written(scope, place, asked, effect, _kind(effect), now=now, today=today, approvals=needed)
    where = {"contract": order.contract_id, "unit": order.unit_id, "data_class": order.data_class}
    if rules.agrees_by_itself(order.approvals, consults=order.consults) and scope.allows(
        rules.APPROVAL["budget"], **where
    ):
        note(scope, order, "budget", now=now)
        agree(scope, order, by_itself=True, now=now, today=today)
    return order


@transaction.atomic
def submit_correction(scope: Scope, unit_uid: UUID, asked: Asked, *, now: datetime) -> ChangeOrder:
    """Ask for volumes to be put right from a day gone by: never self-service, never into a frozen or invoiced month.

    Raises:
        DoesNotExist, NotAllowed, Stale: As for `submit_change`.
        Invalid: As for `submit_change`, or there is no reason, or the day does not lie behind.
        Refused: A month since then is frozen, or invoiced to the district.
    """
    place, found, today = _begin(scope, unit_uid, asked, now)
    again = queries.same_again(scope, place, asked, found.volumes, today)
    if again is not None:
        return again
    _refuse_stale(found, asked)
    if not asked.reason.strip():
        raise Invalid({"reason": _("Say what was wrong, so that the other party can check it.")})
    since = asked.requested_on
    if not place.contract.starts_on <= since < today:
        raise Invalid({"on": _("A correction is about a day gone by, within the contract.")})
    contracts.refuse_frozen_from(place.contract.pk, since, place.unit_ids)
    effect = _worked_out(found, asked, today, back=True)
    return _written(scope, place, asked, effect, "correction", now=now, today=today, approvals=CORRECTION.approvals)


def _begin(scope: Scope, unit_uid: UUID, asked: Asked, now: datetime) -> tuple[District, Known, date]:
    place = queries.district(scope, unit_uid)
    scope.require(rules.PLAN, contract=place.contract.pk, unit=place.unit.pk, data_class="D2")
    if not asked.wishes:
        raise Invalid({"wishes": _("Move a lever first: this changes nothing.")})
    lock("scaling.contract", place.contract.pk)  # two districts that change the same volume take turns
    today = parties.community_day(scope, now)
    found = queries.known(scope, place, today)
    if any(wish.unit_id not in place.unit_ids for wish in asked.wishes):
        raise Invalid({"wishes": _("A volume belongs to another district.")})
    return place, found, today


def _refuse_stale(found: Known, asked: Asked) -> None:
    touched = {f"{wish.item} {wish.unit_id}" for wish in asked.wishes}
    changed = {key: found.seen.get(key, 0) for key in touched if found.seen.get(key, 0) != asked.seen.get(key, 0)}
    if changed:
        told = _("Somebody asked for another change of the same volume meanwhile. Look at the new figures, then ask.")
        raise Stale(told, {"changed": changed})


def _worked_out(found: Known, asked: Asked, today: date, *, back: bool = False) -> Effect:
    volumes = found.volumes
    wishes = [
        wish for wish in asked.wishes
        if wish.to_setting != wish.setting or wish.to_quantity != volumes.get(wish.key, Decimal(0))
    ]  # fmt: skip
    if not wishes or any(wish.to_quantity < 0 for wish in wishes):
        raise Invalid({"wishes": _("Move a lever first: this changes nothing.")})
    if any(wish.item not in found.picture.dated for wish in wishes):
        raise Invalid({"wishes": _("There is no price for what is wished for.")})
    try:
        if back:
            return correct(found.picture, wishes, since=asked.requested_on, today=today)
        return work_out(found.picture, wishes, submitted=today, requested=asked.requested_on)
    except NoPrice as unknown:
        raise Invalid({"wishes": _("There is no price for what is wished for.")}) from unknown


def _kind(effect: Effect) -> str:
    ways = {"spec" if one.weight == 0 else "up" if one.weight > 0 else "down" for one in effect.lines}
    named = {"up": "scale_up", "down": "scale_down", "spec": "spec"}
    return named[ways.pop()] if len(ways) == 1 else "both"


def _written(
    scope: Scope, place: District, asked: Asked, effect: Effect, kind: str, *, now: datetime, today: date,
    approvals: tuple[str, ...],
) -> ChangeOrder:  # fmt: skip
    back = kind == "correction"
    order = ChangeOrder(
        community_id=scope.community_id, data_class="D2", contract=place.contract, unit=place.unit, kind=kind,
        number=_number(scope, today), name=asked.name.strip()[:80], reason=asked.reason.strip()[:400],
        requested_on=asked.requested_on, asked_by_id=scope.person_id, party_id=scope.party_id,
        year_minor=effect.year_change, month_minor=effect.month[1] - effect.month[0],
        this_year_minor=effect.this_year[1] - effect.this_year[0],
        next_year_minor=effect.next_year[1] - effect.next_year[0],
        kept_minor=0 if back else effect.kept_minor, hours=effect.hours, posts=effect.posts,
        approvals=list(approvals), seen=dict(asked.seen), consults=effect.consults and not back,
        renegotiates={} if back else {line: str(share) for line, share in effect.renegotiates.items()},
        first_day=asked.requested_on if back else effect.first_day,
        last_first_day=asked.requested_on if back else effect.last_day,
    )  # fmt: skip
    order.save(force_insert=True)
    ChangeLine.objects.bulk_create([_line(order, one, back=back) for one in effect.lines])
    drafted = events.ChangeDrafted(change_id=order.uid, year_minor=order.year_minor)
    record(drafted, scope=scope, at=now, subject=order)
    # The price list answers at once, so the system assesses it; nothing waits for ten working days.
    for move in ("assess", "submit"):
        order.state = rules.after(order.state, move) or order.state
    order.submitted_at, order.submitted_on = now, today
    order.expires_on = today + timedelta(days=rules.EXPIRES_AFTER_DAYS)
    order.save_changes("state", "submitted_at", "submitted_on", "expires_on")
    event = events.ChangeSubmitted(
        change_id=order.uid, first_day=order.first_day or today, approvals=tuple(order.approvals),
        year_minor=order.year_minor,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=order)
    return order


def _line(order: ChangeOrder, effect: LineEffect, *, back: bool) -> ChangeLine:
    wish, verdict = effect.wish, effect.verdict
    return ChangeLine(
        community_id=order.community_id, data_class="D2", order=order, item=wish.item, line_code=effect.line,
        unit_id=wish.unit_id, site_id=wish.site_id, setting_from=wish.setting, setting_to=wish.to_setting,
        quantity_from=effect.quantity, quantity_to=wish.to_quantity,
        on=order.requested_on if back else verdict.effective,
        row=row_as_written(CORRECTION if back else verdict.row),
        share=None if verdict.share is None else min(verdict.share, Decimal(999)).quantize(Decimal("0.000001")),
        weight=effect.weight, year_before=effect.before, year_after=effect.after,
    )  # fmt: skip


def _number(scope: Scope, today: date) -> str:
    """The next number of the year, such as CHG-2026-0042."""
    lock("scaling.number", scope.community_id)
    start = f"CHG-{today.year}-"
    with everywhere(reason="the last number given in the community, seen by the actor or not"):
        rows = ChangeOrder.objects.filter(community=scope.community_id, number__startswith=start)
        last = rows.order_by("-number").values_list("number", flat=True).first()
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04d}"
