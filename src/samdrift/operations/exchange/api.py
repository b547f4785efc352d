"""The exchange's part of the API: bodies, partners and handing over."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import Moment
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.exchange.commands import handing_over, setting_up
from samdrift.operations.exchange.models import Handover
from samdrift.operations.exchange.queries import offering, reports
from samdrift.operations.requests import public as requests

router = Router(tags=["Exchange"])


class Words(Schema):
    """A text in all three languages."""

    en: str = Field(min_length=1, max_length=120)
    da: str = Field(min_length=1, max_length=120)
    sv: str = Field(min_length=1, max_length=120)


class JurisdictionIn(Schema):
    """A public body other systems may report to."""

    code: str = Field(min_length=1, max_length=64)
    name: Words
    unit_code: str = Field(max_length=40)
    catch_all_code: str = Field(max_length=40)
    types: list[str] = Field(min_length=1, max_length=500)
    published: bool = False
    reach_m: int = Field(300, ge=0, le=100_000)
    contact: str = Field("", max_length=200)
    active: bool = True


class JurisdictionOut(JurisdictionIn):
    """The same with its uid."""

    uid: UUID


class PartnerIn(Schema):
    """Another body's Open311 server."""

    name: str = Field(min_length=1, max_length=120)
    base_url: str = Field(max_length=300)
    services: dict[str, str]
    jurisdiction_id: str = Field("", max_length=64)
    api_key: str | None = Field(None, max_length=200, description="Left away, the one there is stays; never shown.")
    active: bool = True


class PartnerOut(Schema):
    """A partner, without our key there."""

    uid: UUID
    name: str
    base_url: str
    services: dict[str, str]
    jurisdiction_id: str
    active: bool


class HandOverIn(Schema):
    """To whom."""

    partner: UUID


class HandoverOut(Schema):
    """A request another body took over."""

    uid: UUID
    partner: str
    state: str
    remote_id: str
    remote_words: str
    handed_at: Moment
    expected_at: Moment | None


def _jurisdiction_out(row: Any) -> dict[str, Any]:
    return {
        "uid": row.uid, "code": row.code, "name": row.name, "unit_code": row.unit.code,
        "catch_all_code": row.catch_all.code, "types": row.types, "published": row.published,
        "reach_m": row.reach_m, "contact": row.contact, "active": row.active,
    }  # fmt: skip


def _handover_out(row: Handover) -> dict[str, Any]:
    return {
        "uid": row.uid, "partner": row.partner.name, "state": row.state, "remote_id": row.remote_id,
        "remote_words": row.remote_words, "handed_at": row.handed_at, "expected_at": row.expected_at,
    }  # fmt: skip


@router.get(
    "/exchange/jurisdictions", response=list[JurisdictionOut], operation_id="exchange_jurisdictions",
    summary="Bodies other systems may report to",
)  # fmt: skip
def jurisdictions(request: ScopedRequest) -> Any:
    """Every body by code."""
    request.scope.require_somewhere("exchange.view")
    return [_jurisdiction_out(row) for row in offering.jurisdictions(request.scope)]


@router.post(
    "/exchange/jurisdictions", response=JurisdictionOut, operation_id="exchange_set_jurisdiction",
    summary="Set up a body, or change the one of this code",
)  # fmt: skip
def set_jurisdiction(request: ScopedRequest, told: JurisdictionIn) -> Any:
    """Set up or change; the same twice changes nothing."""
    return _jurisdiction_out(setting_up.set_jurisdiction(request.scope, **told.dict(), now=now()))


@router.get(
    "/exchange/partners", response=list[PartnerOut], operation_id="exchange_partners",
    summary="Bodies requests may be handed over to",
)  # fmt: skip
def partners(request: ScopedRequest) -> Any:
    """Every partner by name."""
    request.scope.require_somewhere("exchange.view")
    return list(reports.partners(request.scope))


@router.post(
    "/exchange/partners", response=PartnerOut, operation_id="exchange_set_partner",
    summary="Name a partner, or change the one of this name",
)  # fmt: skip
def set_partner(request: ScopedRequest, told: PartnerIn) -> Any:
    """Set up or change; the same twice changes nothing."""
    return setting_up.set_partner(request.scope, **told.dict(), now=now())


@router.get(
    "/requests/{uid}/handovers", response=list[HandoverOut], operation_id="exchange_handovers",
    summary="Whom a request was handed over to",
)  # fmt: skip
def handovers(request: ScopedRequest, uid: UUID) -> Any:
    """The newest first."""
    row = requests.ServiceRequest.objects.within(request.scope).get(uid=uid)
    return [_handover_out(each) for each in reports.handovers_of(request.scope, row)]


@router.post(
    "/requests/{uid}/handovers", response={201: HandoverOut}, operation_id="exchange_hand_over",
    summary="Hand a request over to a partner",
)  # fmt: skip
def hand_over(request: ScopedRequest, uid: UUID, told: HandOverIn) -> Any:
    """Give it to another body; refused when that body has it already, so a repeat changes nothing."""
    requests.ServiceRequest.objects.within(request.scope).get(uid=uid)
    if not reports.partners(request.scope).filter(uid=told.partner).exists():
        raise Invalid({"partner": _("There is no such partner.")})
    return Status(201, _handover_out(handing_over.hand_over(request.scope, uid, told.partner, now=now())))
