"""The walk's one page for phones: the same for everybody, so that a phone may keep it; a site comes by the API."""

from csp.constants import SELF, WASM_UNSAFE_EVAL
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.registers.tags.web.words import SKIPS

# The code reader of phones without one of their own is WebAssembly.
WALK_CSP = {"script-src": [SELF, WASM_UNSAFE_EVAL]}


@login_not_required
@require_safe
@csp_update(WALK_CSP)
def walk_app(request: HttpRequest) -> HttpResponse:
    """The shell: words, buttons and scripts, and nobody's data."""
    response = render(request, "tags/walk_app.html", {"skips": SKIPS})
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker of /walk/: a change of any file it keeps changes its text, and so reaches phones."""
    response = render(request, "tags/walk_worker.html", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
