"""How often somebody may do something: one statement a check, kept in the database, so a restart forgives nothing."""

import hashlib
import hmac
import math
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from samdrift.foundation.errors import TooMany

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# A bucket that refills evenly, kept as one moment: when it will be full again. The statement adds one step to it
# where that does not run further ahead than the whole allowance, and writes nothing otherwise, so that a flood
# costs no writes. The arithmetic is the "generic cell rate algorithm" of telephone networks.
_SPEND = """
INSERT INTO guards_allowance AS a (key, whole_at) VALUES (%(key)s, %(now)s + %(step)s)
ON CONFLICT (key) DO UPDATE
   SET whole_at = CASE WHEN a.whole_at > %(now)s THEN a.whole_at ELSE %(now)s END + %(step)s
 WHERE CASE WHEN a.whole_at > %(now)s THEN a.whole_at ELSE %(now)s END + %(step)s <= %(now)s + %(whole)s
RETURNING whole_at
"""


def check_limit(name: str, key: str, limit: int, per_seconds: int, now: datetime) -> None:
    """Count one use of `name` by `key`, or refuse it.

    `limit` uses may come at once; after that they come back evenly, `limit` in `per_seconds`. Called before the
    transaction of the work, so that work refused or failed still counts.

    Args:
        name: What is limited, such as "report.device".
        key: Whom it is limited for: an address, a device, a sign-in name. Only its keyed hash is stored.
        now: The real moment (`clock.real_now()`), not the demonstration's.

    Raises:
        TooMany: Again in `retry_after` seconds.
    """
    moment = _microseconds(now)
    step = per_seconds * 1_000_000 // limit
    hidden, whole = hashed(name, key), step * limit
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, {"key": hidden, "now": moment, "step": step, "whole": whole})
        if cursor.fetchone():
            return
        cursor.execute("SELECT whole_at FROM guards_allowance WHERE key = %s", [hidden])
        row = cursor.fetchone()
    whole_at = row[0] if row else moment + whole
    wait = max(1, math.ceil((whole_at + step - whole - moment) / 1_000_000))
    raise TooMany(_("That was too often in a short time. Please wait a little and try again."), retry_after=wait)


def forget_spent_limits(now: datetime) -> int:
    """Delete allowances that have been whole for an hour; how many. For a job."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM guards_allowance WHERE whole_at < %s", [_microseconds(now - timedelta(hours=1))])
        return int(cursor.rowcount)


def hashed(name: str, key: str) -> str:
    """The key as it is stored: keyed with the installation's secret, so that addresses cannot be guessed back."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{name}\0{key}".encode(), hashlib.sha256).hexdigest()[:40]


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
