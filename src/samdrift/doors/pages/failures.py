"""Answers Django gives before any view of ours runs: bad request, not found, forbidden, a fault of ours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """The page of an error: what happened and what to do."""
    return render(request, "errors/error.html", {"status": status, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the form was too old or came from elsewhere; the reason helps nobody and stays in the log."""
    return render(request, "errors/error.html", {"status": 403, "sentence": "", "stale_form": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return page(request, 404)


def fault(request: HttpRequest) -> HttpResponse:
    """500: drawn without the request, because reading it may be what failed."""
    return HttpResponse(render_to_string("errors/error.html", {"status": 500, "sentence": ""}), status=500)
