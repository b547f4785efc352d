"""Moments to and from microseconds since 1970: a year holds millions, of few days and few seconds of a day."""

from datetime import date, timedelta

from samdrift.kernel.bundles.telling import moment
from samdrift.kernel.local_time import DAY, EPOCH, EPOCH_DAY, SECOND

NONE = -1
"""No moment."""
_MICROSECOND = timedelta(microseconds=1)


def micros(text: str) -> int:
    """A moment as a bundle writes it.

    Raises:
        ValueError, TypeError: It is none, or lies where nothing here happened.
    """
    return (moment(text) - EPOCH) // _MICROSECOND


class _Days(dict[int, str]):
    """Days as moments write them; each is written when it is asked for first."""

    def __missing__(self, day: int) -> str:
        self[day] = text = date.fromordinal(day + EPOCH_DAY).isoformat() + "T"
        return text


class _Seconds(dict[int, str]):
    """Times of day as moments write them."""

    def __missing__(self, second: int) -> str:
        self[second] = text = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        return text


class Almanac:
    """Writes moments as tables do."""

    def __init__(self) -> None:
        self._days, self._seconds = _Days(), _Seconds()

    def text(self, at: int) -> str:
        """A moment, in UTC; "" for none."""
        if at == NONE:
            return ""
        day, passed = divmod(at, DAY)
        second, part = divmod(passed, SECOND)
        if part:
            return f"{self._days[day]}{self._seconds[second]}.{part:06}+00:00"
        return f"{self._days[day]}{self._seconds[second]}+00:00"
