from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.notices import rules

HERE = ZoneInfo("Europe/Copenhagen")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2025-05-05T10:00+00:00", "2025-05-05T10:00+00:00"),  # noon in Copenhagen
        ("2025-05-05T20:30+00:00", "2025-05-06T04:30+00:00"),  # 22:30: until 06:30 next morning
        ("2025-05-05T23:30+00:00", "2025-05-06T04:30+00:00"),  # 01:30 the same night
        ("2025-05-06T04:30+00:00", "2025-05-06T04:30+00:00"),  # exactly at the end
        ("2025-10-25T22:00+00:00", "2025-10-26T05:30+00:00"),  # the night the clocks go back: 06:30 is an hour later
    ],
)
def test_quiet_hours_end_by_the_wall_clock(now, leaves):
    told = rules.not_before(datetime.fromisoformat(now), time(22), time(6, 30), HERE)
    assert told == datetime.fromisoformat(leaves)


@given(now=MOMENTS, start=CLOCKS, end=CLOCKS)
def test_a_message_never_leaves_within_quiet_hours_nor_earlier_nor_a_day_late(now, start, end):
    leaves = rules.not_before(now, start, end, HERE)
    assert now <= leaves <= now + timedelta(hours=25)
    if start != end and leaves > now:
        assert leaves.astimezone(HERE).time().replace(tzinfo=None, fold=0) >= end or leaves == now


@given(now=MOMENTS)
def test_without_quiet_hours_it_leaves_at_once(now):
    assert rules.not_before(now, None, None, HERE) == now
    assert rules.not_before(now, time(8), time(8), HERE) == now


WAYS = st.frozensets(st.sampled_from(rules.CHANNELS))


@given(default=WAYS, chosen=st.none() | WAYS, must=st.booleans(), reachable=WAYS)
def test_ways_are_the_chosen_ones_and_what_must_be_seen_stays_in_the_list(default, chosen, must, reachable):
    took = rules.ways(default, chosen, must=must, reachable=reachable)
    wanted = default if chosen is None else chosen
    assert took <= wanted | {rules.APP}
    assert rules.APP in took if must or rules.APP in wanted else rules.APP not in took
    assert took - {rules.APP} <= reachable
    if rules.DIGEST in wanted:
        assert rules.MAIL not in took


def test_quietened_means_nothing_at_all_unless_it_must_be_seen():
    assert rules.ways({"app", "mail"}, [], must=False, reachable={"mail"}) == frozenset()
    assert rules.ways({"app", "mail"}, [], must=True, reachable={"mail"}) == {"app"}


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        ("2025-05-05T04:59+00:00", None, False),
        ("2025-05-05T05:00+00:00", None, True),
        ("2025-05-05T09:00+00:00", "2025-05-05T05:00+00:00", False),
        ("2025-05-06T05:10+00:00", "2025-05-05T05:00+00:00", True),
    ],
)
def test_a_digest_comes_once_a_day_at_its_hour(now, last, due):
    made = datetime.fromisoformat(last) if last else None
    assert rules.digest_is_due(datetime.fromisoformat(now), time(7), made, HERE) is due
