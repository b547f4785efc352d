"""A clock asked for many promises says what it says of one alone, however often and in whatever order it is asked."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.calendars import Calendar, ServiceCalendar, Window, round_the_clock
from samdrift.kernel.clock_fresh import FreshClock, fresh_moments
from samdrift.kernel.local_time import DAY, SECOND
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, WorkingTime

ZONE = "Europe/Copenhagen"
CALENDARS: dict[str, Calendar] = {
    "office": ServiceCalendar(ZONE, ((Window(28_800, 57_600),),) * 5 + ((),) * 2),
    "two": ServiceCalendar(ZONE, ((Window(25_200, 39_600), Window(46_800, 61_200)),) * 6 + ((),)),
    "nights": ServiceCalendar(ZONE, ((Window(79_200, 108_000),),) * 7),
    "opening": ServiceCalendar(ZONE, ((Window(28_800, 57_600),),) * 5 + ((),) * 2, at_close="next_opening"),
    "always": round_the_clock(ZONE),
}
TARGETS: list[Target] = [
    WorkingTime(timedelta(minutes=1)), WorkingTime(timedelta(hours=4)), WorkingTime(timedelta(hours=90)),
    CalendarDays(2), WorkingDays(0), WorkingDays(0, 43_200), WorkingDays(1, 72_000), WorkingDays(5),
]  # fmt: skip
BEGIN = 20_159 * DAY  # in March 2025, some days before the clocks change
moments = st.integers(0, 20 * DAY // SECOND).map(lambda second: BEGIN + second * SECOND) | st.builds(
    lambda hour, more: BEGIN + hour * 3_600 * SECOND + more, st.integers(0, 20 * 24), st.integers(-1, 1)
)


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("target", TARGETS, ids=str)
@given(begun=st.lists(moments, min_size=1, max_size=60), percent=st.integers(1, 100))
def test_a_clock_for_many_promises_says_what_one_for_one_says(
    calendar: str, target: Target, begun: list[int], percent: int
) -> None:
    clock = FreshClock(target, CALENDARS[calendar], percent)
    for moment in [*begun, *begun]:
        assert clock.moments(moment) == fresh_moments(moment, target, CALENDARS[calendar], percent)
