"""Letters as push messages to the browsers somebody allowed: `SAMDRIFT_PUSH_KEY`."""

import json
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings

from samdrift.foundation import clock
from samdrift.foundation.mail.outgoing import own_domain
from samdrift.foundation.notices.gateways.failures import Undeliverable
from samdrift.foundation.notices.letters import Letter
from samdrift.foundation.notices.models import PushDevice, Sending

SECONDS = 15
KEPT_THERE_SECONDS = 4 * 3600
GONE = (404, 410)


class _Straight(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: only the address itself was looked at."""

    def redirect_request(self, *asked: object) -> None:
        return None


_STRAIGHT = urllib.request.build_opener(_Straight)


class PushGateway:
    """One request a device; a device that is gone is forgotten."""

    def configured(self) -> bool:
        """Whether we have a key to be known by."""
        return bool(settings.SAMDRIFT_PUSH_KEY)

    def send(self, row: Sending, letter: Letter) -> None:
        """Send the title and the link to every device of the receiver.

        Raises:
            Undeliverable: No device is left.
        """
        devices = list(PushDevice.objects.filter(person=row.receiver_id or 0).order_by("pk"))
        message = json.dumps({"title": letter.title[:120], "text": letter.text[:300], "link": letter.link}).encode()
        reached = [device for device in devices if self._reaches(device, message)]
        if not reached:
            raise Undeliverable("No device is left that push messages could go to.")

    def _reaches(self, device: PushDevice, message: bytes) -> bool:
        if not is_allowed(device.endpoint):
            return False
        from samdrift.foundation.notices.gateways import webpush  # loaded when the first message goes

        key = webpush.private_key(settings.SAMDRIFT_PUSH_KEY)
        body = webpush.encrypted(message, webpush.keys_of(device.p256dh, device.auth))
        contact = f"mailto:postmaster@{own_domain()}"
        head = {
            "Authorization": webpush.authorization(device.endpoint, key, contact=contact, now=clock.real_now()),
            "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_THERE_SECONDS), "Urgency": "normal",
        }  # fmt: skip
        asked = urllib.request.Request(device.endpoint, data=body, headers=head, method="POST")  # noqa: S310
        try:
            with _STRAIGHT.open(asked, timeout=SECONDS) as answer:
                answer.read(1000)
        except urllib.error.HTTPError as error:
            with error:
                if error.code not in GONE:
                    raise
            device.delete()
            return False
        return True


def is_allowed(endpoint: str) -> bool:
    """Whether an address a browser gave us is one of a push service.

    Anything else could make our server call machines that only it can reach.
    """
    parts = urlsplit(endpoint)
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" and host not in ("127.0.0.1", "localhost"):
        return False
    return any(host == one or host.endswith(f".{one}") for one in settings.SAMDRIFT_PUSH_HOSTS if one)


def push_key() -> str:
    """Our public key, which browsers ask for when somebody allows push messages; "" where there are none."""
    if not settings.SAMDRIFT_PUSH_KEY:
        return ""
    from samdrift.foundation.notices.gateways import webpush

    return webpush.public_of(webpush.private_key(settings.SAMDRIFT_PUSH_KEY))
