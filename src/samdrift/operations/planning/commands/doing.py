"""Doing planned work: ticking what is done, the order's end, the certificate, waiving, giving out by hand."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning import events
from samdrift.operations.planning.commands import ahead, passing
from samdrift.operations.planning.commands.stopping import release_assets
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence
from samdrift.operations.planning.queries.working import WorkingDays
from samdrift.operations.planning.rules import states
from samdrift.operations.planning.rules.terms import FLOATING
from samdrift.operations.work import public as work
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

CERTIFY, WAIVE, WRITE = "planning.certify", "planning.waive", "planning.write"


@transaction.atomic
def order_done(scope: Scope, order_uid: UUID, *, at: datetime) -> PlanOccurrence | None:
    """Bring the occurrence an order was made out of in step with its end. Safe to repeat.

    What was ticked counts as done; what was not, when anything was, is carried to an occurrence of its own.
    """
    row = _of_order(scope, order_uid)
    if row is None or row.work_done_on is not None:
        return row
    row.work_done_on = at.astimezone(ZoneInfo(row.site.timezone)).date()
    rest = [item for item in row.items if not item["done_on"]]
    if rest and len(rest) < len(row.items):
        row.items = [item for item in row.items if item["done_on"]]
        carried = _carry(scope, row, rest, at)
        row.save_changes("work_done_on", "items")
        _settle(scope, row, now=at, carried_to=carried.uid)
        return row
    row.items = [{**item, "done_on": item["done_on"] or str(row.work_done_on)} for item in row.items]
    row.save_changes("work_done_on", "items")
    _settle(scope, row, now=at)
    return row


def _of_order(scope: Scope, order_uid: UUID) -> PlanOccurrence | None:
    with everywhere(reason="the occurrence of an order of the event's own community"):
        uid = (
            PlanOccurrence.objects.filter(work_order__uid=order_uid, community=scope.community_id)
            .values_list("uid", flat=True)
            .first()
        )
        return _locked(scope, uid) if uid else None


def _locked(scope: Scope, uid: UUID) -> PlanOccurrence:
    row = PlanOccurrence.objects.get_queryset().filter(community=scope.community_id).locked(uid)
    row.plan = MaintenancePlan.objects.get(pk=row.plan_id)
    row.site = estate.Site.objects.get(pk=row.site_id)
    return row


def _carry(scope: Scope, row: PlanOccurrence, rest: list[dict[str, str]], at: datetime) -> PlanOccurrence:
    """An occurrence for what was left, due when the whole was due: carrying makes nothing timely that is late."""
    with everywhere(reason="how often the rest of this occurrence was carried"):
        count = PlanOccurrence.objects.filter(plan=row.plan_id, key__startswith=f"{_root(row.key)}~").count()
    carried = carried_of(row, rest, count + 1)
    carried.save(force_insert=True)
    passing.issue_many(scope, [carried.uid], now=at)
    return carried


def carried_of(row: PlanOccurrence, rest: list[dict[str, str]], number: int) -> PlanOccurrence:
    """An unsaved occurrence for what was left of one; `row` has kept what was done of it."""
    return PlanOccurrence(
        uid=uuid7(), community_id=row.community_id, data_class=row.data_class, contract_id=row.contract_id,
        site_id=row.site_id, unit_id=row.unit_id, line_code=row.line_code, plan_id=row.plan_id,
        version_number=row.version_number, key=f"{_root(row.key)}~{number}", nominal_on=row.nominal_on,
        due_on=row.due_on, window_from=row.window_from, window_to=row.window_to, issue_on=row.issue_on,
        state=states.SCHEDULED, statutory=row.statutory, asset_id=row.asset_id, team_id=row.team_id,
        hours=row.hours * len(rest) / (len(rest) + len(row.items)), cost_minor=0, items=rest, carried_from=row,
    )  # fmt: skip


def _root(key: str) -> str:
    return key.partition("~")[0]


def _settle(scope: Scope, row: PlanOccurrence, *, now: datetime, carried_to: UUID | None = None) -> None:
    """End it when work and certificate are both there; a missed one stays missed, and is caught up all the same."""
    counted = states.counted_on(row.work_done_on, row.certified_on, certificate_needed=row.statutory)
    if counted is None or row.counted_on is not None:
        return
    move = states.finished(counted, row.window_to)
    row.state = states.after(row.state, move) or row.state
    row.counted_on, row.closed_at = counted, now
    row.save_changes("state", "counted_on", "closed_at")
    release_assets(scope, row, now=now)
    event = events.OccurrenceDone(**_told(row), counted_on=counted, carried_to=carried_to)
    record(event, scope=scope, at=now, subject=row)
    if row.plan.trigger == FLOATING and carried_to is None:
        _float_on(row.plan, counted, now)


def certified(scope: Scope, row: PlanOccurrence, issued_on: date, *, now: datetime) -> None:
    """Note the day of its certificate, and end it when the work is done; in the caller's transaction."""
    row.certified_on = row.certified_on or issued_on
    row.save_changes("certified_on")
    _settle(scope, row, now=now)


def _float_on(plan: MaintenancePlan, done_on: date, now: datetime) -> None:
    """A floating plan counts from the day it was done: what stood ahead is computed anew."""
    plan.floats_from = max(done_on, plan.floats_from or done_on)
    plan.save_changes("floats_from")
    with everywhere(reason="what stood ahead of a floating plan"):
        PlanOccurrence.objects.filter(plan=plan, state__in=states.AHEAD).delete()
    ahead.write_anew(plan, plan.floats_from, today=now.date(), working=WorkingDays(now))


def _told(row: PlanOccurrence) -> dict[str, Any]:
    return {"plan_id": row.plan.uid, "line": row.line_code, "occurrence_id": row.uid, "key": row.key}


def for_change(scope: Scope, uid: UUID, permission: str, expected_version: int | None = None) -> PlanOccurrence:
    """The locked occurrence, when this person may change it so.

    Raises:
        DoesNotExist: No such occurrence within the scope.
        NotAllowed, Stale: As rule 3 orders them.
    """
    row = PlanOccurrence.objects.within(scope).locked(uid, expected_version)
    scope.require(permission, **ahead.where(row))
    row.plan = MaintenancePlan.objects.within(scope).get(pk=row.plan_id)
    row.site = estate.Site.objects.within(scope).get(pk=row.site_id)
    return row


@transaction.atomic
def tick_items(
    scope: Scope, uid: UUID, keys: Collection[str], *, expected_version: int | None, now: datetime
) -> PlanOccurrence:
    """Say which of its things are done; those not named are not. Finishing the order carries the rest forward.

    Raises:
        DoesNotExist, NotAllowed, Stale: As rule 3 orders them.
        Invalid: It has no such thing.
        Refused: It is not at work.
    """
    row = for_change(scope, uid, CERTIFY, expected_version)
    if row.state not in (states.ISSUED, states.MISSED) or row.work_done_on is not None:
        raise Refused(_("Only planned work that has been given out is ticked off."))
    if not set(keys) <= {item["key"] for item in row.items}:
        raise Invalid({"items": _("It has no such thing.")})
    today = str(now.astimezone(ZoneInfo(row.site.timezone)).date())
    row.items = [{**item, "done_on": (item["done_on"] or today) if item["key"] in keys else ""} for item in row.items]
    row.save_changes("items")
    return row


@transaction.atomic
def waive_occurrence(
    scope: Scope, uid: UUID, *, reason: str, expected_version: int | None, now: datetime
) -> PlanOccurrence:
    """Let it go this time, as the customer's contract office.

    Raises:
        DoesNotExist, NotAllowed, Stale: As rule 3 orders them.
        Invalid: There is no reason.
        Refused: The law demands it, or it is no longer ahead.
    """
    row = for_change(scope, uid, WAIVE, expected_version)
    if row.statutory:
        raise Refused(_("The law demands this: it is done, or the thing is taken out of service."))
    if not states.may_be_waived(row.state, statutory=row.statutory):
        raise Refused(_("Only planned work that is scheduled and not given out yet is waived."))
    if not reason.strip():
        raise Invalid({"reason": _("Write why it is not needed this time.")})
    row.state, row.reason, row.closed_at = states.WAIVED, reason.strip()[:400], now
    row.save_changes("state", "reason", "closed_at")
    record(events.OccurrenceWaived(**_told(row)), scope=scope, at=now, subject=row)
    return row


@transaction.atomic
def issue_now(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> PlanOccurrence:
    """Give its order out before its lead time, or anew when the order was cancelled.

    Raises:
        DoesNotExist, NotAllowed, Stale: As rule 3 orders them.
        Refused: Its order is at work, or it is over.
    """
    row = for_change(scope, uid, WRITE, expected_version)
    if row.state == states.FORECAST:
        row.state = states.SCHEDULED
        row.save_changes("state")
    if row.state == states.SCHEDULED:
        passing.issue_many(scope, [uid], now=now)
        return PlanOccurrence.objects.within(scope).get(uid=uid)
    with everywhere(reason="the order of an occurrence the actor may give out"):
        order = work.WorkOrder.objects.filter(pk=row.work_order_id or 0).first()
    if row.work_done_on is not None or order is None or order.state != "cancelled":
        raise Refused(_("Its work order stands already, or its time is over."))
    return passing.issue_again(scope, row, now=now)


def today_of(scope: Scope, now: datetime) -> date:
    """The community's day."""
    return parties.community_day(scope, now)
