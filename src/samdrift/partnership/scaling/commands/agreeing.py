"""What happens when both parties agree: the volumes follow from the day of effect, and the contract gets a version."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.scaling import events, queries, rules
from samdrift.partnership.scaling.models import ChangeDecision, ChangeLine, ChangeOrder
from samdrift.registers.contracts import public as contracts


def agree(scope: Scope, order: ChangeOrder, *, by_itself: bool, now: datetime, today: date) -> None:
    """Let an order hold, in the caller's transaction: steps in the ledger of volumes, a version of the contract.

    A first day that has passed while somebody thought about it moves to the next first of a month; only a correction
    reaches back.

    Raises:
        Refused: It reaches into a frozen month, or takes away more than is left by now.
    """
    with everywhere(reason="the lines of an order the actor has been let through to"):
        lines = list(ChangeLine.objects.filter(order=order).order_by("pk"))
    if order.kind != "correction":
        _move_on(order, lines, today)
    steps = [step for line in lines for step in queries.ledger_steps(line, now)]
    contracts.add_steps(scope, order.contract_id, steps, reference=str(order.uid), now=now)
    days = [line.on for line in lines]
    order.first_day, order.last_first_day = min(days), max(days)
    order.state, order.accepted_at = rules.SCHEDULED, now
    order.save_changes("state", "accepted_at", "first_day", "last_first_day")
    told = _("Change of service %(number)s") % {"number": order.number}
    contracts.record_version(scope, order.contract_id, valid_from=order.first_day, note=told, now=now)
    event = events.ChangeAccepted(
        change_id=order.uid, first_day=order.first_day, by_itself=by_itself, year_minor=order.year_minor,
        written=tuple(_told(line) for line in lines), one_off_minor=order.one_off_minor,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=order)
    if order.renegotiates:
        due = events.RenegotiationDue(change_id=order.uid, left=tuple(sorted(order.renegotiates.items())))
        record(due, scope=scope, at=now, subject=order)


def _told(line: ChangeLine) -> dict[str, Any]:
    """What decides what is still paid after a reduction, and which volume it is about."""
    return {
        "item": line.item, "line": line.line_code, "unit": line.unit_id, "site": line.site_id,
        "setting_from": line.setting_from, "setting_to": line.setting_to, "quantity_from": f"{line.quantity_from:f}",
        "quantity_to": f"{line.quantity_to:f}", "on": line.on.isoformat(), "row": line.row,
        "year_before": f"{line.year_before:f}", "year_after": f"{line.year_after:f}",
    }  # fmt: skip


def note(
    scope: Scope, order: ChangeOrder, what: str, *, now: datetime, yes: bool = True, reason: str = "",
    for_person: int | None = None,
) -> ChangeDecision:  # fmt: skip
    """Keep what the actor said to an order, for themselves or for whom they stand in."""
    return ChangeDecision.objects.create(
        community_id=order.community_id, data_class="D2", order=order, what=what, yes=yes, person_id=scope.person_id,
        for_person_id=None if for_person == scope.person_id else for_person, party_id=scope.party_id,
        reason=reason.strip()[:400], at=now,
    )  # fmt: skip


def _move_on(order: ChangeOrder, lines: list[ChangeLine], today: date) -> None:
    terms = queries.terms_on(order.contract_id, today)
    any_day = bool(terms and terms.table.get("any_day"))
    for line in lines:
        on = rules.first_day_if_accepted(line.on, today, any_day=any_day)
        if on != line.on:
            line.on = on
            line.save_changes("on")
