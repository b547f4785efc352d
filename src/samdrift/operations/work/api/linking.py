"""Subcontractors for other systems: who they are, where they are cleared, and links by which they work."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import everywhere
from samdrift.operations.work import queries
from samdrift.operations.work.api.doing import router
from samdrift.operations.work.commands import companies, linking
from samdrift.operations.work.models import CompanyClearance, WorkLink, WorkOrder
from samdrift.operations.work.queries import links
from samdrift.registers.parties import public as parties


class LinkIn(Schema):
    """Which company a link is for; with an address it is sent there."""

    company: UUID
    address: Annotated[str, Field(max_length=254)] = ""
    language: Annotated[str, Field(max_length=2)] = ""
    days: Annotated[int, Field(ge=1, le=92)] = 14


class LinkOut(Schema):
    """A link: open, withdrawn, expired or given_away; its address only while it is open."""

    uid: UUID
    company: UUID
    order: UUID | None
    standing: str
    address: str
    sent_to: str
    expires_at: Moment
    opened_at: Moment | None
    last_opened_at: Moment | None


class SubcontractorOut(Schema):
    """A company that works for the provider, and its teams."""

    uid: UUID
    code: str
    name: dict[str, str]
    teams: list[str]


class ClearanceIn(Schema):
    """From which day to which last day a company may work at a site; no site is every site."""

    site: UUID | None = None
    valid_from: date
    valid_to: date | None = None
    reference: Annotated[str, Field(max_length=80)] = ""


class ClearanceOut(Schema):
    """A company's clearance."""

    uid: UUID
    company: UUID
    site: UUID | None
    valid_from: date
    valid_to: date | None
    reference: str
    ended_at: Moment | None


def _told(request: ScopedRequest, link: WorkLink, order: WorkOrder | None) -> dict[str, Any]:
    standing = links.standing_of(link, order, real_now=real_now())
    shows = standing == "open" and request.scope.may(linking.HAND_OVER)
    return {
        "uid": link.uid, "company": link.organisation.uid, "order": order.uid if order else None,
        "standing": standing, "address": links.address_of(link) if shows else "", "sent_to": link.address,
        "expires_at": link.expires_at, "opened_at": link.opened_at, "last_opened_at": link.last_opened_at,
    }  # fmt: skip


def _shown(request: ScopedRequest, uid: UUID) -> dict[str, Any]:
    link = WorkLink.objects.within(request.scope).select_related("organisation").get(uid=uid)
    with everywhere(reason="the order of a link the caller has read through its gate"):
        order = WorkOrder.objects.filter(pk=link.work_order_id or 0).first()
    return _told(request, link, order)


def _clearance(row: CompanyClearance) -> dict[str, Any]:
    return {
        "uid": row.uid, "company": row.organisation.uid, "site": row.site.uid if row.site else None,
        "valid_from": row.valid_from, "valid_to": row.valid_to, "reference": row.reference, "ended_at": row.ended_at,
    }  # fmt: skip


def _draft(said: LinkIn) -> linking.LinkDraft:
    return linking.LinkDraft(company_uid=said.company, address=said.address, language=said.language, days=said.days)


@router.get(
    "/subcontractors", response=list[SubcontractorOut], operation_id="work_subcontractors", summary="Subcontractors"
)
def subcontractors(request: ScopedRequest) -> Any:
    """The companies that work for the provider, by code, with their teams."""
    request.scope.require_somewhere("work.view_companies")
    found = list(parties.subcontractors(request.scope))
    teams = list(parties.teams(request.scope).filter(organisation__in=[one.pk for one in found]))
    return [
        {
            "uid": one.uid, "code": one.code, "name": one.name,
            "teams": [team.code for team in teams if team.organisation_id == one.pk],
        }
        for one in found
    ]  # fmt: skip


@router.get(
    "/work-orders/{uid}/links", response=list[LinkOut], operation_id="work_links", summary="The links to an order"
)
def order_links(request: ScopedRequest, uid: UUID) -> Any:
    """Which subcontractors were given a link to the order, the newest first."""
    request.scope.require_somewhere("work.view_companies")
    order = queries.order_with_all(request.scope, uid)
    return [_told(request, link, order) for link in links.links_of_order(request.scope, order)]


@router.post(
    "/work-orders/{uid}/links", response={201: LinkOut}, operation_id="work_hand_over",
    summary="Give an order to a subcontractor by a link",
)  # fmt: skip
def hand_over(
    request: ScopedRequest, uid: UUID, said: LinkIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:  # fmt: skip
    """Give the order to the company's team and make the link by which it is worked without a seat."""

    def do() -> str:
        made = linking.hand_over(
            request.scope, uid, _draft(said), expected_version=version, now=now(), real_now=real_now()
        )
        return str(made.uid)

    return Status(201, _shown(request, UUID(repeatable(request, key, do))))


@router.post(
    "/subcontractor-links", response={201: LinkOut}, operation_id="work_list_link",
    summary="A link to all a subcontractor has",
)  # fmt: skip
def list_link(request: ScopedRequest, said: LinkIn, key: IdempotencyKey = None) -> Any:
    """Make a link to the company's own list of work."""

    def do() -> str:
        return str(linking.make_list_link(request.scope, _draft(said), now=now(), real_now=real_now()).uid)

    return Status(201, _shown(request, UUID(repeatable(request, key, do))))


@router.post(
    "/subcontractor-links/{uid}/withdraw",
    response=LinkOut,
    operation_id="work_withdraw_link",
    summary="Withdraw a link",
)
def withdraw(request: ScopedRequest, uid: UUID) -> Any:
    """Let a link open nothing any more."""
    linking.withdraw_link(request.scope, uid, now=now())
    return _shown(request, uid)


@router.get(
    "/company-clearances", response=list[ClearanceOut], operation_id="work_clearances",
    summary="Where subcontractors are cleared to work",
)  # fmt: skip
def clearances(request: ScopedRequest) -> Any:
    """The clearances of companies, those that hold first."""
    request.scope.require_somewhere("work.view_companies")
    return [_clearance(row) for row in links.clearances(request.scope)[:500]]


@router.post(
    "/subcontractors/{uid}/clearances", response={201: ClearanceOut}, operation_id="work_clear_company",
    summary="Clear a subcontractor for a site",
)  # fmt: skip
def clear(request: ScopedRequest, uid: UUID, said: ClearanceIn, key: IdempotencyKey = None) -> Any:
    """Let a company work at a site, or at every site, from a day to a day."""
    parties.subcontractors(request.scope).get(uid=uid)  # no such company here: 404

    def do() -> str:
        draft = companies.ClearanceDraft(
            company_uid=uid, site_uid=said.site, valid_from=said.valid_from, valid_to=said.valid_to,
            reference=said.reference,
        )  # fmt: skip
        return str(companies.clear_company(request.scope, draft, now=now()).uid)

    made = UUID(repeatable(request, key, do))
    return Status(201, _clearance(links.clearances(request.scope).get(uid=made)))


@router.post(
    "/company-clearances/{uid}/end", response=ClearanceOut, operation_id="work_end_clearance",
    summary="Take a subcontractor's clearance back",
)  # fmt: skip
def end(request: ScopedRequest, uid: UUID) -> Any:
    """From now on the company begins nothing there."""
    companies.end_clearance(request.scope, uid, now=now())
    return _clearance(links.clearances(request.scope).get(uid=uid))
