"""The door for browsers that may get push messages: allowed and let go by their person."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.notices import public as notices

LONGEST = 4000


@require_POST
def allow(request: ScopedRequest) -> HttpResponse:
    """Keep what the browser gave when its person said yes."""
    given = _given(request)
    keys = given.get("keys") if isinstance(given.get("keys"), dict) else {}
    assert isinstance(keys, dict)
    try:
        notices.allow_device(
            request.scope, endpoint=str(given.get("endpoint", "")), p256dh=str(keys.get("p256dh", "")),
            auth=str(keys.get("auth", "")), now=now(),
        )  # fmt: skip
    except Invalid as wrong:
        return JsonResponse({"title": str(wrong)}, status=422)
    return JsonResponse({}, status=201)


@require_POST
def let_go(request: ScopedRequest) -> HttpResponse:
    """No more push messages to this browser."""
    notices.let_device_go(request.scope, endpoint=str(_given(request).get("endpoint", "")))
    return JsonResponse({}, status=200)


def _given(request: HttpRequest) -> dict[str, object]:
    try:
        given = json.loads(request.body[:LONGEST])
    except ValueError:
        given = {}
    return given if isinstance(given, dict) else {}
