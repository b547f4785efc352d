"""Between a place's wall clock and UTC, by the offset of each date and never by today's.

Inside the kernel a moment is a whole number of microseconds since 1970-01-01 00:00 UTC, and a *reading* is what a wall
clock shows, counted the same way from 1970-01-01 00:00 on that clock. Whole numbers make every sum exact.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = 1_000_000
DAY = 86_400 * SECOND
NEVER = 1 << 62
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.date().toordinal()
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  a reading belongs to no zone
_MICROSECOND = timedelta(microseconds=1)


class NoSuchLocalTime(ValueError):
    """A local time that the clock skips in spring, or shows twice in autumn: it names no single moment.

    Attributes:
        code: "skipped" or "repeated", for texts in other languages.
        hints: The local times with offset that the writer may have meant.
    """

    def __init__(self, code: str, message: str, hints: tuple[str, ...]) -> None:
        super().__init__(message)
        self.code = code
        self.hints = hints


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises:
        ValueError: There is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as unknown:
        raise ValueError(f"{name!r} is not an IANA time zone; write one such as Europe/Copenhagen") from unknown


def moment_of(when: datetime, zone: ZoneInfo) -> int:
    """The moment `when` names: by its own offset, or read as local time of `zone` when it has none.

    Raises:
        NoSuchLocalTime: `when` has no offset, and that local time is skipped or repeated.
    """
    if when.tzinfo is None:
        when = local_moment(when, zone)
    return (when - EPOCH) // _MICROSECOND


def datetime_of(moment: int) -> datetime:
    """The moment as an aware datetime in UTC."""
    return EPOCH + moment * _MICROSECOND


def local_moment(naive: datetime, zone: ZoneInfo) -> datetime:
    """A local time in `zone`, as an aware datetime.

    Raises:
        NoSuchLocalTime: The clock never shows it, or shows it twice.
    """
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return first
    shown = naive.isoformat(sep=" ")
    if before > after:
        hints = tuple(f"{naive.isoformat()}{_offset_text(offset)}" for offset in (before, after))
        message = f"{shown} happens twice in {zone.key}: write {hints[0]} for the first or {hints[1]} for the second"
        raise NoSuchLocalTime("repeated", message, hints)
    jump = datetime_of(
        _change_between(zone, _micros(naive) - after // _MICROSECOND, _micros(naive) - before // _MICROSECOND)
    )
    from_, to = ((jump + offset).replace(tzinfo=None) for offset in (before, after))
    hint = f"{(naive + (after - before)).isoformat()}{_offset_text(after)}"
    message = (
        f"{shown} does not exist in {zone.key}: the clock jumps from {from_:%H:%M} to {to:%H:%M};"
        f" write a time after the jump, such as {hint}"
    )
    raise NoSuchLocalTime("skipped", message, (hint,))


def reading_of(day: date) -> int:
    """What the wall clock shows when `day` begins."""
    return (day.toordinal() - EPOCH_DAY) * DAY


@dataclass(frozen=True, slots=True)
class WallClock:
    """A zone's wall clock over some years, as periods of one offset each.

    Attributes:
        begins: The moment at which each period begins, rising.
        offsets: What is added to a moment of the period to get the reading, in microseconds.
        ends_showing: The reading at which each period but the last ends, rising.
    """

    begins: tuple[int, ...]
    offsets: tuple[int, ...]
    ends_showing: tuple[int, ...]

    def reading(self, moment: int) -> int:
        """What the clock shows at `moment`."""
        return moment + self.offsets[max(bisect_right(self.begins, moment) - 1, 0)]

    def first_showing(self, reading: int) -> int:
        """The first moment at which the clock shows `reading` or later.

        So a time that is skipped in spring means the moment of the jump, and one that is repeated in autumn its first
        pass; windows converted by this rule never change their order.
        """
        period = bisect_right(self.ends_showing, reading)
        moment = reading - self.offsets[period]
        return max(moment, self.begins[period]) if period else moment


def wall_clock(zone: ZoneInfo, first: date, last: date) -> WallClock:
    """The wall clock of `zone` from two days before `first` to two days after `last`."""
    start, end = reading_of(first) - 2 * DAY, reading_of(last) + 3 * DAY
    begins, offsets = [start], [_offset(zone, start)]
    for at in range(start, end, DAY):
        if _offset(zone, at + DAY) != offsets[-1]:
            change = _change_between(zone, at, at + DAY)
            begins.append(change)
            offsets.append(_offset(zone, change))
    ends_showing = tuple(change + offset for change, offset in zip(begins[1:], offsets, strict=False))
    return WallClock(tuple(begins), tuple(offsets), ends_showing)


def _offset(zone: ZoneInfo, moment: int) -> int:
    offset = datetime_of(moment).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // _MICROSECOND


def _change_between(zone: ZoneInfo, low: int, high: int) -> int:
    """The first moment after `low` with the offset of `high`, found by halving, to the second."""
    low, high = low // SECOND, high // SECOND
    new = _offset(zone, high * SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(zone, middle * SECOND) == new else (middle, high)
    return high * SECOND


def _micros(naive: datetime) -> int:
    return (naive - _NAIVE_EPOCH) // _MICROSECOND


def _offset_text(offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
