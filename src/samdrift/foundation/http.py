"""What pages of every room share: the request with its scope, and the version a form was filled in at."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope


class ScopedRequest(HttpRequest):
    """A request with the scope of whoever asks; built by the middleware, or by the token at the API's door."""

    scope: Scope


def version_of(request: HttpRequest) -> int:
    """The version of the row a form was filled in at, from its hidden field `version`.

    Raises:
        Invalid: The field is missing or not a number: the form was not ours.
    """
    given = request.POST.get("version", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise Invalid({"version": _("The form was incomplete. Open the page again and repeat the change.")})
    return int(given)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def address_of(request: HttpRequest) -> str:
    """Where the caller is, behind as many proxies as are ours (SAMDRIFT_PROXIES); never believe the rest."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    own = int(settings.SAMDRIFT_PROXIES)
    return hops[-own] if 0 < own <= len(hops) else str(request.META.get("REMOTE_ADDR", ""))
