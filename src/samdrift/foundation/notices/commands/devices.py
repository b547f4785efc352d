"""Devices that push messages go to: allowed by their person in the browser, and let go the same way."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.notices.gateways.push import is_allowed
from samdrift.foundation.notices.models import PushDevice
from samdrift.foundation.scope import Scope

MOST = 10


@transaction.atomic
def allow_device(scope: Scope, *, endpoint: str, p256dh: str, auth: str, now: datetime) -> PushDevice:
    """Let push messages go to a browser; the same browser again is the same device, now this person's.

    Raises:
        Invalid: The address is none of a known push service, or the keys are none.
    """
    if scope.person_id is None:
        raise NotAllowed
    if len(endpoint) > 1000 or not is_allowed(endpoint):
        raise Invalid({"endpoint": _("This browser uses a push service that is not allowed here.")})
    from samdrift.foundation.notices.gateways.webpush import keys_of  # loaded when the first browser asks

    try:
        keys_of(p256dh, auth)
    except ValueError as wrong:
        raise Invalid({"keys": _("This browser gave no keys that fit.")}) from wrong
    device, _new = PushDevice.objects.update_or_create(
        digest=_digest(endpoint),
        defaults={"person_id": scope.person_id, "endpoint": endpoint, "p256dh": p256dh, "auth": auth, "at": now},
    )
    older = PushDevice.objects.filter(person=scope.person_id).order_by("-at", "-pk").values_list("pk", flat=True)[MOST:]
    PushDevice.objects.filter(pk__in=list(older)).delete()
    return device


@transaction.atomic
def let_device_go(scope: Scope, *, endpoint: str) -> None:
    """No more push messages to this browser. Safe to repeat."""
    PushDevice.objects.filter(person=scope.person_id or 0, digest=_digest(endpoint)).delete()


def _digest(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
