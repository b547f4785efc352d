"""The one place that reads the wall clock; the demonstration runs at an offset from it."""

from datetime import UTC, datetime, timedelta
from functools import cache

from django.conf import settings


def real_now() -> datetime:
    """The real moment in UTC: for tokens, rate limits and sessions."""
    return datetime.now(UTC)


def now() -> datetime:
    """The moment business runs at, in UTC: real time, or real time less the demonstration's offset."""
    return real_now() + _offset()


@cache
def _offset() -> timedelta:
    # The demonstration was loaded as of one day; time has run on from there since, so nothing is late for being old.
    return timedelta(seconds=settings.SAMDRIFT_CLOCK_OFFSET_SECONDS)
