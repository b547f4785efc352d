"""One figure of a month: how it is counted, what counted against it, what both parties say, and its entries."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.partnership.performance.commands import correcting, reviewing, steering
from samdrift.partnership.performance.models import VIEW, KpiResult, ResultWord
from samdrift.partnership.performance.queries import behind, reading
from samdrift.partnership.performance.rules import periods
from samdrift.partnership.performance.web import words
from samdrift.partnership.performance.web.pages import address_of

# What the desk calls the contacts that count against a figure of it.
DESK = {"desk.level": "late_abandoned", "desk.abandoned": "abandoned", "desk.resolved": "repeated"}


@require_safe
def result_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The figure with everything that leads to it."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    row = reading.result_by_uid(scope, uid)
    entries = reading.entries_of(scope, row)
    said = reading.words_of(scope, entries)
    history = reading.history_of(scope, row)
    told = behind.rows_behind(scope, row, request.GET.get("after", ""))
    context = {
        "row": row, "definition": row.definition, "value": words.value_word(row), "band": words.band_word(row.band),
        "tone": words.TONES[row.band], "target": words.target_word(row.definition),
        "state": words.state_word(row.state), "state_tone": words.STATE_TONES[row.state],
        "source": words.source_word(row.definition.source), "why_not": words.why_not(row),
        "back": address_of(row.period),
        "stretch": words.with_unit(row.definition.stretch, row.definition.unit_word),
        "entries": [(one, words.value_word(one), words.state_word(one.state)) for one in entries],
        "districts": [_district(one) for one in (reading.districts_of(scope, row) if row.unit_id is None else ())],
        "history": [(one.month, float(one.value) if one.value is not None else None, one) for one in history],
        "trend": [(f"{one.month:%Y-%m}", (float(one.value),)) for one in history if one.value is not None],
        "words": [(one, words.said_word(one.kind), words.side_word(one.side)) for one in said],
        "readings": reading.readings_of(scope, row) if row.definition.source == "reading" else None,
        "kept_close": words.kept_close(row.definition.source),
        "behind": [(one, words.clock_word(one.clock)) for one in told.rows], "next": told.next,
        "path": request.get_full_path(), "may": _may(scope, row, said),
        "elsewhere": elsewhere(scope, row.definition.source, row.month),
    }  # fmt: skip
    return render(request, "performance/result.html", context)


def elsewhere(scope: Scope, source: str, month: date) -> str:
    """Where the desk shows the contacts a figure counts, for who may look there."""
    figure = DESK.get(source)
    if figure is None or not scope.may("desk.measure"):
        return ""
    return f"{reverse('desk:behind')}?month={month:%Y-%m}&figure={figure}"


def _district(row: KpiResult) -> dict[str, Any]:
    return {
        "row": row, "value": words.value_word(row), "band": words.band_word(row.band), "tone": words.TONES[row.band],
        "state": words.state_word(row.state), "state_tone": words.STATE_TONES[row.state],
    }  # fmt: skip


def _may(scope: Scope, row: KpiResult, said: list[ResultWord]) -> dict[str, bool]:
    where: dict[str, Any] = {"contract": row.contract_id}
    if row.unit_id is not None:
        where["unit"] = row.unit_id
    side = scope.side in periods.SIDES
    speaks = side and scope.allows(reviewing.AGREE, **where)
    answers = [one for one in said if one.kind == "answer" and one.result_id == row.pk]
    asked = [one for one in said if one.kind == "correct" and one.signed_at is None and one.result_id == row.pk]
    decided = [one for one in said if one.kind == "steer" and one.signed_at is None and one.result_id == row.pk]
    steers = side and row.state == periods.DISPUTED and scope.allows(steering.STEER, **where)
    frozen = row.state == periods.FROZEN and row.latest
    open_month = row.period.state not in (periods.AGREED, periods.FROZEN)
    return {
        "remark": side and scope.allows(reviewing.COMMENT, **where),
        "dispute": speaks and periods.result_after(row.state, "dispute") is not None,
        "answer": speaks and row.state == periods.DISPUTED,
        "settle": speaks and row.state == periods.DISPUTED and bool(answers) and answers[-1].side != scope.side,
        "correct": speaks and frozen and not asked,
        "sign": speaks and frozen and bool(asked) and asked[-1].side != scope.side,
        "steer": steers and not decided,
        "steer_sign": steers and bool(decided) and decided[-1].side != scope.side,
        "read": row.definition.source == "reading" and open_month and scope.allows(correcting.RECORD, **where),
    }  # fmt: skip


@require_POST
def result_act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Remark, dispute, answer, settle, correct, sign, or record what was counted by hand."""
    require_somewhere(request.scope, VIEW)
    row = reading.result_by_uid(request.scope, uid)
    if move not in ACTS:
        raise Http404
    do, told = ACTS[move]
    try:
        do(request, row)
        messages.success(request, told())
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    newest = reading.entries_of(request.scope, row)[-1]
    return redirect("performance:result", newest.uid)


def _remark(request: ScopedRequest, row: KpiResult) -> None:
    reviewing.remark(request.scope, row.uid, request.POST.get("text", ""), now=now())


def _dispute(request: ScopedRequest, row: KpiResult) -> None:
    text = request.POST.get("text", "")
    reviewing.dispute(request.scope, row.uid, text, expected_version=version_of(request), now=now())


def _answer(request: ScopedRequest, row: KpiResult) -> None:
    reviewing.answer(
        request.scope, row.uid, request.POST.get("text", ""), numbers=_numbers(request),
        expected_version=version_of(request), now=now(),
    )  # fmt: skip


def _settle(request: ScopedRequest, row: KpiResult) -> None:
    reviewing.settle(request.scope, row.uid, expected_version=version_of(request), now=now())


def _correct(request: ScopedRequest, row: KpiResult) -> None:
    correcting.ask_correction(
        request.scope, row.uid, _needed(request), request.POST.get("text", ""), expected_version=version_of(request),
        now=now(),
    )  # fmt: skip


def _sign(request: ScopedRequest, row: KpiResult) -> None:
    correcting.sign_correction(request.scope, row.uid, expected_version=version_of(request), now=now())


def _steer(request: ScopedRequest, row: KpiResult) -> None:
    steering.propose_decision(
        request.scope, row.uid, request.POST.get("text", ""), numbers=_numbers(request),
        expected_version=version_of(request), now=now(),
    )  # fmt: skip


def _steer_sign(request: ScopedRequest, row: KpiResult) -> None:
    steering.sign_decision(request.scope, row.uid, expected_version=version_of(request), now=now())


def _read(request: ScopedRequest, row: KpiResult) -> None:
    correcting.record_reading(
        request.scope, row.contract_id, row.code, row.month, _needed(request), unit_id=row.unit_id,
        evidence=request.POST.get("text", ""), now=now(),
    )  # fmt: skip


def _numbers(request: ScopedRequest) -> tuple[int, int] | None:
    typed = [request.POST.get(name, "").strip() for name in ("numerator", "denominator")]
    if not any(typed):
        return None
    if not all(one.isascii() and one.isdecimal() and len(one) < 13 for one in typed):
        raise Invalid({"numerator": _("Write two whole numbers: how many of how many.")})
    return int(typed[0]), int(typed[1])


def _needed(request: ScopedRequest) -> tuple[int, int]:
    found = _numbers(request)
    if found is None:
        raise Invalid({"numerator": _("Write two whole numbers: how many of how many.")})
    return found


Act = Callable[[ScopedRequest, KpiResult], None]
ACTS: dict[str, tuple[Act, Callable[[], str]]] = {
    "remark": (_remark, lambda: _("Said.")),
    "dispute": (_dispute, lambda: _("Disputed. The other party is told and answers.")),
    "answer": (_answer, lambda: _("Answered. The other party settles on it or goes on.")),
    "settle": (_settle, lambda: _("Settled: both parties agree on this figure.")),
    "steer": (_steer, lambda: _("Signed. It holds once the other party's member signs it too.")),
    "steer-sign": (_steer_sign, lambda: _("Decided: the dispute is over.")),
    "correct": (_correct, lambda: _("Signed. It holds once the other party signs it too.")),
    "sign": (_sign, lambda: _("Corrected: a new entry follows the frozen one.")),
    "read": (_read, lambda: _("Recorded. It counts when the month is next worked out.")),
}
