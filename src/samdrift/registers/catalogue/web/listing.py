"""What can be asked for: lines, their services, and the types of each with their questions and closing rules."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.kernel.priority import Circumstances, priority_of
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.catalogue.queries import known

AUDIENCES: dict[str, Promise] = {
    "public": _("Everybody, also strangers at a tag"), "user": _("Everybody signed in"), "role": _("Some roles"),
}  # fmt: skip
APPROVALS: dict[str, Promise | str] = {
    "none": "", "budget": _("A budget holder says yes first"), "security": _("Security says yes first"),
}  # fmt: skip


@require_safe
def catalogue_list(request: ScopedRequest) -> HttpResponse:
    """The catalogue in the reader's language."""
    require_somewhere(request.scope, "catalogue.view")
    groups = [
        (line, [(service, [_shown(kind) for kind in kinds]) for service, kinds in services])
        for line, services in known.lines_with_services(request.scope)
    ]
    return render(request, "catalogue/list.html", {"groups": groups})


def _shown(kind: RequestType) -> dict[str, object]:
    return {
        "kind": kind, "audience": str(AUDIENCES.get(kind.audience, kind.audience)),
        "approval": str(APPROVALS.get(kind.approval, kind.approval)),
        "priority": priority_of(kind.impact, kind.urgency, Circumstances())[0],
    }  # fmt: skip
