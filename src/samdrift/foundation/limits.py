"""How often somebody may do something: one statement a check, kept in the database, so a restart forgives nothing."""

import hashlib
import hmac
import math
from collections.abc import Sequence
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

# The same for several keys; `excluded.whole_at` less now is one step of the key, and CASE tells its whole allowance.
_SPEND_SEVERAL = """
INSERT INTO guards_allowance AS a (key, whole_at) VALUES {rows}
ON CONFLICT (key) DO UPDATE
   SET whole_at = CASE WHEN a.whole_at > %s THEN a.whole_at ELSE %s END + excluded.whole_at - %s
 WHERE CASE WHEN a.whole_at > %s THEN a.whole_at ELSE %s END + excluded.whole_at - %s
       <= %s + CASE a.key {cases} ELSE 0 END
RETURNING key
"""


def _too_often() -> str:
    return _("That was too often in a short time. Please wait a little and try again.")


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
    raise TooMany(_too_often(), retry_after=wait)


def check_limits(checks: Sequence[tuple[str, str, int, int]], now: datetime) -> None:
    """Count one use against several limits at once, in one statement.

    What is counted stays counted where another of them refuses.

    Args:
        checks: (name, key, limit, per_seconds) each, as for `check_limit`; no two the same.

    Raises:
        TooMany: One of them is spent; the longest wait counts.
    """
    moment = _microseconds(now)
    wholes = {hashed(name, key): (per * 1_000_000 // limit, limit) for name, key, limit, per in checks}
    rows = ", ".join(["(%s, %s)"] * len(wholes))
    cases = " ".join(["WHEN %s THEN %s"] * len(wholes))
    params: list[str | int] = [value for key, (step, _limit) in wholes.items() for value in (key, moment + step)]
    params += [moment] * 7
    params += [value for key, (step, limit) in wholes.items() for value in (key, step * limit)]
    with connection.cursor() as cursor:
        cursor.execute(_SPEND_SEVERAL.format(rows=rows, cases=cases), params)
        refused = set(wholes) - {row[0] for row in cursor.fetchall()}
        if not refused:
            return
        marks = ", ".join(["%s"] * len(refused))
        cursor.execute(f"SELECT key, whole_at FROM guards_allowance WHERE key IN ({marks})", sorted(refused))  # noqa: S608
        found = cursor.fetchall()
    waits = [whole_at + wholes[key][0] - wholes[key][0] * wholes[key][1] - moment for key, whole_at in found]
    raise TooMany(_too_often(), retry_after=max(1, math.ceil(max(waits, default=0) / 1_000_000)))


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
