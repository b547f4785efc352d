"""Who calls the API: another system with a token, or our own pages with the session."""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from samdrift.foundation.clock import now, real_now
from samdrift.foundation.limits import check_limit
from samdrift.registers.parties import public as parties

CALLS_A_MINUTE = 600
_AT_ONCE = 10  # calls bought with one write, so that counting costs a tenth of a statement a call


class Token(HttpBearer):
    """`Authorization: Bearer sd_…`: a token made in the product, acting as the employment it belongs to."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token, with its scope put on the request.

        Raises:
            AuthenticationError: It is unknown, revoked or expired; nothing tells which.
            TooMany: It was used too often.
        """
        found = parties.token_by_digest(hashlib.sha256(token.encode()).hexdigest())
        scope = found and parties.token_scope(found, now=now(), real_now=real_now())
        if not found or not scope:
            raise AuthenticationError(message=_("This token is not valid."))
        _count(found.pk)
        parties.note_use(found, day=real_now().date())
        request.scope = scope  # type: ignore[attr-defined]
        return found


class Session(APIKeyCookie):
    """The session of a signed-in person, with Django's X-CSRFToken on everything that changes something."""

    param_name = "sessionid"

    def _get_key(self, request: HttpRequest) -> str | None:
        if not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise HttpError(403, _("Send the CSRF token of your session in X-CSRFToken, or use an API token."))
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The signed-in person, or None."""
        return request.user if key else None


_left: OrderedDict[int, int] = OrderedDict()
_turn = Lock()


def _count(token_id: int) -> None:
    with _turn:
        left = _left.pop(token_id, 0)
        if left:
            _left[token_id] = left - 1
            return
    check_limit("api.token", str(token_id), CALLS_A_MINUTE // _AT_ONCE, 60, real_now())
    with _turn:
        _left[token_id] = _AT_ONCE - 1
        if len(_left) > 10_000:
            _left.popitem(last=False)
