"""What came too late from phones: one tap each, it counts or it does not."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.operations.field.models import FieldAction
from samdrift.operations.field.queries import words
from samdrift.operations.field.queries.review import refused_lately, to_review
from samdrift.operations.work import public as work


@require_safe
def review_page(request: ScopedRequest) -> HttpResponse:
    """Orders worked on after they were cancelled, given away or finished, with what the phone sent and when."""
    require_somewhere(request.scope, "work.review")
    language = request.scope.language
    late = [
        {
            "order": one.order, "where": work.place_line(one.order, language),
            "why": words.review_word(one.order.for_review), "state": work.state_word(one.order.state),
            "pieces": [_piece(piece) for piece in one.pieces],
        }
        for one in to_review(request.scope)
    ]  # fmt: skip
    refused = [_piece(piece) for piece in refused_lately(request.scope)]
    return render(request, "field/review.html", {"late": late, "refused": refused})


def _piece(piece: FieldAction) -> dict[str, object]:
    body = piece.body
    drift = piece.drift_seconds or 0
    return {
        "word": words.kind_word(piece.kind), "who": piece.person.full_name, "at": piece.device_at,
        "received_at": piece.received_at, "drift_minutes": round(drift / 60), "said": piece.words,
        "minutes": body.get("minutes") if piece.kind == "time" else None,
        "text": body.get("note") or body.get("text") or "", "number": piece.order.number if piece.order else "",
    }  # fmt: skip


@require_POST
def decide(request: ScopedRequest, uid: UUID, decision: str) -> HttpResponse:
    """Let it count, or not."""
    if decision == "count":
        work.count_work(request.scope, uid, expected_version=version_of(request), now=now())
        messages.success(request, _("It counts. Time, material and photos stay."))
    elif decision == "discount":
        work.discount_work(request.scope, uid, expected_version=version_of(request), now=now())
        messages.success(request, _("It does not count. Time and material are taken back."))
    else:
        raise Http404
    return redirect("field:review")
