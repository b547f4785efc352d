"""Maintenance plans for other systems: the same commands and queries as the pages."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Moment, Page, page_of, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.planning.commands import doing, readings, writing
from samdrift.operations.planning.commands.ahead import terms_in_force
from samdrift.operations.planning.commands.checking import wrong_with
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence
from samdrift.operations.planning.queries import measuring, occurrences, plans
from samdrift.operations.planning.queries.working import WorkingDays
from samdrift.operations.planning.rules import days, measures
from samdrift.operations.planning.rules.terms import DATED, Terms
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

router = Router(tags=["Maintenance plans"])
Short = Annotated[str, Field(max_length=160)]
Code = Annotated[str, Field(max_length=32)]
Days = Annotated[int, Field(ge=0, le=366)]


class TermsIn(Schema):
    """When a plan is due and what it asks for; `rule` is an RRULE of RFC 5545."""

    trigger: Code = "calendar"
    rule: Annotated[str, Field(max_length=400)] = ""
    anchor: date
    until: date | None = None
    at: Annotated[str, Field(max_length=5)] = ""
    every: Annotated[int, Field(ge=1, le=100_000)] = 1
    unit: Code = "months"
    meter: Annotated[str, Field(max_length=12)] = ""
    condition_from: Annotated[int, Field(ge=2, le=5)] = 4
    event: Annotated[str, Field(max_length=40)] = ""
    season_from: Annotated[str, Field(max_length=5)] = ""
    season_to: Annotated[str, Field(max_length=5)] = ""
    holidays: Code = "next"
    added: Annotated[list[date], Field(max_length=200)] = []
    removed: Annotated[list[date], Field(max_length=200)] = []
    within_days: Annotated[int, Field(ge=1, le=366)] = 14
    lead_days: Days = 14
    before_days: Days = 7
    after_days: Days = 7
    statutory: bool = False
    stops_asset: bool = False
    competent_body: Short = ""
    document: Annotated[str, Field(max_length=120)] = ""
    skill: Code = ""
    checklist: Annotated[str, Field(max_length=40)] = ""
    evidence: Annotated[list[Code], Field(max_length=5)] = []
    tasks: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=60)] = []
    hours: Annotated[Decimal, Field(ge=0, lt=10_000, decimal_places=2)] = Decimal(0)
    cost_minor: Annotated[int, Field(ge=0, lt=10**12)] = 0

    def terms(self) -> Terms:
        """As the room's rules take them."""
        given = self.dict()
        for name in ("added", "removed", "evidence", "tasks"):
            given[name] = tuple(given[name])
        return Terms(**given)


class PlanIn(Schema):
    """A plan to write: what is done, where, by whom, and its terms."""

    name: Short
    line: Code
    site: UUID | None = None
    space: UUID | None = None
    asset: UUID | None = None
    asset_kind: Annotated[str, Field(max_length=40)] = ""
    team: Code | None = None
    terms: TermsIn


class ChangeIn(Schema):
    """Terms that hold from a day on."""

    valid_from: date
    name: Short = ""
    team: Code | None = None
    terms: TermsIn


class PlanOut(Schema):
    """A plan with the terms that hold today."""

    uid: UUID
    version: int
    number: str
    name: str
    line: str
    site: UUID
    space: UUID | None
    asset: UUID | None
    asset_kind: str
    team: str | None
    trigger: str
    statutory: bool
    ended_on: date | None
    terms: dict[str, Any]


class PlanRowOut(Schema):
    """A plan in a list."""

    uid: UUID
    version: int
    number: str
    name: str
    line: str
    site: UUID
    asset: UUID | None
    trigger: str
    statutory: bool
    next_due: date | None


class OccurrenceOut(Schema):
    """One time a plan comes due; `key` is the day its rule names, wherever the due day was moved."""

    uid: UUID
    version: int
    plan: UUID
    key: str
    name: str
    due_on: date
    window_from: date
    window_to: date
    state: str
    statutory: bool
    site: UUID
    asset: UUID | None
    hours: Decimal
    cost_minor: int
    work_order: UUID | None
    counted_on: date | None
    reason: str
    issued_at: Moment | None


class DayOut(Schema):
    """A day a plan would come due on, and the day its rule names."""

    nominal: date
    due: date
    window_from: date
    window_to: date


class SkipReasonIn(Schema):
    """Why it is not needed this time."""

    reason: Annotated[str, Field(max_length=400)]


class MonthOut(Schema):
    """What a month asks for."""

    month: date
    count: int
    statutory: int
    hours: Decimal
    cost_minor: int


class CompletionOut(Schema):
    """Done on time of what was due (the waived left out), in per cent; null when nothing was due."""

    due: int
    on_time: int
    late: int
    missed: int
    waived: int
    percent: Decimal | None


class ReadingIn(Schema):
    """What a meter shows; with `meter` "condition" how somebody found it, 1 good to 5 bad."""

    asset: UUID
    meter: Annotated[str, Field(max_length=12)]
    value: Annotated[Decimal, Field(ge=0, lt=10**10)]
    read_on: date


class ReadingOut(Schema):
    """The reading as it was noted."""

    uid: UUID
    meter: str
    value: Decimal
    read_on: date


def _plan(request: ScopedRequest, plan: MaintenancePlan) -> dict[str, Any]:
    versions = plans.versions_of_plan(request.scope, plan)[::-1]
    return {
        "uid": plan.uid, "version": plan.version, "number": plan.number, "name": plan.name, "line": plan.line_code,
        "site": plan.site.uid, "space": plan.space.uid if plan.space else None,
        "asset": plan.asset.uid if plan.asset else None, "asset_kind": plan.asset_kind,
        "team": plan.team.code if plan.team else None, "trigger": plan.trigger, "statutory": plan.statutory,
        "ended_on": plan.ended_on, "terms": terms_in_force(versions, _today(request)).as_kept(),
    }  # fmt: skip


def _row(plan: Any) -> dict[str, Any]:
    return {
        "uid": plan.uid, "version": plan.version, "number": plan.number, "name": plan.name, "line": plan.line_code,
        "site": plan.site.uid, "asset": plan.asset.uid if plan.asset else None, "trigger": plan.trigger,
        "statutory": plan.statutory, "next_due": plan.next_due,
    }  # fmt: skip


def _occurrence(row: PlanOccurrence) -> dict[str, Any]:
    return {
        "uid": row.uid, "version": row.version, "plan": row.plan.uid, "key": row.key, "name": row.plan.name,
        "due_on": row.due_on, "window_from": row.window_from, "window_to": row.window_to, "state": row.state,
        "statutory": row.statutory, "site": row.site.uid, "asset": row.asset.uid if row.asset else None,
        "hours": row.hours, "cost_minor": row.cost_minor,
        "work_order": row.work_order.uid if row.work_order else None, "counted_on": row.counted_on,
        "reason": row.reason, "issued_at": row.issued_at,
    }  # fmt: skip


def _today(request: ScopedRequest) -> date:
    return parties.community_day(request.scope, now())


def _team(request: ScopedRequest, code: str | None) -> int | None:
    if code is None:
        return None
    found = parties.teams(request.scope).filter(code=code).values_list("pk", flat=True).first()
    return found or 0


@router.get("/plans", response=Page[PlanRowOut], operation_id="plans", summary="Maintenance plans")
def list_plans(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Plans that run, by name, each with the day it next comes due."""
    request.scope.require_somewhere("planning.view")
    return page_of(plans.plans_shown(request.scope), _row, order=plans.ORDER, cursor=cursor, limit=limit)


@router.post("/plans", response={201: PlanOut}, operation_id="plan_write", summary="Write a plan")
def write_plan(request: ScopedRequest, said: PlanIn, key: IdempotencyKey = None) -> Any:
    """Begin a plan; its year ahead is written down."""
    scope = request.scope

    def do() -> str:
        places: dict[str, Any] = {
            "site_id": estate.Site.objects.within(scope).get(uid=said.site).pk if said.site else None,
            "space_id": estate.Space.objects.within(scope).get(uid=said.space).pk if said.space else None,
            "asset_id": estate.Asset.objects.within(scope).get(uid=said.asset).pk if said.asset else None,
        }  # fmt: skip
        draft = writing.PlanDraft(
            name=said.name, line_code=said.line, terms=said.terms.terms(), asset_kind=said.asset_kind,
            team_id=_team(request, said.team), **places,
        )  # fmt: skip
        return str(writing.write_plan(scope, draft, now=now()).uid)

    uid = UUID(repeatable(request, key, do))
    return Status(201, _plan(request, plans.plan_with_all(scope, uid)))


@router.post("/plans/preview", response=list[DayOut], operation_id="plan_preview", summary="The next ten dates")
def preview(request: ScopedRequest, said: TermsIn) -> Any:
    """When terms that are only thought of yet would come due; nothing is written."""
    request.scope.require_somewhere("planning.write")
    terms = said.terms()
    if wrong := wrong_with(terms):
        raise Invalid(wrong)
    contract = next(iter(contracts.contracts_of(request.scope)), None)
    if terms.trigger not in DATED or contract is None:
        return []
    found = days.preview(terms, _today(request), WorkingDays(now()).of(contract.pk))
    return [{"nominal": d.nominal, "due": d.due, "window_from": d.window_from, "window_to": d.window_to} for d in found]


@router.get("/plans/forecast", response=list[MonthOut], operation_id="plans_forecast", summary="Hours and cost ahead")
def forecast(request: ScopedRequest, months: Annotated[int, Query(12, ge=1, le=120)] = 12) -> Any:
    """Hours and cost by month from this month on."""
    request.scope.require_somewhere("planning.view")
    found = measuring.forecast(request.scope, _today(request), months, now=now())
    return [
        {"month": one.month, "count": one.count, "statutory": one.statutory, "hours": one.hours,
         "cost_minor": one.cost_minor} for one in found
    ]  # fmt: skip


@router.get("/plans/completion", response=CompletionOut, operation_id="plans_completion", summary="Done on time")
def completion(request: ScopedRequest, first: date, last: date, statutory: bool | None = None) -> Any:  # noqa: FBT001
    """How the work due from one day to another was done (T-PPM)."""
    request.scope.require_somewhere("planning.view")
    found = measuring.completion(request.scope, first, last, statutory=statutory)
    return {
        "due": found.due, "on_time": found.on_time, "late": found.late, "missed": found.missed,
        "waived": found.waived, "percent": measures.percent(found.share),
    }  # fmt: skip


@router.post("/plans/readings", response={201: ReadingOut}, operation_id="plan_reading", summary="Note a reading")
def reading(request: ScopedRequest, said: ReadingIn, key: IdempotencyKey = None) -> Any:
    """Note what a meter shows or how an asset was found; plans that wait for it come due."""
    kept: dict[str, Any] = {"meter": said.meter, "value": said.value, "read_on": said.read_on}

    def do() -> str:
        return str(readings.take_reading(request.scope, said.asset, **kept, now=now()).uid)

    return Status(201, {"uid": UUID(repeatable(request, key, do)), **kept})


@router.get("/plans/{uid}", response=PlanOut, operation_id="plan", summary="A plan")
def one_plan(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """One plan, with its version as entity tag."""
    plan = plans.plan_with_all(request.scope, uid)
    tagged(response, plan.version)
    return _plan(request, plan)


@router.post("/plans/{uid}/change", response=PlanOut, operation_id="plan_change", summary="Change a plan")
def change(request: ScopedRequest, uid: UUID, said: ChangeIn, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Let other terms hold from a day on; what was given out stays."""

    def do() -> str:
        changed = writing.change_plan(
            request.scope, uid, said.terms.terms(), valid_from=said.valid_from, expected_version=version, now=now(),
            name=said.name, team_id=_team(request, said.team),
        )  # fmt: skip
        return str(changed.uid)

    return _plan(request, plans.plan_with_all(request.scope, UUID(repeatable(request, key, do))))


@router.get("/plan-occurrences", response=Page[OccurrenceOut], operation_id="plan_occurrences", summary="What is due")
def list_occurrences(
    request: ScopedRequest, first: date, last: date, state: Code = "", cursor: Cursor = "", limit: Limit = 25
) -> Any:
    """What is due from one day to another, the one due first on top."""
    request.scope.require_somewhere("planning.view")
    wanted = occurrences.Filter(state=state)
    rows = occurrences.occurrences_between(request.scope, first, last, wanted)
    return page_of(rows, _occurrence, order=occurrences.ORDER, cursor=cursor, limit=limit)


@router.get("/plan-occurrences/{uid}", response=OccurrenceOut, operation_id="plan_occurrence", summary="One of them")
def one_occurrence(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """One time a plan comes due, with its version as entity tag."""
    row = occurrences.occurrence_with_all(request.scope, uid)
    tagged(response, row.version)
    return _occurrence(row)


@router.post("/plan-occurrences/{uid}/issue", response=OccurrenceOut, operation_id="plan_issue", summary="Give it out")
def issue(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Give its order out before its lead time, or anew when the order was cancelled."""

    def do() -> str:
        return str(doing.issue_now(request.scope, uid, expected_version=version, now=now()).uid)

    return _occurrence(occurrences.occurrence_with_all(request.scope, UUID(repeatable(request, key, do))))


@router.post("/plan-occurrences/{uid}/waive", response=OccurrenceOut, operation_id="plan_waive", summary="Waive it")
def waive(request: ScopedRequest, uid: UUID, said: SkipReasonIn, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Let it go this time, as the customer's contract office; never what the law demands."""

    def do() -> str:
        waived = doing.waive_occurrence(request.scope, uid, reason=said.reason, expected_version=version, now=now())
        return str(waived.uid)

    return _occurrence(occurrences.occurrence_with_all(request.scope, UUID(repeatable(request, key, do))))
