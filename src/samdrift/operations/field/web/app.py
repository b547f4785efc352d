"""The phone's one page: the same for everybody, so that a phone may keep it; what is personal comes by the API."""

from csp.constants import SELF, WASM_UNSAFE_EVAL
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.operations.field.registry import further_kinds, shells

# The code reader of phones without one of their own is WebAssembly.
SCAN_CSP = {"script-src": [SELF, WASM_UNSAFE_EVAL]}


@login_not_required
@require_safe
@csp_update(SCAN_CSP)
def field_app(request: HttpRequest) -> HttpResponse:
    """The shell: words, forms and scripts, and nobody's data."""
    response = render(request, "field/app.html", {"further": further_kinds()})
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker of /field/: a change of any file it keeps changes its text, and so reaches phones."""
    kept = shells()
    more = list(dict.fromkeys(one for shell in kept for one in shell.files))
    response = render(
        request, "field/worker.html", {"shells": [shell.path for shell in kept], "more": more},
        content_type="text/javascript; charset=utf-8",
    )  # fmt: skip
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Name, scope, colours and icons, for phones that put the app on their home screen."""
    icons = [
        {
            "src": static(f"samdrift/img/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": kind,
        }
        for size, kind in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    return JsonResponse(
        {
            "id": "/field/", "name": _("samdrift field work"), "short_name": _("Field work"), "start_url": "/field/",
            "scope": "/field/", "display": "standalone", "orientation": "portrait", "background_color": "#f4f6f5",
            "theme_color": "#0b5d5b", "icons": icons,
            "description": _("Your orders for the day, with or without signal."),
        },
        content_type="application/manifest+json",
    )  # fmt: skip
