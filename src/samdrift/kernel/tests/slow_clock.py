"""The clock the slow way, to compare with: it looks at a wall clock once a minute, without spans and sums.

A window opens and closes at the first minute at which the wall clock has shown its time or a later one. So the clock
is read as "the latest time it has shown", which stands still while an hour is repeated in autumn.
"""

import datetime as dt
from zoneinfo import ZoneInfo

MINUTE = dt.timedelta(minutes=1)
LONGEST_STEP_BACK = 180


class SlowClock:
    """Minutes from `first` on, each open or not."""

    def __init__(self, calendar, first, minutes):
        self.first = first
        zone = ZoneInfo(calendar.timezone)
        latest = None
        self.open = []
        for minute in range(-LONGEST_STEP_BACK, minutes):
            shown = (first + minute * MINUTE).astimezone(zone).replace(tzinfo=None, fold=0)
            latest = shown if latest is None else max(latest, shown)
            if minute >= 0:
                self.open.append(self._is_open(calendar, latest))

    @staticmethod
    def _is_open(calendar, shown):
        for back in (0, 1, 2):
            day = shown.date() - dt.timedelta(days=back)
            seconds = shown.hour * 3600 + shown.minute * 60 + shown.second + back * 86_400
            if any(window.opens <= seconds < window.closes for window in calendar.windows_on(day)):
                return True
        return False

    def minute_of(self, moment):
        return (moment - self.first) // MINUTE

    def counted(self, start, end, pauses=()):
        """The minutes from `start` to `end` that are open and in no pause."""
        return sum(
            1
            for minute in range(self.minute_of(start), self.minute_of(end))
            if self.open[minute] and not any(self._within(minute, pause) for pause in pauses)
        )

    def due(self, start, minutes, pauses=()):
        """The first moment by which so many minutes have been counted, or None if beyond."""
        for minute in range(self.minute_of(start), len(self.open)):
            if self.open[minute] and not any(self._within(minute, pause) for pause in pauses):
                minutes -= 1
                if minutes == 0:
                    return self.first + (minute + 1) * MINUTE
        return None

    def _within(self, minute, pause):
        at = self.first + minute * MINUTE
        return pause.start <= at and (pause.end is None or at < pause.end)
