"""The one table that turns errors into answers, for pages and for the API alike."""

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

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
        response = render(request, "errors/error.html", {"status": status, "sentence": sentence}, status=status)
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.retry_after)
        return response
