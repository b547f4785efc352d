"""Where other systems post signed messages: telephone calls today; what nobody listens for is taken and left."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now, real_now
from samdrift.foundation.errors import Invalid, Refused, TooMany
from samdrift.foundation.http import address_of
from samdrift.foundation.idempotency import hash_of, once
from samdrift.foundation.limits import check_limit
from samdrift.operations.exchange.commands import calls
from samdrift.operations.exchange.formats.hooks import holds
from samdrift.operations.exchange.queries.hooks import incoming_hook

MOST_BYTES = 256_000
A_MINUTE = 1200
# A secret that belongs to nobody, so that an unknown address takes as long as a wrong signature.
NOBODY = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@csrf_exempt
@login_not_required
@require_POST
def receive(request: HttpRequest, uid: UUID) -> JsonResponse:
    """Take one message; the same message twice is taken once."""
    try:
        check_limit("hooks.address", address_of(request), A_MINUTE, 60, real_now())
        status, told = _received(request, uid)
    except Invalid as error:
        status, told = 422, {"error": str(error), "fields": {name: str(text) for name, text in error.fields.items()}}
    except Refused as error:
        status, told = 409, {"error": str(error)}
    except TooMany as error:
        status, told = 429, {"error": str(error)}
    return JsonResponse(told, status=status)


def _received(request: HttpRequest, uid: UUID) -> tuple[int, dict[str, Any]]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return 413, {"error": _("This message is too long.")}
    hook, body = incoming_hook(uid), request.body
    headers = {name: request.headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    secret = hook.secret if hook else NOBODY
    if not holds(secret, headers, body, int(real_now().timestamp())) or hook is None:
        return 401, {"error": _("The signature does not hold.")}
    try:
        message = json.loads(body)
        kind, data = str(message["type"]), dict(message["data"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return 422, {"error": _("A message is JSON with type and data.")}
    if kind not in calls.KINDS:
        return 202, {"taken": False}
    scope = calls.exchange_scope(hook.community_id)
    uid_of_contact, _again = once(
        f"hook:{hook.pk}", headers["webhook-id"], hash_of(body),
        lambda: str(calls.take_call(scope, kind, data, now=now())),
    )  # fmt: skip
    page = f"{settings.SAMDRIFT_BASE_URL}/desk/console/?contact={uid_of_contact}"
    return 200, {"taken": True, "contact": uid_of_contact, "open": page}
