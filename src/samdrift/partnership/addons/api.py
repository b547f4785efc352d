"""Add-ons for other systems: the same commands and queries as the pages."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Moment, Page, page_of, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.addons.commands import deciding, looking, noting
from samdrift.partnership.addons.models import VIEW, AddOn, AddOnSign
from samdrift.partnership.addons.queries import reading

router = Router(tags=["Add-ons"])
State = Annotated[
    str, Query("", max_length=10, description="Only those in this state: noted, open, offered, proposed, charged …")
]


class AddOnOut(Schema):
    """Something done beyond the contract; `worth_minor` in hundredths, only for whoever may see prices."""

    uid: UUID
    version: int
    number: str
    code: str
    state: str
    line_code: str
    site_uid: UUID
    item: str
    setting: str
    quantity: Decimal | None
    times: int
    asked_by: str
    text: str
    happened_on: date
    noted_at: Moment
    decided_at: Moment | None
    reason: str
    worth_minor: int | None
    worth_why: str
    quote_uid: UUID | None
    change_uid: UUID | None


class AddOnIn(Schema):
    """What was done: for an order, a request, a sign, or a site and line; numbers as people write them."""

    code: Annotated[str, Field(min_length=1, max_length=24)]
    order_uid: UUID | None = None
    request_uid: UUID | None = None
    sign_uid: UUID | None = None
    site_uid: UUID | None = None
    line_code: Annotated[str, Field(max_length=8)] = ""
    item: Annotated[str, Field(max_length=24)] = ""
    setting: Annotated[str, Field(max_length=40)] = ""
    quantity: Annotated[str, Field(max_length=40)] = ""
    times: Annotated[int, Field(ge=1, le=366)] = 1
    cost: Annotated[str, Field(max_length=40)] = ""
    asked_by: Literal["coordinator", "user", "nobody"] = "nobody"
    text: Annotated[str, Field(max_length=160)] = ""
    happened_on: date | None = None


class AddOnMoveIn(Schema):
    """What is decided; charging offers it as extra work, proposing asks for it to be ordered."""

    move: Literal["put_forward", "forgive", "stop", "take_back", "withdraw", "charge", "propose"]
    reason: Annotated[str, Field(max_length=400)] = ""
    amount: Annotated[str, Field(max_length=40)] = ""


class AddOnSignOut(Schema):
    """What the data say again and again; `facts` are the numbers that make it a sign."""

    uid: UUID
    version: int
    kind: str
    line_code: str
    site_uid: UUID
    about: str
    first_day: date
    last_day: date
    count: int
    facts: dict[str, Any]
    standing: str


class AddOnSignIn(Schema):
    """Why it is none."""

    reason: Annotated[str, Field(min_length=1, max_length=400)]


@router.get("/add-ons", response=Page[AddOnOut], operation_id="add_ons", summary="What was done beyond the contract")
def add_ons(request: ScopedRequest, state: State, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Every add-on one may see, the newest first."""
    scope = request.scope
    scope.require_somewhere(VIEW)
    rows = reading.add_ons_shown(scope).select_related("quote", "change")
    if state:
        rows = rows.filter(state=state)
    return page_of(
        rows, lambda row: _told(request, row), order=("-happened_on", "-pk"), cursor=cursor, limit=limit
    )  # fmt: skip


@router.post("/add-ons", response={201: AddOnOut}, operation_id="note_add_on", summary="Note an add-on")
def note(request: ScopedRequest, given: AddOnIn, key: IdempotencyKey = None) -> Any:
    """Note something done beyond the contract; what the provider notes is its own until it is put forward."""
    draft = noting.AddOnDraft(
        code=given.code, order_uid=given.order_uid, request_uid=given.request_uid, sign_uid=given.sign_uid,
        site_uid=given.site_uid, line_code=given.line_code, quantity=given.quantity, times=str(given.times),
        item=f"{given.item}~{given.setting}" if given.item else "", cost=given.cost, asked_by=given.asked_by,
        text=given.text, happened_on=given.happened_on,
    )  # fmt: skip

    def do() -> str:
        return str(noting.note_add_on(request.scope, draft, now=now()).uid)

    return Status(201, _told(request, _one(request, UUID(repeatable(request, key, do)))))


@router.get("/add-ons/{uid}", response=AddOnOut, operation_id="add_on", summary="One add-on")
def add_on(request: ScopedRequest, uid: UUID) -> Any:
    """One add-on."""
    return _told(request, _one(request, uid))


@router.post("/add-ons/{uid}/decide", response=AddOnOut, operation_id="decide_add_on", summary="Decide about it")
def decide(request: ScopedRequest, uid: UUID, said: AddOnMoveIn, version: IfMatch) -> Any:
    """Forgive it, offer it as extra work, propose it as a change, or say that it is not done again."""
    scope = request.scope
    if said.move == "charge":
        deciding.charge(scope, [uid], versions=[version], amount=said.amount, now=now())
    elif said.move == "propose":
        deciding.propose(scope, uid, expected_version=version, now=now())
    else:
        deciding.decide(scope, uid, said.move, expected_version=version, reason=said.reason, now=now())
    return _told(request, _one(request, uid))


@router.get(
    "/add-on-signs", response=list[AddOnSignOut], operation_id="add_on_signs", summary="Signs found in the data"
)
def signs(request: ScopedRequest) -> Any:
    """The signs nobody has answered, the latest first."""
    request.scope.require_somewhere(VIEW)
    return [_sign(one) for one in reading.signs_shown(request.scope, most=200)]


@router.post(
    "/add-on-signs/{uid}/dismiss", response=AddOnSignOut, operation_id="dismiss_add_on_sign",
    summary="Say why a sign is none",
)  # fmt: skip
def dismiss(request: ScopedRequest, uid: UUID, said: AddOnSignIn, version: IfMatch) -> Any:
    """Explain a sign; it comes again only when as much happens anew."""
    looking.dismiss_sign(request.scope, uid, expected_version=version, reason=said.reason, now=now())
    return _sign(AddOnSign.objects.within(request.scope).select_related("site").get(uid=uid))


def _one(request: ScopedRequest, uid: UUID) -> AddOn:
    return reading.add_on_by_uid(request.scope, uid)


def _told(request: ScopedRequest, row: AddOn) -> dict[str, Any]:
    priced = reading.sees_prices(request.scope, row)
    names = (
        "uid", "version", "number", "code", "state", "line_code", "item", "setting", "quantity", "times", "asked_by",
        "text", "happened_on", "noted_at", "decided_at", "reason",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names}, "site_uid": row.site.uid,
        "worth_minor": row.price_minor if priced else None, "worth_why": row.price_why if priced else "",
        "quote_uid": row.quote.uid if row.quote else None, "change_uid": row.change.uid if row.change else None,
    }  # fmt: skip


def _sign(row: AddOnSign) -> dict[str, Any]:
    names = ("uid", "version", "kind", "line_code", "about", "first_day", "last_day", "count", "facts", "standing")
    return {**{name: getattr(row, name) for name in names}, "site_uid": row.site.uid}
