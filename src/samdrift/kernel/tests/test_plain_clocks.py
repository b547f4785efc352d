"""Rows of clocks told in short, held against the story of the kernel, which they must never differ from."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.bundles import plain
from samdrift.kernel.bundles.plain import clock_rows
from samdrift.kernel.bundles.telling import Happened, promise_rows
from samdrift.kernel.bundles.terms import Clock, Terms
from samdrift.kernel.calendars import Calendar, ServiceCalendar, Window, round_the_clock
from samdrift.kernel.promised import MILESTONES
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, WorkingTime

ZONE = "Europe/Copenhagen"
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
CALENDARS: dict[str, Calendar] = {
    "office": ServiceCalendar(ZONE, ((Window(28_800, 57_600),),) * 5 + ((),) * 2),
    "two": ServiceCalendar(ZONE, ((Window(25_200, 39_600), Window(46_800, 61_200)),) * 6 + ((),)),
    "nights": ServiceCalendar(ZONE, ((Window(79_200, 108_000),),) * 7, at_close="next_opening"),
    "always": round_the_clock(ZONE),
}
TARGETS: list[Target] = [
    WorkingTime(timedelta(minutes=1)), WorkingTime(timedelta(hours=4)), WorkingTime(timedelta(hours=160)),
    CalendarDays(1), CalendarDays(30), WorkingDays(0), WorkingDays(0, 43_200), WorkingDays(1, 72_000), WorkingDays(5),
    WorkingDays(600),
]  # fmt: skip
NAMED = {"acknowledge": "promise-1", "complete": "promise-2"}
seconds = st.integers(0, 330 * 86_400)
clocks = st.builds(
    lambda kind, target, close, stop, risk: Clock(kind, kind, target, "any", close, stop, risk),
    st.sampled_from(["acknowledge", "attend", "complete"]), st.sampled_from(TARGETS),
    st.sampled_from(["closing", "next_opening"]), st.sampled_from(MILESTONES), st.integers(1, 100),
)  # fmt: skip


def event(kind: str, after: int, **payload: object) -> Happened:
    return Happened(f"promises.{kind}", BEGIN + timedelta(seconds=after), payload, "MNT", 1, 2)


def opened(after: int, calendar: str = "office", many: int = 1, started: str = "") -> Happened:
    text = started or (BEGIN + timedelta(seconds=after)).isoformat()
    return event("opened", after, policy_uid="rule", calendars=[calendar] * many, priority=3, started_at=text)


def terms(*some: Clock) -> Terms:
    return Terms({"rule": some}, CALENDARS, {"any": "office"})


@given(
    st.lists(clocks, min_size=1, max_size=4), st.sampled_from([*CALENDARS]), seconds,
    st.lists(st.tuples(st.sampled_from(MILESTONES), st.integers(-86_400, 40 * 86_400)), max_size=4),
)  # fmt: skip
def test_what_is_told_in_short_is_what_the_story_tells(
    some: list[Clock], calendar: str, start: int, reached: list[tuple[str, int]]
) -> None:
    told = [opened(start, calendar, len(some))]
    told += [event("milestone_reached", start + later, milestone=milestone) for milestone, later in reached]
    known = terms(*some)
    assert plain._plain_rows("work", told, known, NAMED) is not None
    assert clock_rows("work", told, known, NAMED) == list(promise_rows("work", told, known, NAMED))


@pytest.mark.parametrize(
    "told",
    [
        [],
        [event("milestone_reached", 5, milestone="resolved"), opened(0)],
        [opened(0), event("pause_started", 9, pause_uid="p", reason="agreed", caused_by="client", clocks=["complete"])],
        [opened(0), opened(3_600)],
        [opened(0), event("voided", 9)],
        [opened(0), event("excluded", 9, promise_uid="promise-2", reason="strike")],
        [opened(0), event("deadline_agreed", 9, promise_uid="promise-2", agreed="2025-02-01T10:00:00+00:00")],
        [opened(0, started="2025-03-14T10:00:00+01:00")],
        [opened(0, started="2025-03-14 10:00:00Z"), event("milestone_reached", 7_000_000, milestone="resolved")],
    ],
)
def test_what_is_unusual_is_told_by_the_story(told: list[Happened]) -> None:
    known = terms(Clock("complete", "complete", WorkingDays(5), "any", "closing", "resolved", 75))
    assert clock_rows("work", told, known, NAMED) == list(promise_rows("work", told, known, NAMED))


@pytest.mark.parametrize(
    "told",
    [
        [opened(0, many=2)],
        [opened(0, "unknown")],
        [opened(0, started="yesterday")],
        [opened(0), event("milestone_reached", 9, milestone="arrived yesterday")],
        [opened(0), event("milestone_reached", 9)],
        [opened(0, started="2025-03-14T10:00:00"), event("milestone_reached", 9, milestone="resolved")],
    ],
)
def test_what_cannot_be_told_is_refused_as_the_story_refuses_it(told: list[Happened]) -> None:
    known = terms(Clock("complete", "complete", WorkingDays(5), "any", "closing", "resolved", 75))
    with pytest.raises((LookupError, ValueError, TypeError)) as story:
        list(promise_rows("work", told, known, NAMED))
    with pytest.raises(type(story.value), match=re.escape(str(story.value))):
        clock_rows("work", told, known, NAMED)
