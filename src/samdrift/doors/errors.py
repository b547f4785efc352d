"""The one table that turns errors into answers, for pages and for the API alike."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, SamdriftError, TooMany

STATUS: tuple[tuple[type[Exception], int], ...] = (
    (Invalid, 422),
    (TooMany, 429),
    (NotAllowed, 403),
    (Refused, 409),
    (Http404, 404),
    (ObjectDoesNotExist, 404),
    (SamdriftError, 400),
)


def status_of(error: Exception) -> int | None:
    """The HTTP status of an error we know, else None."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), None)


def page_before(request: HttpRequest) -> str:
    """The address of our own page somebody came from, to go back to; "" when there is none, or it is this one."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(came_from)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return "" if path == request.get_full_path() and request.method == "GET" else path


class ErrorsMiddleware:
    """Answers a known error with its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The error's page, or None for what we do not know: that is a fault of ours and answers 500."""
        status = status_of(error)
        if status is None:
            return None
        sentence = str(error) if isinstance(error, SamdriftError) else ""
        told = {"status": status, "sentence": sentence, "back": page_before(request)}
        response = render(request, "errors/error.html", told, status=status)
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.retry_after)
        return response
