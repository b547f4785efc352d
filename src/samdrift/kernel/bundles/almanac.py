"""Moments to and from microseconds since 1970: a year holds millions, of few hours and few seconds of an hour."""

from datetime import date, datetime

from samdrift.kernel.bundles.telling import moment
from samdrift.kernel.local_time import EPOCH, EPOCH_DAY, SECOND

NONE = -1
"""No moment."""
HOUR = 60 * 60 * SECOND
KEPT = 100_000
"""How many hours are remembered; a hostile bundle could name more."""
_DAY = 24 * 60 * 60


def micros(text: str) -> int:
    """A moment as a bundle writes it.

    Raises:
        ValueError, TypeError: It is none, or lies where nothing here happened.
    """
    return micros_of(moment(text))


def micros_of(at: datetime) -> int:
    """A moment in microseconds."""
    since = at - EPOCH
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
SECONDS = tuple(f"{minute:02}:{second:02}" for minute in range(60) for second in range(60))
"""What follows the hour, by the second."""


class Hours(dict[int, str]):
    """Hours as moments write them; each is written when it is asked for first."""

    def __missing__(self, hour: int) -> str:
        day, rest = divmod(hour, 24)
        text = f"{date.fromordinal(day + EPOCH_DAY).isoformat()}T{rest:02}:"
        if len(self) < KEPT:
            self[hour] = text
        return text


class Parts(dict[int, str]):
    """What follows the second, with the offset, by microseconds: most are none, and shares of minutes few."""

    def __missing__(self, part: int) -> str:
        text = f".{part:06}+00:00"
        if len(self) < KEPT:
            self[part] = text
        return text


class Almanac:
    """Writes moments as tables do.

    Attributes:
        hours: What a moment of each hour since 1970 begins with.
        parts: What it ends with.
    """

    def __init__(self) -> None:
        self.hours, self.parts = Hours(), Parts({0: "+00:00"})

    def text(self, at: int) -> str:
        """A moment, in UTC; "" for none."""
        if at == NONE:
            return ""
        hour, rest = divmod(at, HOUR)
        second, part = divmod(rest, SECOND)
        return self.hours[hour] + SECONDS[second] + self.parts[part]
