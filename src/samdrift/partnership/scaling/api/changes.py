"""Changes of service for other systems: the same what-if, commands and queries as the pages."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Moment, Page, page_of, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.scaling import commands, queries, rules
from samdrift.partnership.scaling.models import ChangeOrder, Closure
from samdrift.partnership.scaling.queries import Known
from samdrift.partnership.scaling.rules.effects import Effect, work_out
from samdrift.partnership.scaling.rules.levers import Wish
from samdrift.registers.parties import public as parties

router = Router(tags=["Scaling"])
Quantity = Annotated[Decimal, Field(ge=0, le=10_000_000, max_digits=14, decimal_places=4)]


class VolumeWishIn(Schema):
    """One volume as it should be: item, place and setting as they are, and what they become."""

    item: Annotated[str, Field(max_length=24)]
    unit_uid: UUID
    site_uid: UUID | None = None
    setting: Annotated[str, Field(max_length=40)] = ""
    to_setting: Annotated[str, Field(max_length=40)]
    to_quantity: Quantity


class WhatIfIn(Schema):
    """What is wished for, and from when."""

    wishes: Annotated[list[VolumeWishIn], Field(min_length=1, max_length=2000)]
    requested_on: date | None = None


class AskIn(WhatIfIn):
    """The same to be asked for; `seen` as the what-if gave it."""

    seen: dict[str, int]
    name: Annotated[str, Field(max_length=80)] = ""
    reason: Annotated[str, Field(max_length=400)] = ""
    correction: bool = False  # put right from a day gone by, with both parties' yes; needs a reason


class WhatIfOut(Schema):
    """What it comes to, amounts in hundredths: before and after for each year and month."""

    currency: str
    year_change_minor: int
    this_year_minor: list[int]
    next_year_minor: list[int]
    month_minor: list[int]
    kept_minor: dict[str, int]
    first_day: date | None
    approvals: list[str]
    refused: list[str]
    hours: Decimal | None
    seen: dict[str, int]


class ChangeOut(Schema):
    """A change of service."""

    uid: UUID
    version: int
    number: str
    kind: str
    state: str
    unit_uid: UUID
    requested_on: date
    submitted_at: Moment | None
    first_day: date | None
    approvals: list[str]
    answer_by: date | None
    expires_on: date | None
    year_minor: int
    kept_minor: int
    objection: str
    offered_day: date | None
    offered_one_off_minor: int
    one_off_minor: int
    one_off_for: str
    consults: bool
    consulted_on: date | None
    renegotiates: dict[str, str]

    @staticmethod
    def resolve_unit_uid(order: ChangeOrder) -> UUID:
        """Whose change it is."""
        return UUID(str(order.unit.uid))


class ChangeWhyIn(Schema):
    """Why not."""

    reason: Annotated[str, Field(max_length=400)]


class ObjectionIn(ChangeWhyIn):
    """Why not, and on what terms instead: a later first of a month, a single price in hundredths, or both."""

    offered_day: date | None = None
    one_off_minor: Annotated[int, Field(ge=0, le=10**12)] = 0
    one_off_for: Annotated[str, Field(max_length=200)] = ""


class ConsultationIn(Schema):
    """What the provider's joint committee of staff answered, and when."""

    held_on: date
    answer: Annotated[str, Field(min_length=1, max_length=400)]


class ObjectionAnswerIn(Schema):
    """Whether the day offered is taken."""

    take_offer: bool


class ClosureIn(Schema):
    """A service that rests at a place for a while."""

    site_uid: UUID
    line: Annotated[str, Field(max_length=8)]
    first_day: date
    last_day: date
    reason: Annotated[str, Field(max_length=400)] = ""


class ClosureOut(Schema):
    """A closure, and what comes back in hundredths by month."""

    uid: UUID
    version: int
    line_code: str
    first_day: date
    last_day: date
    working_days: int
    settled_by: str
    credits: list[dict[str, Any]]
    state: str


@router.post(
    "/districts/{uid}/what-if", response=WhatIfOut, operation_id="scaling_what_if", summary="What a change comes to"
)
def what_if(request: ScopedRequest, uid: UUID, asked: WhatIfIn) -> Any:
    """Work a change out; nothing is kept or asked for."""
    scope = request.scope
    place = queries.district(scope, uid)
    scope.require(rules.PLAN, contract=place.contract.pk, unit=place.unit.pk, data_class="D2")
    today = parties.community_day(scope, now())
    known = queries.known(scope, place, today)
    wishes = _wishes(request, known, asked.wishes)
    try:
        effect = work_out(known.picture, wishes, submitted=today, requested=asked.requested_on or today)
    except (NoPrice, ValueError, KeyError) as unknown:
        raise Invalid({"wishes": _("There is no price for what is wished for.")}) from unknown
    return _shown(effect, known, wishes, place.contract.currency)


@router.post(
    "/districts/{uid}/changes", response={201: ChangeOut}, operation_id="scaling_ask", summary="Ask for a change"
)
def ask(request: ScopedRequest, uid: UUID, asked: AskIn, key: IdempotencyKey = None) -> Any:
    """Ask for a change of service; below every threshold a budget holder's own is agreed at once, no correction is."""
    scope = request.scope
    place = queries.district(scope, uid)
    today = parties.community_day(scope, now())
    wishes = _wishes(request, queries.known(scope, place, today), asked.wishes)

    def do() -> str:
        given = commands.Asked(
            wishes=wishes, requested_on=asked.requested_on or today, seen=asked.seen, name=asked.name,
            reason=asked.reason,
        )  # fmt: skip
        submit = commands.submit_correction if asked.correction else commands.submit_change
        return str(submit(scope, uid, given, now=now()).uid)

    return Status(201, queries.change_by_uid(scope, UUID(repeatable(request, key, do))))


@router.post(
    "/districts/{uid}/closures", response={201: ClosureOut}, operation_id="scaling_close", summary="Tell a closure"
)
def close(request: ScopedRequest, uid: UUID, told: ClosureIn, key: IdempotencyKey = None) -> Any:
    """Say that a service rests at a place from one day to another."""

    def do() -> str:
        closure = commands.tell_closure(
            request.scope, uid, site_uid=told.site_uid, line=told.line, days=(told.first_day, told.last_day),
            reason=told.reason, now=now(),
        )  # fmt: skip
        return str(closure.uid)

    return Status(201, Closure.objects.within(request.scope).get(uid=repeatable(request, key, do)))


@router.get("/changes", response=Page[ChangeOut], operation_id="scaling_changes", summary="Changes of service")
def changes(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Every change one may see, the newest first."""
    request.scope.require_somewhere("scaling.view")
    rows = queries.changes_of(request.scope).order_by("-pk")
    return page_of(rows, lambda row: row, order=("-pk",), cursor=cursor, limit=limit)


@router.get("/changes/{uid}", response=ChangeOut, operation_id="scaling_change", summary="One change of service")
def change(request: ScopedRequest, uid: UUID) -> Any:
    """One change."""
    return queries.change_by_uid(request.scope, uid)


@router.post("/changes/{uid}/approve", response=ChangeOut, operation_id="scaling_approve", summary="Say yes")
def approve(request: ScopedRequest, uid: UUID, version: IfMatch) -> Any:
    """Give the yes that is missing next."""
    return commands.approve_change(request.scope, uid, expected_version=version, now=now())


@router.post("/changes/{uid}/reject", response=ChangeOut, operation_id="scaling_reject", summary="Say no")
def reject(request: ScopedRequest, uid: UUID, said: ChangeWhyIn, version: IfMatch) -> Any:
    """Refuse it on the customer's side."""
    return commands.reject_change(request.scope, uid, expected_version=version, reason=said.reason, now=now())


@router.post("/changes/{uid}/accept", response=ChangeOut, operation_id="scaling_accept", summary="Accept it")
def accept(request: ScopedRequest, uid: UUID, version: IfMatch) -> Any:
    """The provider agrees; volumes and prices follow."""
    return commands.accept_change(request.scope, uid, expected_version=version, now=now())


@router.post("/changes/{uid}/object", response=ChangeOut, operation_id="scaling_object", summary="Say why not")
def objection(request: ScopedRequest, uid: UUID, said: ObjectionIn, version: IfMatch) -> Any:
    """The provider's objection, once and within five working days."""
    return commands.object_to_change(
        request.scope, uid, expected_version=version, reason=said.reason, offered_day=said.offered_day, now=now(),
        one_off_minor=said.one_off_minor, one_off_for=said.one_off_for,
    )  # fmt: skip


@router.post(
    "/changes/{uid}/consultation", response=ChangeOut, operation_id="scaling_consult",
    summary="Write down what staff answered",
)  # fmt: skip
def consultation(request: ScopedRequest, uid: UUID, said: ConsultationIn, version: IfMatch) -> Any:
    """The answer of the provider's joint committee, where so many posts are freed that it is asked first."""
    return commands.keep_consultation(
        request.scope, uid, expected_version=version, held_on=said.held_on, answer=said.answer, now=now()
    )


@router.post("/changes/{uid}/answer", response=ChangeOut, operation_id="scaling_answer", summary="Answer an objection")
def answer(request: ScopedRequest, uid: UUID, said: ObjectionAnswerIn, version: IfMatch) -> Any:
    """Keep to the change, or take the day offered."""
    return commands.answer_objection(
        request.scope, uid, expected_version=version, take_offer=said.take_offer, now=now()
    )  # fmt: skip


@router.post("/changes/{uid}/withdraw", response=ChangeOut, operation_id="scaling_withdraw", summary="Take it back")
def withdraw(request: ScopedRequest, uid: UUID, said: ChangeWhyIn, version: IfMatch) -> Any:
    """Take a change back; once agreed, both parties do."""
    return commands.withdraw_change(request.scope, uid, expected_version=version, reason=said.reason, now=now())


@router.post(
    "/closures/{uid}/withdraw", response=ClosureOut, operation_id="scaling_reopen", summary="Take a closure back"
)
def reopen(request: ScopedRequest, uid: UUID, version: IfMatch) -> Any:
    """Let a place stay open after all."""
    return commands.withdraw_closure(request.scope, uid, expected_version=version, now=now())


def _wishes(request: ScopedRequest, known: Known, given: list[VolumeWishIn]) -> list[Wish]:
    sites = {site.uid: pk for pk, site in known.sites.items()}
    wanted = {one.unit_uid for one in given}
    units = dict(parties.Unit.objects.within(request.scope).filter(uid__in=wanted).values_list("uid", "pk"))
    if any(one.unit_uid not in units or (one.site_uid and one.site_uid not in sites) for one in given):
        raise Invalid({"wishes": _("A place or unit is not of this district.")})
    wishes = [
        Wish(
            one.item, units[one.unit_uid], sites[one.site_uid] if one.site_uid else None, one.setting, one.to_setting,
            one.to_quantity,
        )
        for one in given
    ]  # fmt: skip
    return list({wish.key: wish for wish in wishes}.values())


def _shown(effect: Effect, known: Known, wishes: list[Wish], currency: str) -> dict[str, Any]:
    touched = sorted({f"{wish.item} {wish.unit_id}" for wish in wishes})
    return {
        "currency": currency, "year_change_minor": effect.year_change, "this_year_minor": list(effect.this_year),
        "next_year_minor": list(effect.next_year), "month_minor": list(effect.month),
        "kept_minor": {month.isoformat(): amount for month, amount in effect.kept.items()},
        "first_day": effect.first_day, "approvals": list(effect.approvals), "refused": list(effect.refused),
        "hours": effect.hours, "seen": {key: known.seen.get(key, 0) for key in touched},
    }  # fmt: skip
