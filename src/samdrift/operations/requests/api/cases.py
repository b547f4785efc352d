"""Restricted requests: for whom they exist; and taking personal words out of any."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Status

from samdrift.foundation.api import IfMatch, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.requests.api.shapes import CaseMemberIn, CaseMemberOut, RedactIn, RequestOut
from samdrift.operations.requests.commands import cases, redact
from samdrift.operations.requests.queries import access, out, pages
from samdrift.registers.parties import public as parties

router = Router(tags=["Requests"])


@router.get(
    "/requests/{uid}/people", response=list[CaseMemberOut], operation_id="requests_people",
    summary="For whom a restricted request exists",
)  # fmt: skip
def people(request: ScopedRequest, uid: UUID) -> Any:
    """The people and teams named on it, besides whoever asked; for everybody else there is no such request."""
    row = pages.request_of(request.scope, uid)
    access.require(request.scope, "requests.name_people", row)
    return [out.case_member_out(request.scope, member) for member in parties.members_of(row.uid)]


@router.post(
    "/requests/{uid}/people", response={201: CaseMemberOut}, operation_id="requests_name_person",
    summary="Let a restricted request exist for somebody more",
)  # fmt: skip
def name_person(request: ScopedRequest, uid: UUID, said: CaseMemberIn) -> Any:
    """Name somebody at work here by work e-mail."""
    return Status(
        201, out.case_member_out(request.scope, cases.name_person(request.scope, uid, email=said.email, now=now()))
    )


@router.post(
    "/requests/{uid}/redact", response=RequestOut, operation_id="requests_redact", summary="Take personal words out"
)
def take_words_out(request: ScopedRequest, uid: UUID, said: RedactIn, version: IfMatch, response: HttpResponse) -> Any:
    """Black words out wherever they stand in it; what they were is kept nowhere."""
    redact.redact_words(request.scope, uid, words=said.words, expected_version=version, now=now())
    told = out.request_told(request.scope, uid, written=True)
    tagged(response, told["version"])
    return told
