"""Days in words, in the language that is active: 12 May 2025, 12. maj 2025, 12 maj 2025."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from django.utils.translation import get_language

LOCALES = {"en": "en_GB", "da": "da_DK", "sv": "sv_SE"}


def day_words(day: date) -> str:
    """A day as people write it: 12 May 2025."""
    return _told(day.year, day.month, day.day, "MMM y", _locale())


def whole_day_words(day: date) -> str:
    """A day with its month in full: 12 December 2025."""
    return _told(day.year, day.month, day.day, "MMMM y", _locale())


def moment_words(moment: datetime) -> str:
    """A moment on the clock it is given in, with its weekday: Mon 5 May 2025 14:00."""
    named = _locale()
    weekday = format_date(moment.date(), "EEE", named)
    return f"{weekday} {_told(moment.year, moment.month, moment.day, 'MMM y', named)} {moment:%H:%M}"


def _locale() -> str:
    return LOCALES.get((get_language() or "en")[:2], "en_GB")


@lru_cache(maxsize=4096)
def _told(year: int, month: int, day: int, rest: str, named: str) -> str:
    """The day of the month and the rest; a Danish day of the month is an ordinal."""
    return str(format_date(date(year, month, day), f"{'d.' if named == 'da_DK' else 'd'} {rest}", named))
