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


_HOUR = 60 * 60 * SECOND
_REST = {
    (minute * 60 + second) * SECOND: f"{minute:02}:{second:02}+00:00" for minute in range(60) for second in range(60)
}
"""What follows the hour, of whole seconds: few enough to stay in the processor's cache."""


class _Hours(dict[int, str]):
    """Hours as moments write them; each is written when it is asked for first."""

    def __missing__(self, hour: int) -> str:
        day, rest = divmod(hour, 24)
        self[hour] = text = f"{date.fromordinal(day + EPOCH_DAY).isoformat()}T{rest:02}:"
        return text


class Almanac:
    """Writes moments as tables do."""

    def __init__(self) -> None:
        self._hours = _Hours()

    def text(self, at: int) -> str:
        """A moment, in UTC; "" for none."""
        hour, rest = divmod(at, _HOUR)
        try:
            return self._hours[hour] + _REST[rest]
        except KeyError:
            pass  # no whole second, or no moment
        if at == NONE:
            return ""
        second, part = divmod(rest, SECOND)
        return f"{self._hours[hour]}{second // 60:02}:{second % 60:02}.{part:06}+00:00"
