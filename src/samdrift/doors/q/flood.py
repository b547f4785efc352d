"""How much one phone, one address and one code may send; more is told to wait; a restart forgives none."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest

from samdrift.foundation.http import address_of
from samdrift.foundation.limits import check_limits, hashed

# name, how many at once, back in how many seconds
DEVICE = ("q.device", 12, 600)
ADDRESS = ("q.address", 120, 600)
CODE = ("q.code", 40, 600)
MISSED = ("track.missed", 60, 600)
FOLLOWING = ("track.sent", 30, 600)
WORKING = ("job.sent", 120, 600)


def device_of(request: HttpRequest) -> str:
    """What links one stranger's reports without saying who it is: a keyed hash of address and browser."""
    browser = request.headers.get("User-Agent", "")[:200]
    return hashed("device", f"{address_of(request)} {browser}")


def hold_back(checks: Sequence[tuple[tuple[str, int, int], str]], now: datetime) -> None:
    """Count one use against each limit, in one statement of its own.

    Raises:
        TooMany: One of them is spent; what was counted stays counted.
    """
    check_limits([(name, key, limit, seconds) for (name, limit, seconds), key in checks], now)
