"""What every template finds: the frame, worked out when a template first looks at it."""

from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samdrift.doors.pages.navigation import navigation
from samdrift.doors.pages.shell import Employment, Shell, shell_for
from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.notices import public as notices
from samdrift.registers.parties import public as parties


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `shell` (a view may have put one of its own on the request) and `csrf_input`."""
    return {
        "shell": getattr(request, "shell", None) or SimpleLazyObject(lambda: _shell(request)),
        # Django's own is worked out, at random, in every form of the page; once a page is enough.
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
    }


def _shell(request: HttpRequest) -> Shell:
    person = getattr(request, "user", None)
    if not isinstance(person, parties.Person):
        return shell_for(request)
    scope = request.scope  # type: ignore[attr-defined]
    held = parties.employments_of(person, now=now())
    acting = next((one for one in held if one.pk == scope.employment_id), None)
    return shell_for(
        request,
        nav=navigation(request, scope, getattr(request, "waiting", None)),
        person=scope.name,
        role=", ".join(map(parties.role_name, scope.roles)) or _("No role yet"),
        party_side=scope.side,
        community=in_language(acting.community, get_language() or "en") if acting else "",
        employments=[Employment(str(one.uid), one.label(get_language() or "en"), active=one is acting) for one in held],
        search_text=request.GET.get("q", ""),
        unread=notices.unread_count(scope) if getattr(person, "has_unread", False) else 0,
    )
