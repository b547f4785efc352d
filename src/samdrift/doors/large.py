"""What is too large to be read at all."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samdrift.doors.errors import page_before


class TooLargeMiddleware:
    """Turns a body away that is larger than anything we take, before a byte of it is read and kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) <= settings.LARGEST_BODY:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            from samdrift.doors.api.problems import problem  # brings the whole of the API's library along

            return problem(413, _("This is larger than anything that is taken here."))
        told = {"status": 413, "sentence": "", "back": page_before(request)}
        return render(request, "errors/error.html", told, status=413)
