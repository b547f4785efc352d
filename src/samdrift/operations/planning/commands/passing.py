"""What time does to plans: what is ahead is written further, becomes firm, is given out, and is missed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import Happening, record_many
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.recurrence import moment_in
from samdrift.operations.planning import events
from samdrift.operations.planning.commands import ahead
from samdrift.operations.planning.commands.stopping import stop_assets
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence
from samdrift.operations.planning.queries.working import WorkingDays
from samdrift.operations.planning.rules import states
from samdrift.operations.planning.rules.terms import Terms, terms_from
from samdrift.operations.work import public as work
from samdrift.registers.estate import public as estate

AT_ONCE = 200
PLANS_AT_ONCE = 1000
SOURCE = "planning.occurrence"
BEGUN = ("started", "paused", "done", "verified", "closed")


def write_on(scope: Scope, *, today: date, now: datetime) -> int:
    """Write what comes due a step further ahead for every plan that has less than a year before it; how many rows.

    Each thousand plans are one transaction that also moves them on: killed anywhere, nothing is doubled or left out.
    """
    until, made = today + states.KEPT_AHEAD, 0
    working = WorkingDays(now)
    while True:
        with transaction.atomic(), everywhere(reason="plans of the community whose year ahead is not written yet"):
            rows = MaintenancePlan.objects.filter(
                Q(ended_on__isnull=True) | Q(ended_on__gt=F("planned_until")), community=scope.community_id,
                planned_until__lt=until - timedelta(days=30),
            )  # fmt: skip
            plans = list(rows.select_for_update().order_by("planned_until", "pk")[:PLANS_AT_ONCE])
            if not plans:
                return made
            made += len(ahead.write_ahead(plans, until, today=today, working=working))


def make_firm(scope: Scope, *, today: date) -> int:
    """Let forecasts a quarter ahead (or their lead time and four weeks) be scheduled; how many."""
    with everywhere(reason="occurrences of the community that have come near"):
        rows = PlanOccurrence.objects.filter(community=scope.community_id, state=states.FORECAST)
        near = Q(due_on__lte=today + states.SCHEDULED_AHEAD) | Q(issue_on__lte=today + timedelta(days=28))
        return rows.filter(near).update(state=states.SCHEDULED, version=F("version") + 1)


def due_for_issue(scope: Scope, *, today: date) -> list[UUID]:
    """The scheduled occurrences whose lead time has come, the one due first on top."""
    with everywhere(reason="occurrences whose orders are to be given out"):
        rows = PlanOccurrence.objects.filter(community=scope.community_id, state=states.SCHEDULED, issue_on__lte=today)
        return list(rows.order_by("due_on", "pk").values_list("uid", flat=True))


def issue_many(scope: Scope, uids: Sequence[UUID], *, now: datetime) -> int:
    """Give out the orders of scheduled occurrences; how many. Safe to repeat: what is issued is left.

    Raises:
        Invalid, Refused: An order cannot be made; then none of these is.
    """
    with transaction.atomic(), everywhere(reason="occurrences whose orders are to be given out"):
        rows = PlanOccurrence.objects.filter(
            community=scope.community_id, uid__in=list(uids), state=states.SCHEDULED
        ).order_by("pk")
        if not list(rows.values_list("pk").select_for_update(of=("self",))):
            return 0
        found = list(rows.select_related("plan", "site", "asset", "plan__space"))
        _issue(scope, found, now)
        return len(found)


def _issue(scope: Scope, found: Sequence[PlanOccurrence], now: datetime) -> None:
    terms = terms_of_rows(found)
    for row in found:
        row.items = row.items or items_of(row, terms[row.pk])
    orders = work.make_orders(scope, [wanted_of(row, terms[row.pk]) for row in found], now=now)
    for row, order in zip(found, orders, strict=True):
        row.state, row.work_order, row.issued_at = states.ISSUED, order, now
        row.version += 1
    PlanOccurrence.objects.bulk_update(
        found, ["state", "work_order", "issued_at", "items", "version"], batch_size=AT_ONCE
    )
    told = (
        Happening(
            event=events.OccurrenceIssued(
                plan_id=row.plan.uid, line=row.line_code, occurrence_id=row.uid, key=row.key, work_order_id=order.uid
            ),
            at=now, subject=row,
        )
        for row, order in zip(found, orders, strict=True)
    )  # fmt: skip
    record_many(told, scope=scope)


def terms_of_rows(found: Sequence[PlanOccurrence]) -> dict[int, Terms]:
    """The terms of each occurrence's own version, by its key."""
    versions = ahead.versions_of({row.plan_id: row.plan for row in found}.values())
    of = {(one.plan_id, one.number): one for rows in versions.values() for one in rows}
    kept = {key: terms_from(one.terms) for key, one in of.items()}
    return {row.pk: kept[row.plan_id, row.version_number] for row in found}


def items_of(row: PlanOccurrence, terms: Terms) -> list[dict[str, str]]:
    """What is ticked one by one: each asset of the class on the site, else each task of the plan."""
    if row.plan.asset_kind and row.asset_id is None:
        with everywhere(reason="the assets a plan of the site covers"):
            assets = estate.Asset.objects.filter(site=row.site_id, kind=row.plan.asset_kind).exclude(state="disposed")
            found = list(assets.order_by("number", "pk").values_list("uid", "number", "name"))
        return [
            {"key": str(uid), "text": f"{number} {name}".strip()[:200], "asset": str(uid), "done_on": ""}
            for uid, number, name in found
        ]
    return [
        {"key": str(place), "text": text, "asset": "", "done_on": ""} for place, text in enumerate(terms.tasks, start=1)
    ]


def wanted_of(row: PlanOccurrence, terms: Terms) -> work.PlannedWork:
    """The order an occurrence asks for."""
    zone = zone_of(row)
    begins = time.fromisoformat(terms.at) if terms.at else time(0)
    first = row.due_on if terms.at else row.window_from
    return work.PlannedWork(
        contract_id=row.contract_id, line_code=row.line_code, title=row.plan.name, kind=kind_of(row.statutory),
        site_id=row.site_id, space_id=row.plan.space_id, asset_id=row.asset_id,
        planned_from=moment_in(datetime.combine(first, begins), zone),
        planned_to=moment_in(datetime.combine(row.window_to, time(23, 59)), zone), team_id=row.team_id,
        evidence=terms.evidence, skills=[terms.skill] if terms.skill else [], checklist=terms.checklist,
        instructions="\n".join(item["text"] for item in row.items)[:4000],
        estimated_minutes=max(int(terms.hours * 60), 1) if terms.hours else None, source_kind=SOURCE,
        source_uid=row.uid, uid=uuid5(row.uid, "order"),
    )  # fmt: skip


def zone_of(row: PlanOccurrence) -> ZoneInfo:
    """The zone days are counted in where an occurrence is."""
    return ZoneInfo(row.site.timezone)


def kind_of(statutory: bool) -> str:  # noqa: FBT001  the row's own column
    """Which kind of order planned work is."""
    return "statutory" if statutory else "planned"


def issue_due(scope: Scope, *, today: date, now: datetime) -> tuple[int, list[str]]:
    """Give out everything whose lead time has come; how many, and what was refused, a sentence each.

    Two hundred at a time; where one of them is refused (a closed site), the others go out one by one.
    """
    uids, issued, refused = due_for_issue(scope, today=today), 0, []
    for start in range(0, len(uids), AT_ONCE):
        some = uids[start : start + AT_ONCE]
        try:
            issued += issue_many(scope, some, now=now)
        except (Invalid, Refused):
            for uid in some:
                try:
                    issued += issue_many(scope, [uid], now=now)
                except (Invalid, Refused) as reason:
                    refused.append(f"{uid}: {reason}")
    return issued, refused


def miss_overdue(scope: Scope, *, today: date, now: datetime) -> int:
    """Let what is past its window and nobody has begun be missed; overdue tests take their assets out of service."""
    with everywhere(reason="issued occurrences past their window"):
        rows = PlanOccurrence.objects.filter(community=scope.community_id, state=states.ISSUED, window_to__lt=today)
        found = list(rows.order_by("due_on", "pk").values_list("uid", flat=True))
    return sum(_overdue(scope, uid, today, now) for uid in found)


@transaction.atomic
def _overdue(scope: Scope, uid: UUID, today: date, now: datetime) -> bool:
    with everywhere(reason="an occurrence past its window"):
        row = PlanOccurrence.objects.get_queryset().filter(community=scope.community_id).locked(uid)
        if row.state != states.ISSUED or row.window_to >= today:
            return False
        row.plan = MaintenancePlan.objects.get(pk=row.plan_id)
        order = work.WorkOrder.objects.filter(pk=row.work_order_id or 0).first()
    stop_assets(scope, row, now=now)
    begun = row.work_done_on is not None or (order is not None and order.state in BEGUN)
    if not states.is_missed(today, row.window_to, begun=begun):
        row.save_changes("stopped_assets")
        return False
    row.state = states.MISSED
    row.save_changes("state", "stopped_assets")
    told: dict[str, Any] = {"plan_id": row.plan.uid, "line": row.line_code, "occurrence_id": row.uid, "key": row.key}
    event = events.OccurrenceMissed(**told, stopped=tuple(UUID(one) for one in row.stopped_assets))
    record_many([Happening(event=event, at=now, subject=row)], scope=scope)
    return True


def issue_again(scope: Scope, row: PlanOccurrence, *, now: datetime) -> PlanOccurrence:
    """Another order for an issued occurrence whose order was cancelled; in the caller's transaction."""
    with everywhere(reason="how many orders this occurrence has had"):
        before = work.WorkOrder.objects.filter(source_uid=row.uid, source_kind__startswith=SOURCE).count()
    wanted = replace(wanted_of(row, terms_of_rows([row])[row.pk]), source_kind=f"{SOURCE}.{before + 1}", uid=uuid7())
    row.work_order = work.make_orders(scope, [wanted], now=now)[0]
    row.issued_at = now
    row.save_changes("work_order", "issued_at")
    event = events.OccurrenceIssued(
        plan_id=row.plan.uid, line=row.line_code, occurrence_id=row.uid, key=row.key, work_order_id=row.work_order.uid
    )
    record_many([Happening(event=event, at=now, subject=row)], scope=scope)
    return row
