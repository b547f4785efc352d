"""What pages of every room share: the request with its scope, and the version a form was filled in at."""

from collections.abc import Callable

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
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


def require_somewhere(scope: Scope, permission: str) -> None:
    """Let in whoever may use `permission` anywhere: for a page whose command asks again, with the place.

    Raises:
        NotAllowed: They may nowhere.
    """
    if not scope.may(permission):
        raise NotAllowed(_("You may not do this here. Ask your local FM coordinator if you should be able to."))


def done(form: BaseForm, do: Callable[[], object]) -> bool:
    """Whether `do` went through; what it refused is written on the form, at the field it names."""
    try:
        do()
    except Invalid as error:
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
    except Refused as error:
        form.add_error(None, str(error))
    return not form.errors


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def address_of(request: HttpRequest) -> str:
    """Where the caller is, behind as many proxies as are ours (SAMDRIFT_PROXIES); never believe the rest."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    own = int(settings.SAMDRIFT_PROXIES)
    return hops[-own] if 0 < own <= len(hops) else str(request.META.get("REMOTE_ADDR", ""))
