"""What every page behind a secret link has in common: guessing is slow, and nothing of the secret leaves the page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from samdrift.doors.q import flood
from samdrift.foundation.clock import real_now
from samdrift.foundation.errors import TooMany
from samdrift.foundation.http import address_of


def missed(request: HttpRequest) -> HttpResponse:
    """The same page and the same work for every link that opens nothing; guessing is slowed down."""
    try:
        flood.hold_back(((flood.MISSED, address_of(request)),), real_now())
    except TooMany as many:
        answer = render(request, "errors/error.html", {"status": 429, "sentence": str(many)}, status=429)
        answer["Retry-After"] = str(many.retry_after)
        return quiet(answer)
    raise Http404


def quiet(answer: HttpResponse) -> HttpResponse:
    """Nothing of the link's secret leaves the page, and nobody but its holder keeps it."""
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
