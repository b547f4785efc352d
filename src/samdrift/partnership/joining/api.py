"""Frameworks for other systems: the tier, what joining would do, call-offs and their steps, shares of cost."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands import moving, wishing
from samdrift.partnership.joining.commands.wishing import CallOffDraft
from samdrift.partnership.joining.models import VIEW, Framework
from samdrift.partnership.joining.queries import call_offs, places, terms
from samdrift.registers.parties import public as parties

router = Router(tags=["Frameworks"])
Text = Annotated[str, Field(max_length=400)]


class TierOut(Schema):
    """From which volume together a year, at list prices and in whole units of the currency, a factor holds."""

    start: Decimal
    factor: Decimal


class FrameworkOut(Schema):
    """A framework; amounts in hundredths. Totals are of all bodies together."""

    uid: UUID
    code: str
    currency: str
    starts_on: date
    ends_on: date
    ceiling_minor: int
    committed_minor: int
    tiers: list[TierOut]
    factor: Decimal
    next_factor: Decimal | None
    volume: Decimal


class WishIn(Schema):
    """So much of an item a year, at a place of the joiner or at none."""

    item: Annotated[str, Field(min_length=1, max_length=24)]
    quantity: Annotated[Decimal, Field(gt=0, lt=10**9, decimal_places=4, max_digits=14)]
    site: Annotated[str, Field(max_length=40)] = ""


class CallOffIn(Schema):
    """What a joiner wants."""

    wishes: Annotated[list[WishIn], Field(min_length=1, max_length=200)]
    starts_on: date
    users: Annotated[int, Field(ge=0, le=10**7)] = 0
    notice_months: Annotated[int, Field(ge=3, le=24)] = 3
    exit_terms: Text = ""


class ReckonedOut(Schema):
    """What a call-off would come to and do to the tier; amounts in hundredths."""

    year_minor: int
    value_minor: int
    factor_now: Decimal
    factor_then: Decimal
    saved_by_others_minor: int


class CallOffOut(Schema):
    """A call-off; amounts in hundredths."""

    uid: UUID
    version: int
    number: str
    state: str
    starts_on: date
    live_from: date | None
    leaves_on: date | None
    factor: Decimal
    year_minor: int
    value_minor: int
    wishes: list[dict[str, Any]]
    moved_at: Moment


class MoveIn(Schema):
    """A step: what it rests on, or why not; for giving notice the last day."""

    move: Literal[
        "open_data", "make_case", "decide", "clear", "sign", "mobilise", "pass_gates", "give_notice", "stop", "refuse",
    ]  # fmt: skip
    reason: Text = ""
    last_day: date | None = None


class ShareOut(Schema):
    """A part of a shared cost in a month, with the key it was divided by; amounts in hundredths."""

    code: str
    key: str
    own_key: int
    all_keys: int
    total_minor: int
    amount_minor: int
    call_off: str


@router.get("/frameworks", response=list[FrameworkOut], operation_id="frameworks_list", summary="Frameworks")
def framework_list(request: ScopedRequest) -> Any:
    """The frameworks one may see, with this month's tier and the next one's as counted so far."""
    request.scope.require_somewhere(VIEW)
    return [_told(request, one) for one in terms.frameworks(request.scope)]


@router.get("/frameworks/{uid}", response=FrameworkOut, operation_id="framework_read", summary="One framework")
def framework_read(request: ScopedRequest, uid: UUID) -> Any:
    """One framework."""
    return _told(request, terms.framework(request.scope, uid))


@router.post(
    "/frameworks/{uid}/what-if", response=ReckonedOut, operation_id="framework_what_if", summary="What joining would do"
)
def what_if(request: ScopedRequest, uid: UUID, wanted: CallOffIn) -> Any:
    """What a call-off would come to and do to the tier; nothing is sent."""
    row = terms.framework(request.scope, uid)
    unit_id = _own_unit(request, row)
    today = parties.community_day(request.scope, now())
    draft = _draft(wanted, unit_id)
    wishing.check_draft(row, unit_id, draft, today)
    found = wishing.reckon(row, draft, today)
    return {
        "year_minor": found.year_minor, "value_minor": found.value_minor, "factor_now": found.effect.now.factor,
        "factor_then": found.effect.then.factor, "saved_by_others_minor": found.effect.saved_minor,
    }  # fmt: skip


@router.get(
    "/frameworks/{uid}/call-offs", response=list[CallOffOut], operation_id="call_offs_list", summary="Call-offs"
)
def call_off_list(request: ScopedRequest, uid: UUID) -> Any:
    """The call-offs one may see: a joiner's people their own."""
    return call_offs.call_offs(request.scope, terms.framework(request.scope, uid).pk)


@router.post(
    "/frameworks/{uid}/call-offs", response={201: CallOffOut}, operation_id="call_off_begin", summary="Show interest"
)
def call_off_begin(request: ScopedRequest, uid: UUID, wanted: CallOffIn, key: IdempotencyKey = None) -> Any:
    """Show interest in joining; it binds to nothing."""
    row = terms.framework(request.scope, uid)
    unit_id = _own_unit(request, row)

    def do() -> str:
        return str(wishing.show_interest(request.scope, uid, _draft(wanted, unit_id), now=now()).uid)

    return Status(201, call_offs.call_off(request.scope, UUID(repeatable(request, key, do))))


@router.get("/frameworks/{uid}/shares", response=list[ShareOut], operation_id="shares_list", summary="Shared cost")
def share_list(
    request: ScopedRequest, uid: UUID, month: Annotated[date, Query(..., description="Its first day")]
) -> Any:
    """The parts of a month's shared cost one may see, each with its key."""
    row = terms.framework(request.scope, uid)
    names = ("code", "key", "own_key", "all_keys", "total_minor", "amount_minor")
    return [
        {**{name: getattr(one, name) for name in names}, "call_off": one.accession.number}
        for one in call_offs.shares_seen(request.scope, row.pk, month)
    ]


@router.get("/call-offs/{uid}", response=CallOffOut, operation_id="call_off_read", summary="One call-off")
def call_off_read(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """One call-off with its version in the ETag."""
    row = call_offs.call_off(request.scope, uid)
    tagged(response, row.version)
    return row


@router.post("/call-offs/{uid}/move", response=CallOffOut, operation_id="call_off_move", summary="Make a step")
def call_off_move(request: ScopedRequest, uid: UUID, said: MoveIn, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Make a step for the side one works for; it is done once all its sides have made it."""
    call_offs.call_off(request.scope, uid)
    at: dict[str, Any] = {"expected_version": version, "now": now()}

    def do() -> str:
        scope = request.scope
        if said.move == "refuse":
            moving.refuse_call_off(scope, uid, reason=said.reason, **at)
        else:
            moving.move_call_off(scope, uid, said.move, reason=said.reason, last_day=said.last_day, **at)
        return str(uid)

    return call_offs.call_off(request.scope, UUID(repeatable(request, key, do)))


def _told(request: ScopedRequest, row: Framework) -> dict[str, Any]:
    day, held = parties.community_day(request.scope, now()), terms.held(row.pk)
    stands = call_offs.standing(row, held, day)
    names = ("uid", "code", "currency", "starts_on", "ends_on", "ceiling_minor")
    return {
        **{name: getattr(row, name) for name in names}, "committed_minor": terms.committed_minor(row.pk),
        "tiers": [{"start": one.start, "factor": one.factor} for one in stands.tiers], "factor": stands.factor,
        "next_factor": stands.next.factor if stands.next else None, "volume": stands.volume,
    }  # fmt: skip


def _own_unit(request: ScopedRequest, row: Framework) -> int:
    """The top unit of the body one speaks for.

    Raises:
        NotAllowed: One's body may not join, or one may not join it.
    """
    return wishing.own_body(request.scope, row).unit_id


def _draft(wanted: CallOffIn, unit_id: int) -> CallOffDraft:
    sites = places.site_ids(unit_id)
    unknown = [one.site for one in wanted.wishes if one.site and one.site not in sites]
    if unknown:
        raise Invalid({"site": _("Choose places of your own.")})
    return CallOffDraft(
        wishes=[rules.Wish(one.item, one.quantity, sites.get(one.site)) for one in wanted.wishes],
        starts_on=wanted.starts_on, users=wanted.users, notice_months=wanted.notice_months,
        exit_terms=wanted.exit_terms,
    )  # fmt: skip
