"""Which moments make a day where a site is: spells of one offset from UTC, clock changes between them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, Func


@dataclass(frozen=True, slots=True)
class Spell:
    """Moments from one until before another, in which local time is UTC and so many seconds."""

    begin: datetime
    end: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Zones:
    """The time zones of a community and of its sites."""

    usual: str
    of_site: Mapping[int, str]

    def day_of(self, moment: datetime, site_id: int | None) -> date:
        """The local day of a moment at a site."""
        return moment.astimezone(ZoneInfo(self.of_site.get(site_id or 0, self.usual))).date()


@dataclass(frozen=True, slots=True)
class Group:
    """Sites with the same clock over some days: only these, or (`usual`) all others."""

    usual: bool
    sites: tuple[int, ...]
    spells: tuple[Spell, ...]


@lru_cache(maxsize=4096)
def spells(zone: str, first: date, after: date) -> tuple[Spell, ...]:
    """The spells between two local midnights; none is empty."""
    place = ZoneInfo(zone)
    begin, end = _midnight(first, place), _midnight(after, place)
    found: list[Spell] = []
    while begin < end:
        until = _same_until(place, begin, end)
        found.append(Spell(begin, until, _offset(place, begin)))
        begin = until
    return tuple(found)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day; where midnight is skipped, the moment the clocks go forward."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _same_until(zone: ZoneInfo, begin: datetime, end: datetime) -> datetime:
    """Until when the offset at `begin` holds, to the second; at most `end`."""
    held, low = _offset(zone, begin), begin
    high = low
    while high < end and _offset(zone, high) == held:
        low, high = high, min(high + timedelta(days=1), end)
        if low == high:
            break
    if _offset(zone, high) == held:
        return end
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _offset(zone, middle) == held else (low, middle)
    return high


def groups(zones: Zones, first: date, after: date) -> Sequence[Group]:
    """The sites by what their clocks show over some days; most often one group of all."""
    usual = spells(zones.usual, first, after)
    apart: dict[tuple[Spell, ...], list[int]] = defaultdict(list)
    for site, zone in zones.of_site.items():
        told = spells(zone, first, after)
        if told != usual:
            apart[told].append(site)
    others = tuple(site for sites in apart.values() for site in sites)
    return [
        Group(usual=True, sites=others, spells=usual),
        *(Group(usual=False, sites=tuple(sites), spells=told) for told, sites in apart.items()),
    ]


class LocalDay(Func):
    """The day of a moment where local time is UTC and so many seconds."""

    output_field = DateField()

    def __init__(self, moment: Any, seconds: int) -> None:
        super().__init__(moment)
        self.seconds = int(seconds)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler, connection, template=f"date(%(expressions)s, '{self.seconds:+d} seconds')", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = f"((%(expressions)s AT TIME ZONE 'UTC') + interval '{self.seconds} seconds')::date"
        return super().as_sql(compiler, connection, template=template, **extra)


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
