"""The recalculation list: running clocks that were counted anew because a calendar was put right."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.foundation.events.public import EventRecord, rows_spoken_of
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import Scope
from samdrift.operations.promises.events import PromisesRecalculated
from samdrift.operations.promises.web.trying import KINDS

PAGE = 50


@require_safe
def recalculation_list(request: ScopedRequest) -> HttpResponse:
    """Each piece of work with the old and the new due moment of its clocks, and the calendar version; newest first."""
    scope = request.scope
    scope.require_somewhere("promises.rehearse")
    rows = EventRecord.objects.within(scope).filter(kind=PromisesRecalculated.kind)
    page = page_by_key(rows, order=("-happened_at", "-pk"), after=request.GET.get("after", ""), size=PAGE)
    context = {"rows": _told(scope, page.rows), "next": page.next, "path": request.get_full_path()}
    return render(request, "promises/recalculated.html", context)


def _told(scope: Scope, events: Sequence[Any]) -> list[dict[str, Any]]:
    work = rows_spoken_of(scope, events, scope.language)
    return [
        {
            "work": work.get(event.subject_uid), "at": event.happened_at, "code": event.payload["calendar_code"],
            "number": event.payload["number"],
            "clocks": [
                (KINDS.get(kind, kind), datetime.fromisoformat(before), datetime.fromisoformat(after))
                for kind, before, after in zip(
                    event.payload["clocks"], event.payload["due_before"], event.payload["due_after"], strict=True
                )
            ],
        }
        for event in events
    ]  # fmt: skip
