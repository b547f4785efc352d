"""Telling the month or day a moment lies in: worked out once an hour of moments, not once a row.

SQLite knows no time zones, so Django cuts each moment in Python, reading it and its zone anew for every row. All
moments of an hour lie on one local day unless midnight falls within that hour: then each is cut for itself.
"""

from collections.abc import Callable
from functools import lru_cache

from django.db.backends.sqlite3 import _functions  # type: ignore[attr-defined]

HOUR = len("2025-01-31 23")
DAYS = frozenset({"year", "quarter", "month", "week", "day"})
_cut: Callable[[str, str | None, str | None, str | None], str | None] = _functions._sqlite_datetime_trunc


def truncated(unit: str, moment: str | None, zone: str | None, kept_in: str | None) -> str | None:
    """What Django's `django_datetime_trunc` gives.

    Args:
        moment: As it is kept: "2025-01-31 23:30:00", with or without parts of seconds.
        zone: Whose days are meant.
        kept_in: The zone moments are kept in.
    """
    if unit in DAYS and moment is not None and len(moment) > HOUR and moment[HOUR] == ":":
        known = _of_hour(unit, moment[:HOUR], zone, kept_in)
        if known is not None:
            return known
    return _cut(unit, moment, zone, kept_in)


@lru_cache(maxsize=1 << 15)
def _of_hour(unit: str, hour: str, zone: str | None, kept_in: str | None) -> str | None:
    """What all moments of an hour are cut to; None where its first and its last are not cut alike."""
    first, last = (_cut(unit, f"{hour}:{rest}", zone, kept_in) for rest in ("00:00", "59:59.999999"))
    return first if first == last else None
