"""Queues: named, and what they promise."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import LANGUAGES, in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.desk.commands.queues import set_queue
from samdrift.operations.desk.queries.contacts import all_queues

NAMES = {"en": "English", "da": "Dansk", "sv": "Svenska"}
BLANK = {"code": "", "answer_seconds": "60", "short_seconds": "5", **{f"name_{key}": "" for key in LANGUAGES}}


@require_http_methods(["GET", "HEAD", "POST"])
def queue_list(request: ScopedRequest) -> HttpResponse:
    """Every queue, and one form that names one or changes the one of `?code=`."""
    scope = request.scope
    scope.require_somewhere("desk.set_up")
    rows = list(all_queues(scope))
    given: dict[str, Any] = dict(BLANK)
    chosen = next((row for row in rows if row.code == request.GET.get("code")), None)
    if chosen is not None:
        given |= {"code": chosen.code, "answer_seconds": chosen.answer_seconds, "short_seconds": chosen.short_seconds}
        given |= {f"name_{key}": chosen.name.get(key, "") for key in LANGUAGES}
    errors: dict[str, Any] = {}
    if request.method == "POST":
        given |= {name: value[:120] for name, value in request.POST.items() if isinstance(value, str)}
        try:
            set_queue(
                scope, given["code"], name={key: given[f"name_{key}"] for key in LANGUAGES},
                answer_seconds=_number(given["answer_seconds"]), short_seconds=_number(given["short_seconds"]),
                now=now(),
            )  # fmt: skip
        except Invalid as wrong:
            errors = dict(wrong.fields)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:queues")
    language = (get_language() or "en")[:2]
    context = {
        "rows": [(row, in_language(row.name, language)) for row in rows], "given": given, "errors": errors,
        "names": NAMES, "chosen": chosen,
    }  # fmt: skip
    return render(request, "desk/queues.html", context, status=422 if errors else 200)


def _number(given: Any) -> int:
    text = str(given).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1
