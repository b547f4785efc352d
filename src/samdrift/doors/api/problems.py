"""Errors as the API tells them: problem+json by RFC 9457, by the same table of statuses as the pages."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.exceptions import ValidationError as FieldError
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from samdrift.doors.errors import status_of
from samdrift.foundation.errors import Invalid, SamdriftError, Stale, TooMany

KINDS = {
    400: "unreadable", 401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "method", 409: "refused",
    413: "too-large", 422: "invalid", 428: "version-missing", 429: "too-many",
}  # fmt: skip


def problem(status: int, detail: str = "", *, kind: str = "", **more: Any) -> JsonResponse:
    """One answer that says what went wrong and, in `detail`, what to do."""
    name = kind or KINDS.get(status, "")
    told = {
        "type": f"urn:samdrift:problem:{name}" if name else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or _SENTENCES.get(status, lambda: "")(),
        **{key: value for key, value in more.items() if value},
    }
    answer = JsonResponse(told, status=status, content_type="application/problem+json")
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="samdrift"'
    return answer


_SENTENCES = {
    400: lambda: _("The request could not be read."),
    401: lambda: _("Send a token: Authorization: Bearer …"),
    404: lambda: _("There is no such thing, or it is not yours to see."),
    405: lambda: _("This address does not know this method."),
}


def told(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer for an error of ours."""
    status = status_of(error) or 500
    if isinstance(error, Stale):
        return problem(status, str(error), kind="stale", changes=error.changes)
    if isinstance(error, Invalid):
        return problem(status, str(error), fields=error.fields)
    answer = problem(status, str(error) if isinstance(error, SamdriftError) else "")
    if isinstance(error, TooMany):
        answer["Retry-After"] = str(error.retry_after)
    return answer


def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Input that does not fit the description: each field with a sentence; a missing If-Match is 428."""
    fields: dict[str, str] = {}
    for one in error.errors:
        steps = [str(step) for step in one["loc"]]
        fields[".".join(steps[1:]) or steps[0]] = one["msg"]
        if steps[-1] == "If-Match" and one["type"] == "missing":
            sentence = _("Say which version you saw: send its ETag in If-Match.")
            return problem(428, sentence, fields={"If-Match": sentence})
    return problem(422, _("Some of what was sent does not fit."), fields=fields)


def clash(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database's own constraints: a command should have said it better, but nobody gets a 500 for it."""
    return problem(409, _("This clashes with something that is there already, or names something that is not."))


def field_error(request: HttpRequest, error: FieldError) -> HttpResponse:
    """A value a column cannot hold."""
    return problem(422, " ".join(error.messages))


def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refused."""
    detail = "" if isinstance(error, AuthenticationError) and str(error) == "Unauthorized" else str(error)
    return problem(error.status_code, detail)


ANSWERS: tuple[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]], ...] = (
    (SamdriftError, told),
    (Http404, told),
    (ObjectDoesNotExist, told),
    (ValidationError, unfit),
    (HttpError, http_error),
    (FieldError, field_error),
    (IntegrityError, clash),
    (DataError, clash),
)


def install(api: NinjaAPI) -> None:
    """Let the API answer every error we know with a problem."""
    for kind, answer in ANSWERS:
        api.add_exception_handler(kind, answer)
