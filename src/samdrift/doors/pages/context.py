"""What every template finds: the frame, worked out when a template first looks at it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from samdrift.doors.pages.navigation import navigation
from samdrift.doors.pages.shell import Shell, shell_for

SIDES = {"C": "customer", "P": "provider"}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `shell` for shell/base.html; a view may have put one of its own on the request."""
    return {"shell": getattr(request, "shell", None) or SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shell_for(request)
    scope = request.scope  # type: ignore[attr-defined]
    return shell_for(
        request,
        nav=navigation(request, scope, getattr(request, "waiting", None)),
        person=scope.name or str(user),
        role=", ".join(scope.roles) or _("No role yet"),
        party_side=SIDES.get(scope.side, scope.side),
        community=getattr(request, "community_name", ""),
        employments=getattr(request, "employments", ()),
        search_text=request.GET.get("q", ""),
    )
