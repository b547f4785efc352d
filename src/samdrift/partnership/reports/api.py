"""Reports for other systems: the list, one with its data, and each step its parties make."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Moment, Page, page_of, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.reports.commands import agreeing, drafting, saying
from samdrift.partnership.reports.models import VIEW, Report
from samdrift.partnership.reports.queries import comparing, reading
from samdrift.partnership.reports.rules import states

router = Router(tags=["Reports"])
MOVES = {
    "done": saying.finish_comments, "agree": agreeing.agree_report, "freeze": agreeing.freeze_report,
    "refresh": drafting.refresh_report,
}  # fmt: skip
Kind = Literal["monthly", "steering"]


class ReportOut(Schema):
    """A report without its data; `digest` is the SHA-256 of the text that `data` gives."""

    uid: UUID
    version: int
    contract: UUID
    kind: Kind
    first_day: date
    last_day: date
    number: int
    state: str
    digest: str
    known_at: Moment
    frozen_at: Moment | None


class ReportDraftIn(Schema):
    """Which report: its contract, kind and the first day of its period."""

    contract: UUID
    kind: Kind
    first_day: date


class ReportWordIn(Schema):
    """A comment on a section, or a priority at a position; an empty text takes the draft away."""

    text: Annotated[str, Field(max_length=states.LONGEST)]
    section: Annotated[str, Field(max_length=24)] = ""
    position: Annotated[int, Field(ge=0, le=states.PRIORITIES)] = 0


class ReportWordOut(Schema):
    """A word that holds: a draft is one's own party's alone."""

    section: str
    position: int
    side: str
    text: str
    published_at: Moment | None


class ReportMoveIn(Schema):
    """A step; a correction says why."""

    move: Literal["publish", "done", "agree", "freeze", "refresh", "correct"]
    reason: Annotated[str, Field(max_length=400)] = ""


class ReportDifferenceOut(Schema):
    """A value that is another one when the report is made again."""

    section: str
    place: dict[str, str]
    before: Any
    after: Any


class ReportComparedOut(Schema):
    """Whether the kept text has its fingerprint, and what the rooms would tell otherwise today.

    `worded` differs in words alone; `since` are titles of sections the product has learnt to tell since.
    """

    whole: bool
    found: list[ReportDifferenceOut]
    worded: list[ReportDifferenceOut]
    since: list[dict[str, str]]


@router.get("/reports", response=Page[ReportOut], operation_id="reports_list", summary="Reports")
def report_list(
    request: ScopedRequest, kind: Annotated[Kind | None, Query(None)], cursor: Cursor = "", limit: Limit = 25
) -> Any:
    """The reports one may read, the latest period first."""
    request.scope.require_somewhere(VIEW)
    rows = reading.reports(request.scope, kind=kind or "")
    return page_of(rows, _told, order=("-first_day", "-number", "-pk"), cursor=cursor, limit=limit)


@router.post("/reports", response={201: ReportOut}, operation_id="report_draft", summary="Draft a report")
def report_draft(request: ScopedRequest, wanted: ReportDraftIn, key: IdempotencyKey = None) -> Any:
    """Draft the report of a period that is over."""

    def do() -> str:
        made = drafting.draft_report(request.scope, wanted.contract, wanted.kind, wanted.first_day, now=now())
        return str(made.uid)

    return Status(201, _told(reading.report_by_uid(request.scope, UUID(repeatable(request, key, do)))))


@router.get("/reports/{uid}", response=ReportOut, operation_id="report_read", summary="One report")
def report_read(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """One report with its version in the ETag."""
    row = reading.report_by_uid(request.scope, uid)
    tagged(response, row.version)
    return _told(row)


@router.get("/reports/{uid}/data", response=dict[str, Any], operation_id="report_data", summary="A report's data")
def report_data(request: ScopedRequest, uid: UUID) -> Any:
    """The report's data: every figure with its definition, of how many, and each party's words once it is frozen."""
    return reading.data_of(reading.report_by_uid(request.scope, uid))


@router.get(
    "/reports/{uid}/words", response=list[ReportWordOut], operation_id="report_words", summary="What was said of it"
)
def report_words(request: ScopedRequest, uid: UUID) -> Any:
    """What both parties published, and the drafts of one's own."""
    return reading.words_of(request.scope, reading.report_by_uid(request.scope, uid))


@router.get(
    "/reports/{uid}/compare",
    response=ReportComparedOut,
    operation_id="report_compare",
    summary="Make it again and compare",
)
def report_compare(request: ScopedRequest, uid: UUID) -> Any:
    """The report beside what the rooms tell today, as known when it was made."""
    return comparing.regenerated(reading.report_by_uid(request.scope, uid))


@router.post("/reports/{uid}/words", response=list[ReportWordOut], operation_id="report_say", summary="Write a draft")
def report_say(request: ScopedRequest, uid: UUID, said: ReportWordIn) -> Any:
    """Write one's party's draft of a comment or priority; the same again changes nothing."""
    saying.write_word(request.scope, uid, said.text, section=said.section, position=said.position, now=now())
    return reading.words_of(request.scope, reading.report_by_uid(request.scope, uid))


@router.post("/reports/{uid}/move", response=ReportOut, operation_id="report_move", summary="Make a step")
def report_move(
    request: ScopedRequest, uid: UUID, said: ReportMoveIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:
    """Publish, say that all is said, agree, freeze, make anew, or begin a correction: answers the report it became."""
    reading.report_by_uid(request.scope, uid)
    at: dict[str, Any] = {"expected_version": version, "now": now()}

    def do() -> str:
        scope = request.scope
        if said.move == "publish":
            saying.publish_words(scope, uid, now=at["now"])
            return str(uid)
        if said.move == "correct":
            return str(drafting.correct_report(scope, uid, said.reason, now=at["now"]).uid)
        return str(MOVES[said.move](scope, uid, **at).uid)

    return _told(reading.report_by_uid(request.scope, UUID(repeatable(request, key, do))))


def _told(row: Report) -> dict[str, Any]:
    names = ("uid", "version", "kind", "first_day", "last_day", "number", "state", "digest", "known_at", "frozen_at")
    return {**{name: getattr(row, name) for name in names}, "contract": row.contract.uid}
