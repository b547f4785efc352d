"""Recurrences: the conformance cases of a widely used implementation, the disputed readings, and daylight saving."""

# ruff: noqa: DTZ001  local times belong to no zone

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.recurrence import (
    RecurrenceProblem,
    RecurrenceSet,
    days_after,
    days_between,
    disputed,
    instances,
    moment_from,
    moment_in,
    recurrence_from,
)
from tests.shared import shared_data

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def cases():
    blocks = shared_data("calendar", "icalrecur_cases.txt").read_text(encoding="utf-8").split("\n\n")
    lines = [[line.split(":", 1) for line in block.splitlines() if line and line[0] != "#"] for block in blocks]
    return [dict(one) for one in lines if one]


def local(text):
    return moment_from(text)[0].replace(tzinfo=None)


@pytest.mark.shared
def test_every_conformance_case_gives_its_instances():
    wrong, tried = [], 0
    for case in cases():
        rule, start = recurrence_from(case["RRULE"]), local(case["DTSTART"])
        wanted = [local(each) for each in case["INSTANCES"].split(",")]
        tried += 1
        if list(islice(instances(rule, start), len(wanted) + 1)) != wanted:
            wrong.append(case["RRULE"])
    assert (tried, wrong) == (87, [])


@pytest.mark.shared
def test_starting_later_gives_the_rest_of_the_same_instances():
    for case in cases():
        rule, start = recurrence_from(case["RRULE"]), local(case["DTSTART"])
        wanted = [local(each) for each in case["INSTANCES"].split(",")]
        since = local(case.get("START-AT", f"{wanted[len(wanted) // 2]:%Y%m%dT%H%M%S}"))
        if rule.freq not in ("SECONDLY", "MINUTELY"):
            left = [each for each in wanted if each >= since]
            assert list(islice(instances(rule, start, since=since), len(left) + 1)) == left, case


@pytest.mark.shared
def test_what_is_read_is_written_the_same():
    for case in cases():
        rule = recurrence_from(case["RRULE"])
        assert recurrence_from(str(rule)) == rule


def test_the_31st_skips_short_months_and_the_last_day_is_its_own_rule():
    assert [day.month for day in days_after("FREQ=MONTHLY", date(2025, 1, 31), date(2025, 1, 31), most=3)] == [3, 5, 7]
    ends = days_after("FREQ=MONTHLY;BYMONTHDAY=-1", date(2025, 1, 31), date(2025, 1, 31), most=2)
    assert ends == [date(2025, 2, 28), date(2025, 3, 31)]


def test_the_last_weekday_of_a_month():
    rule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    assert days_after(rule, date(2025, 5, 1), date(2025, 5, 1), most=2) == [date(2025, 5, 30), date(2025, 6, 30)]


def test_a_morning_round_stays_at_seven_over_both_changes_of_the_clock():
    rule = recurrence_from("FREQ=WEEKLY")
    for start, hours in ((datetime(2025, 3, 26, 7), (6, 5)), (datetime(2025, 10, 22, 7), (5, 6))):
        found = [moment_in(each, COPENHAGEN).hour for each in islice(instances(rule, start), 2)]
        assert tuple(found) == hours


def test_a_time_the_clock_skips_moves_forward_and_of_two_the_first_is_meant():
    assert moment_in(datetime(2025, 3, 30, 2, 30), COPENHAGEN) == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
    assert moment_in(datetime(2025, 10, 26, 2, 30), COPENHAGEN) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_an_end_in_utc_is_read_in_the_zone():
    rule = recurrence_from("FREQ=DAILY;UNTIL=20250702T230000Z")
    found = list(instances(rule, datetime(2025, 7, 1, 1), zone=COPENHAGEN))
    assert [each.day for each in found] == [1, 2, 3]  # 23:00 UTC is 01:00 on the 3rd in Copenhagen


def test_dates_are_added_and_taken_out():
    rule = recurrence_from("FREQ=DAILY;COUNT=3")
    start, extra = datetime(2025, 5, 5, 8), datetime(2025, 5, 20, 8)
    made = RecurrenceSet(start, (rule,), frozenset({extra}), frozenset({datetime(2025, 5, 6, 8)}))
    assert [each.day for each in made.between(date(2025, 5, 1), date(2025, 5, 31))] == [5, 7, 20]


@pytest.mark.parametrize(("text", "parts"), [
    ("FREQ=YEARLY;BYWEEKNO=20", ("BYWEEKNO",)), ("FREQ=YEARLY;BYMONTHDAY=5", ("BYMONTHDAY",)),
    ("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=2", ("BYSETPOS",)), ("FREQ=MONTHLY;BYDAY=1MO", ()),
])  # fmt: skip
def test_disputed_readings_are_named(text, parts):
    assert disputed(recurrence_from(text), datetime(2025, 5, 5)) == parts


@pytest.mark.parametrize(("text", "part"), [
    ("INTERVAL=2", "FREQ"), ("FREQ=HOURLY;EVERY=2", "EVERY"), ("FREQ=DAILY;COUNT=3;UNTIL=20250101", "COUNT"),
    ("FREQ=DAILY;INTERVAL=0", "INTERVAL"), ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY"), ("FREQ=MONTHLY;BYMONTH=13", "BYMONTH"),
    ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"), ("FREQ=DAILY;UNTIL=20251350", "UNTIL"), ("", ""),
    ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY"), ("FREQ=FORTNIGHTLY", "FREQ"),
    ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
])  # fmt: skip
def test_what_cannot_be_read_says_which_part(text, part):
    with pytest.raises(RecurrenceProblem) as wrong:
        recurrence_from(text)
    assert wrong.value.part == part


def test_a_rule_that_never_comes_about_ends():
    rule = recurrence_from("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    assert list(instances(rule, datetime(2025, 1, 1))) == []


RULES = st.builds(
    lambda freq, interval, days: f"FREQ={freq};INTERVAL={interval}" + (f";BYDAY={','.join(days)}" if days else ""),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]), st.integers(1, 30),
    st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR"]), unique=True, max_size=3),
)  # fmt: skip


@given(RULES, st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 900), st.integers(0, 400))
def test_two_halves_of_a_span_make_the_whole(text, start, ahead, length):
    first = start + timedelta(days=ahead)
    last = first + timedelta(days=length)
    middle = first + timedelta(days=length // 2)
    whole = days_between(text, start, first, last)
    assert whole == days_between(text, start, first, middle) + days_between(
        text, start, middle + timedelta(days=1), last
    )
    assert list(whole) == sorted(set(whole))


@given(RULES, st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 2000))
def test_jumping_ahead_gives_what_walking_gives(text, start, ahead):
    rule, begin = recurrence_from(text), datetime.combine(start, time(7))
    since = begin + timedelta(days=ahead)
    walked = [each for each in islice(instances(rule, begin), 3000) if each >= since][:5]
    assert not walked or list(islice(instances(rule, begin, since=since), len(walked))) == walked
