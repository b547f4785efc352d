"""What auditors read is noted as the answer leaves: one row each, and nothing for anybody else."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from samdrift.doors.middleware import Answer
from samdrift.foundation.clock import now
from samdrift.foundation.http import is_fragment
from samdrift.foundation.scope import Scope
from samdrift.partnership.insight import public as insight

AUDITOR = "AUD"


class AuditedMiddleware:
    """Notes each page, record and file an auditor got.

    A read that cannot be noted is not given: an audit nobody can follow up is worse than a page that fails.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response: Callable[[HttpRequest], HttpResponse] = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        scope = request.__dict__.get("scope")
        # Lazy until a view asks for it: a page nobody signs in for has read nothing of anybody.
        if type(scope) is Scope and AUDITOR in scope.roles and response.status_code == 200 and scope.employment_id:
            _note(request, response, scope)
        return response


def _note(request: HttpRequest, response: HttpResponse, scope: Scope) -> None:
    match = request.resolver_match
    kwargs = match.kwargs if match else {}
    uid = next((one for one in kwargs.values() if isinstance(one, UUID)), None)
    kind = insight.reading.kind_of(
        request.path, html=response.headers.get("Content-Type", "").startswith("text/html"), of_row=uid is not None,
        attached=response.headers.get("Content-Disposition", "").startswith("attachment"), part=is_fragment(request),
    )  # fmt: skip
    if kind:
        insight.note_read(
            scope, kind=kind, room=insight.reading.room_of(request.path, match.view_name if match else ""),
            address=insight.reading.address_kept(request.path, request.META.get("QUERY_STRING", "")),
            subject_uid=uid, now=now(),
        )  # fmt: skip
