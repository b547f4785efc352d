"""An agreed change reaches the work: rounds and plans follow through their own rooms' commands, and people are told."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning import public as planning
from samdrift.operations.rounds import public as rounds
from samdrift.partnership.scaling import events, rules
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder, Closure
from samdrift.partnership.scaling.queries import following
from samdrift.registers.parties import public as parties

TELL = ("OPS-M",)  # whoever leads the work hears of it


@transaction.atomic
def let_work_follow(scope: Scope, uid: UUID, *, now: datetime) -> bool:
    """Move rounds and plans as an agreed change says; whether anything was to be done. Safe to repeat.

    A change agreed for a day gone by moves what is ahead: what was done stays as it was done.
    """
    with everywhere(reason="an agreed change and its lines, followed for both parties"):
        order = ChangeOrder.objects.get_queryset().filter(community=scope.community_id).locked(uid)
        if order.state not in rules.AGREED or order.followed_at is not None:
            return False
        lines = list(ChangeLine.objects.filter(order=order).order_by("pk"))
    tomorrow = parties.community_day(scope, now) + timedelta(days=1)
    works = following.work_of(order, lines, earliest=tomorrow)
    rows = [row for work in works for row in _moved(scope, work, order.uid, now)]
    _keep(scope, order, rows, now)
    return True


@transaction.atomic
def let_work_rest(scope: Scope, uid: UUID, *, now: datetime) -> bool:
    """Let rounds and plans rest while a place is closed; whether anything was to be done. Safe to repeat."""
    with everywhere(reason="a closure that was told, followed for both parties"):
        closure = Closure.objects.get_queryset().filter(community=scope.community_id).locked(uid)
    if closure.state != "told" or closure.followed_at is not None:
        return False
    _keep(scope, closure, _moved(scope, following.work_of_closure(closure), closure.uid, now), now)
    return True


@transaction.atomic
def let_work_go_on(scope: Scope, uid: UUID, *, of_closure: bool, now: datetime) -> bool:
    """Put rounds and plans back when what they followed was taken back; whether they had followed. Safe to repeat."""
    with everywhere(reason="a change or closure that was taken back"):
        model: Any = Closure if of_closure else ChangeOrder
        row = model.objects.get_queryset().filter(community=scope.community_id).locked(uid)
        sites = {one["site"] for one in row.followed.get("rows", ())}
        if of_closure:
            sites.add(row.site_id)
    if row.followed_at is None:
        return False
    rounds.let_rounds_go_on(scope, sites, by=row.uid, now=now)
    planning.let_plans_go_on(scope, sites, by=row.uid, now=now)
    row.followed, row.followed_at = {}, None
    row.save_changes("followed", "followed_at")
    return True


def _moved(scope: Scope, work: following.Work, by: UUID, now: datetime) -> list[dict[str, Any]]:
    if work.rest:
        rest = work.rest
        there = rounds.rest_rounds(
            scope, rest.site_id, rest.line, first=rest.first, last=rest.last, by=by, now=now
        )  # fmt: skip
        found = planning.rest_plans(scope, rest, by=by, now=now)
        return [following.rest_row(rest, [(one.uid, one.name) for one in there], found)]
    if work.pace:
        return [following.pace_row(work.pace, one) for one in rounds.pace_rounds(scope, work.pace, by=by, now=now)]
    if work.visits:
        many = planning.pace_plans(scope, work.visits, by=by, now=now)
        return [following.visits_row(work.visits, many)] if many else []
    return []


def _keep(scope: Scope, row: ChangeOrder | Closure, rows: list[dict[str, Any]], now: datetime) -> None:
    told = [one.person_id for one in _leaders(row, now)]
    row.followed, row.followed_at = {"rows": rows, "told": told}, now
    row.save_changes("followed", "followed_at")
    many = len({one.get("uid") for one in rows if one["what"] == "round"} - {None})
    many += sum(len(one["rounds"]) for one in rows if one["what"] == "rest")
    plans = sum(one.get("plans", 0) for one in rows)
    record(events.WorkFollowed(source_uid=row.uid, rounds=many, plans=plans), scope=scope, at=now, subject=row)


def _leaders(row: ChangeOrder | Closure, now: datetime) -> list[parties.Holder]:
    return parties.holders_of(row.community_id, TELL, now=now, unit_id=row.unit_id, contract_id=row.contract_id)
