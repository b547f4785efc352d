"""The period of a bundle: a month, written 2025-03, or a calendar year, written 2025, and the months it is made of."""

import re
from bisect import bisect_right
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)
MONTHS = range(1, 13)
_DAY, PARTED = len("2025-03-14"), -2


class Period:
    """The months of a bundle as the clocks of the community count them; each month is known by its place, from 0."""

    def __init__(self, period: str, timezone: str) -> None:
        """Find the months.

        Raises:
            ValueError: It is no period, written 2025-03 or 2025, or no time zone.
        """
        try:
            zone = ZoneInfo(timezone)
        except (KeyError, OSError) as unknown:
            raise ValueError(f"{timezone[:40]!r} is no time zone") from unknown
        self.written, self.timezone = period, timezone
        self.first_days = first_days_of(period)
        self.months = tuple(f"{day:%Y-%m}" for day in self.first_days)
        last = self.first_days[-1]
        after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
        self.days_after = (*self.first_days[1:], after)
        """The day after the last of each month."""
        # In UTC, so that comparing a moment with an edge never asks for a zone's offset.
        self._edges = [datetime.combine(day, time(), zone).astimezone(UTC) for day in (*self.first_days, after)]
        self.begin, self.end = self._edges[0], self._edges[-1]
        self._texts = [edge.isoformat() for edge in self._edges]
        self._days: dict[str, int] = {}

    def begins(self, place: int) -> datetime:
        """The moment a month begins."""
        return self._edges[place]

    def begins_at(self, place: int) -> str:
        """The moment a month begins as tables write it."""
        return self._texts[place]

    def place(self, at: datetime | None) -> int:
        """Which of the months a moment lies in, or -1 when in none."""
        if at is None or not self.begin <= at < self.end:
            return -1
        return bisect_right(self._edges, at) - 1

    def place_of(self, text: str) -> int:
        """Which of the months a moment lies in as tables write it, in UTC; -1 when in none or for "".

        Texts of one form stand in the order of their moments; reading a million of them takes longer. Most days lie in
        one month as a whole, and a year has few.
        """
        day = text[:_DAY]
        place = self._days.get(day)
        if place is None:
            place = self._days[day] = self._place_of_day(day)
        return self._place_of(text) if place == PARTED else place

    def _place_of_day(self, day: str) -> int:
        begins, ends = self._place_of(f"{day}T"), self._place_of(f"{day}U")
        return begins if begins == ends else PARTED

    def _place_of(self, text: str) -> int:
        if not self._texts[0] <= text < self._texts[-1]:
            return -1
        return bisect_right(self._texts, text) - 1


def first_days_of(period: str) -> tuple[date, ...]:
    """The first days of the months of a period.

    Raises:
        ValueError: It is neither a month, 2025-03, nor a year, 2025.
    """
    found = _WRITTEN.fullmatch(period)
    if found is None:
        raise ValueError(f"{period[:40]!r} is no period; write a month, 2025-03, or a year, 2025")
    year, month = int(found[1]), found[2]
    if not 1990 <= year < 2100:
        raise ValueError(f"{period!r} is no period in which anything here happened")
    return tuple(date(year, one, 1) for one in ((int(month),) if month else MONTHS))
