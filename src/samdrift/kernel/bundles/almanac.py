"""Moments to and from microseconds since 1970: a year holds millions, of few days and few seconds of a day."""

from datetime import date

from samdrift.kernel.bundles.telling import moment
from samdrift.kernel.local_time import EPOCH, EPOCH_DAY, SECOND

NONE = -1
"""No moment."""
_DAY = 24 * 60 * 60


def micros(text: str) -> int:
    """A moment as a bundle writes it.

    Raises:
        ValueError, TypeError: It is none, or lies where nothing here happened.
    """
    since = moment(text) - EPOCH
    return (since.days * _DAY + since.seconds) * SECOND + since.microseconds  # dividing takes twice as long


def plain(text: str) -> str:
    """A moment as tables write it, from a text of one that ends in UTC at a whole second; "" for other texts.

    Only for what reads as a moment: then the other ways of writing one have other lengths, or no hyphen and T here.
    Some versions of Python read 24:00 as well, the beginning of the next day.
    """
    if text[19:] in _WHOLE and text[10] == "T" and text[7] == "-" and text[11:13] != "24":
        return f"{text[:19]}+00:00"
    return ""


_WHOLE = (".000000+00:00", "+00:00")


class _Days(dict[int, str]):
    """Days as moments write them; each is written when it is asked for first."""

    def __missing__(self, day: int) -> str:
        self[day] = text = date.fromordinal(day + EPOCH_DAY).isoformat() + "T"
        return text


_MINUTES = [f"{minute // 60:02}:{minute % 60:02}:" for minute in range(24 * 60)]
_SECONDS = [f"{second:02}" for second in range(60)]
"""Small tables stay in the processor's cache; one of all seconds of a day does not."""


class Almanac:
    """Writes moments as tables do."""

    def __init__(self) -> None:
        self._days = _Days()

    def text(self, at: int) -> str:
        """A moment, in UTC; "" for none."""
        if at == NONE:
            return ""
        second, part = divmod(at, SECOND)
        minute, second = divmod(second, 60)
        day, minute = divmod(minute, 24 * 60)
        if part:
            return f"{self._days[day]}{_MINUTES[minute]}{_SECONDS[second]}.{part:06}+00:00"
        return f"{self._days[day]}{_MINUTES[minute]}{_SECONDS[second]}+00:00"
