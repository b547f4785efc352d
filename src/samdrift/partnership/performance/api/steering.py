"""What both parties say of a figure, for other systems: decisions of the steering committee and signed corrections."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema, Status

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.performance.api.asked import Count, Text, numbers_of
from samdrift.partnership.performance.api.figures import KpiResultOut, result_out
from samdrift.partnership.performance.commands import correcting, steering
from samdrift.partnership.performance.models import VIEW, ResultWord
from samdrift.partnership.performance.queries import reading

router = Router(tags=["Performance"])


class KpiWordOut(Schema):
    """What one party said of a figure: remark, dispute, answer, settle, correct or steer.

    A correction and a decision wait until `signed_at`; numbers are those it would have.
    """

    uid: UUID
    kind: str
    side: str
    text: str
    numerator: int | None
    denominator: int | None
    said_at: Moment
    signed_at: Moment | None


class KpiDecisionIn(Schema):
    """What the committee decides, and why; without numbers the figure stands as it was counted."""

    text: Text
    numerator: Count | None = None
    denominator: Count | None = None


class KpiCorrectionIn(Schema):
    """What a frozen figure should be, and why."""

    text: Text
    numerator: Count
    denominator: Count


@router.get(
    "/kpi-results/{uid}/words", response=list[KpiWordOut], operation_id="kpi_results_words",
    summary="What both parties said of a figure",
)  # fmt: skip
def word_list(request: ScopedRequest, uid: UUID) -> Any:
    """Everything said of a figure and its earlier entries, in order."""
    request.scope.require_somewhere(VIEW)
    row = reading.result_by_uid(request.scope, uid)
    return reading.words_of(request.scope, reading.entries_of(request.scope, row))


@router.post(
    "/kpi-results/{uid}/decisions", response={201: KpiWordOut}, operation_id="kpi_results_decide",
    summary="Sign a decision of the steering committee",
)  # fmt: skip
def decision_propose(
    request: ScopedRequest, uid: UUID, said: KpiDecisionIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:
    """Decide a figure in dispute, as a member of the committee; it holds once the other party's member signs it."""
    numbers = numbers_of(said.numerator, said.denominator)

    def do() -> str:
        made = steering.propose_decision(
            request.scope, uid, said.text, numbers=numbers, expected_version=version, now=now()
        )
        return str(made.uid)

    return Status(201, ResultWord.objects.within(request.scope).get(uid=repeatable(request, key, do)))


@router.post(
    "/kpi-results/{uid}/decisions/sign", response=KpiResultOut, operation_id="kpi_results_sign_decision",
    summary="Sign the other member's decision",
)  # fmt: skip
def decision_sign(request: ScopedRequest, response: HttpResponse, uid: UUID, version: IfMatch) -> Any:
    """End the dispute by the decision that waits."""
    row = steering.sign_decision(request.scope, uid, expected_version=version, now=now())
    return _answered(request, response, row.uid)


@router.post(
    "/kpi-results/{uid}/corrections", response={201: KpiWordOut}, operation_id="kpi_results_correct",
    summary="Ask for a correction of a frozen figure",
)  # fmt: skip
def correction_ask(
    request: ScopedRequest, uid: UUID, said: KpiCorrectionIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:
    """Ask for other numbers; a new entry is made once the other party signs it, nothing frozen changes."""

    def do() -> str:
        made = correcting.ask_correction(
            request.scope, uid, (said.numerator, said.denominator), said.text, expected_version=version,
            now=now(),
        )  # fmt: skip
        return str(made.uid)

    return Status(201, ResultWord.objects.within(request.scope).get(uid=repeatable(request, key, do)))


@router.post(
    "/kpi-results/{uid}/corrections/sign", response=KpiResultOut, operation_id="kpi_results_sign_correction",
    summary="Sign the other party's correction",
)  # fmt: skip
def correction_sign(request: ScopedRequest, response: HttpResponse, uid: UUID, version: IfMatch) -> Any:
    """Make the new entry; the answer is that entry."""
    row = correcting.sign_correction(request.scope, uid, expected_version=version, now=now())
    return _answered(request, response, row.uid)


def _answered(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    row = reading.result_by_uid(request.scope, uid)
    tagged(response, row.version)
    return result_out(row)
