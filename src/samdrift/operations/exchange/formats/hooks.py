"""Webhooks: how a message is signed and checked, when it is tried again, and where it may not go.

Source: the Standard Webhooks specification (standardwebhooks.com): the headers `webhook-id`, `webhook-timestamp` and
`webhook-signature`, which is `v1,` and the base-64 HMAC-SHA256 over `id.timestamp.body` with the shared secret.
"""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import secrets
import socket
from collections.abc import Mapping
from datetime import timedelta
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

PREFIX = "whsec_"
TOLERANCE_S = 300
SECONDS = 10
# After each failure in a row; then the message is given up, three days after the first.
PAUSES = tuple(timedelta(seconds=s) for s in (5, 60, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))


def new_secret() -> str:
    """A secret both sides keep: 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of a message.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
    ...           b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def holds(secret: str, headers: Mapping[str, str], body: bytes, now_s: int) -> bool:
    """Whether a message was signed with the secret within five minutes of now; in the same time whatever is wrong."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    fits = stamp.isascii() and stamp.isdecimal() and len(stamp) < 12 and 0 < len(message_id) <= 200
    timestamp = int(stamp) if fits else 0
    try:
        right = signature(secret, message_id, timestamp, body)
    except (binascii.Error, ValueError):
        return False
    # Several signatures stand side by side while a secret is changed.
    same = [hmac.compare_digest(right.encode(), one.encode()) for one in given.split()[:5]]
    return any(same) and fits and abs(now_s - timestamp) <= TOLERANCE_S


def again_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failures, or None: it is given up."""
    return PAUSES[attempts - 1] if 1 <= attempts <= len(PAUSES) else None


class Failed(Exception):
    """It did not arrive. `lasting`: trying this message again would not help; `gone`: the receiver wants no more;
    `silent`: nobody is there, so that other messages would fail as well.
    """

    def __init__(self, told: str, *, lasting: bool = False, gone: bool = False, silent: bool = False) -> None:
        super().__init__(told)
        self.lasting, self.gone, self.silent = lasting, gone, silent


def post(url: str, headers: Mapping[str, str], body: bytes, *, inside: bool) -> int:
    """Send a message; gives the status of the answer, 200 to 299.

    Args:
        inside: Whether it may go to addresses of one's own network and machine.

    Raises:
        Failed: It did not arrive.
    """
    parts = urlsplit(url)
    if not inside and not _outside(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)):
        raise Failed("The address lies in the inner network.", lasting=True)
    request = Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 - http or https, make_webhook
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            return int(answer.status)
    except HTTPError as error:
        lasting = 400 <= error.code < 500 and error.code not in (408, 410, 425, 429)
        raise Failed(str(error.code), lasting=lasting, gone=error.code == 410) from error
    except (URLError, OSError, TimeoutError) as error:
        raise Failed(str(error)[:200], silent=True) from error


def _outside(host: str, port: int) -> bool:
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError:
        return True  # nobody of that name: sending will say so
    return all(ipaddress.ip_address(str(address).split("%")[0]).is_global for address in found)


class _Stay(HTTPRedirectHandler):
    """What is signed for one address goes to no other an answer may name."""

    def redirect_request(self, *args: object, **options: object) -> None:
        return None


_opener = build_opener(_Stay)
