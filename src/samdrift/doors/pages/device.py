"""What a phone asks for besides pages: the service worker, the application's description, the page without signal."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

WORKER = Path(__file__).resolve().parent.parent / "static/samdrift/js/sw.js"


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker at the root, because a worker only serves what lies below its own address."""
    response = HttpResponse(WORKER.read_text(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Name, colours and icons for phones that put samdrift on their home screen."""
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
            "name": "samdrift",
            "short_name": "samdrift",
            "description": _("Ask for help and do the work, together."),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#f4f6f5",
            "theme_color": "#0b5d5b",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows when there is no signal and the page was never visited."""
    return render(request, "errors/offline.html", {"path": "/offline/"})
