"""Making, giving, calling off, verifying and sending back work orders for other systems."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema, Status
from pydantic import Field

from samdrift.foundation.api import Cursor, IdempotencyKey, Limit, MomentIn, Page, page_of, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import queries
from samdrift.operations.work.api.doing import offer, router, shown
from samdrift.operations.work.api.shapes import Code, OrderOut, Text, told
from samdrift.operations.work.commands import planning, slotting, steering, verifying
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

__all__ = ["router"]


class WindowIn(Schema):
    """To whom work goes and when: the team by its code, the person by uid."""

    team: Code = ""
    assignee: UUID | None = None
    planned_from: MomentIn | None = None
    planned_to: MomentIn | None = None


class PlannedWorkIn(WindowIn):
    """An order nobody asked for; `uid` makes a repeat the same order."""

    uid: UUID | None = None
    contract: Code
    line: Annotated[str, Field(max_length=8)]
    title: Annotated[str, Field(max_length=160)]
    kind: Code = "planned"
    site: UUID | None = None
    space: UUID | None = None
    asset: UUID | None = None
    priority: Annotated[int, Field(ge=1, le=5)] = 4
    due_at: MomentIn | None = None
    ready_at: MomentIn | None = None
    awaits_material: bool = False
    evidence: list[Code] = []
    skills: list[Code] = []
    permit: Code = ""
    checklist: Annotated[str, Field(max_length=40)] = ""
    instructions: Text = ""
    minutes: int | None = None


class WhyIn(Schema):
    """Why."""

    reason: Text


def team_of(scope: Scope, code: str) -> int | None:
    """A team by its code, or None without one.

    Raises:
        Invalid: There is none of this code.
    """
    if not code:
        return None
    found = parties.teams(scope).filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid({"team": _("There is no such team.")})
    return found


def person_of(scope: Scope, uid: UUID | None) -> int | None:
    """A colleague by uid, or None without one.

    Raises:
        Invalid: Nobody of this uid works here.
    """
    if uid is None:
        return None
    with everywhere(reason="whether somebody of this uid works in the community"):
        employed = parties.Employment.objects.filter(community=scope.community_id, person__uid=uid)
        found = employed.values_list("person_id", flat=True).first()
    if found is None:
        raise Invalid({"assignee": _("This person does not work here.")})
    return found


def place_of(scope: Scope, said: WindowIn) -> slotting.Place:
    """Where an order is to lie in somebody's day."""
    team, person = team_of(scope, said.team), person_of(scope, said.assignee)
    return slotting.Place(team, person, said.planned_from, said.planned_to)


def _pk(scope: Scope, rows: Any, field: str, uid: UUID | None) -> int | None:
    if uid is None:
        return None
    found = rows.objects.within(scope).filter(uid=uid).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid({field: _("There is no such place.")})
    return int(found)


def _contract(scope: Scope, code: str) -> int:
    found = contracts.Contract.objects.within(scope).filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid({"contract": _("There is no such contract.")})
    return found


@router.get(
    "/orders-to-verify",
    response=Page[OrderOut],
    operation_id="work_to_verify",
    summary="Finished orders to verify",
)
def to_verify(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Finished orders one may verify, the newest first; `sampled` says which were drawn."""
    return page_of(queries.to_verify(request.scope), told, order=("-pk",), cursor=cursor, limit=limit)


@router.post("/work-orders", response={201: OrderOut}, operation_id="work_plan", summary="Make a work order")
def plan(request: ScopedRequest, said: PlannedWorkIn, response: HttpResponse, key: IdempotencyKey = None) -> Any:
    """Make an order nobody asked for; the same uid or key gives the same order again."""
    scope = request.scope

    def do() -> str:
        whom = place_of(scope, said)
        wanted = planning.PlannedWork(
            uid=said.uid, contract_id=_contract(scope, said.contract), line_code=said.line, title=said.title,
            kind=said.kind, site_id=_pk(scope, estate.Site, "site", said.site),
            space_id=_pk(scope, estate.Space, "space", said.space),
            asset_id=_pk(scope, estate.Asset, "asset", said.asset), priority=said.priority,
            planned_from=said.planned_from, planned_to=said.planned_to, due_at=said.due_at, ready_at=said.ready_at,
            awaits_material=said.awaits_material, team_id=whom.team_id, assignee_id=whom.assignee_id,
            evidence=tuple(said.evidence), skills=tuple(said.skills), permit_kind=said.permit,
            checklist=said.checklist, instructions=said.instructions, estimated_minutes=said.minutes,
        )  # fmt: skip
        return str(planning.plan_order(scope, wanted, now=now()).uid)

    return Status(201, shown(request, response, UUID(repeatable(request, key, do))))


def _dispatch(request: ScopedRequest, uid: UUID, version: int, said: WindowIn) -> object:
    place = place_of(request.scope, said)
    return slotting.slot_order(request.scope, uid, place, expected_version=version, now=now())


def _replan(request: ScopedRequest, uid: UUID, version: int, said: WindowIn) -> object:
    place = place_of(request.scope, said)
    return steering.replan_order(request.scope, uid, place, expected_version=version, now=now())


def _cancel(request: ScopedRequest, uid: UUID, version: int, said: WhyIn) -> object:
    return steering.cancel_order(request.scope, uid, expected_version=version, reason=said.reason, now=now())


def _verify(request: ScopedRequest, uid: UUID, version: int, said: Schema) -> object:
    return verifying.verify_order(request.scope, uid, expected_version=version, now=now())


def _rework(request: ScopedRequest, uid: UUID, version: int, said: WhyIn) -> object:
    return verifying.rework_order(request.scope, uid, expected_version=version, reason=said.reason, now=now())


offer(router, "dispatch", "Give the order to a team or a person", _dispatch, WindowIn)
offer(router, "replan", "Plan failed work anew", _replan, WindowIn)
offer(router, "cancel", "Call the order off", _cancel, WhyIn)
offer(router, "verify", "Say that it was done as it should", _verify)
offer(router, "rework", "Send finished work back", _rework, WhyIn)
