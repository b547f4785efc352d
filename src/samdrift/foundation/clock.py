"""The one place that reads the wall clock; the demonstration runs at an offset from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import cache

from django.conf import settings

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def real_now() -> datetime:
    """The real moment in UTC: for tokens, rate limits and sessions."""
    return datetime.now(UTC)


def now() -> datetime:
    """The moment business runs at, in UTC: real time, or real time less the demonstration's offset."""
    return _standing.get() or real_now() + _offset()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand: for the demonstration's loading, whose entries belong to that moment and not to today."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


@cache
def _offset() -> timedelta:
    # The demonstration was loaded as of one day; time has run on from there since, so nothing is late for being old.
    return timedelta(seconds=settings.SAMDRIFT_CLOCK_OFFSET_SECONDS)
