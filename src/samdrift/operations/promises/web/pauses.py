"""Pauses that have stood for long: nobody's clock stands forgotten."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.events.public import rows_spoken_of, words_of
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.promises.queries import columns

CAUSES = {
    "customer": gettext_lazy("The customer"), "provider": gettext_lazy("The provider"),
    "third": gettext_lazy("A third party"), "nobody": gettext_lazy("Nobody"),
}  # fmt: skip


@require_safe
def long_pauses(request: ScopedRequest) -> HttpResponse:
    """Pauses open for more than five open days: of which work, why, who caused it, and when it ends by itself."""
    scope = request.scope
    scope.require_somewhere("promises.watch")
    found = columns.long_pauses(scope, now=now())
    pauses = [one.pause for one in found]
    work = rows_spoken_of(scope, pauses, scope.language)
    reasons = words_of(scope, "pause_reason", {one.reason_code for one in pauses}, scope.language)
    rows = [
        {
            "work": work.get(one.pause.subject_uid),
            "reason": reasons.get(one.pause.reason_code, one.pause.reason_code),
            "by": CAUSES.get(one.pause.caused_by, one.pause.caused_by), "since": one.pause.started_at,
            "days": one.open_days, "ends": one.pause.ends_by_itself_at, "line": one.pause.line_code,
        }
        for one in found
    ]  # fmt: skip
    return render(request, "promises/pauses.html", {"rows": rows, "days": columns.LONG_DAYS, "unknown": _("Not shown")})
