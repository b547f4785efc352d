from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.jobs.schedule import schedule


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "now", "due"),
    [
        ("15m", "2026-06-01 10:29:59", "2026-06-01 10:15"),
        ("15m", "2026-06-01 10:30", "2026-06-01 10:30"),
        ("1d", "2026-06-01 10:30", "2026-06-01 00:00"),
        ("30s", "2026-06-01 10:30:31", "2026-06-01 10:30:30"),
        ("0 3 * * *", "2026-06-01 02:59", "2026-05-31 03:00"),
        ("0 3 * * *", "2026-06-01 03:00", "2026-06-01 03:00"),
        ("*/20 8-9,16 * * *", "2026-06-01 10:05", "2026-06-01 09:40"),
        ("5 4 1 * *", "2026-06-01 04:00", "2026-05-01 04:05"),
        ("0 0 29 2 *", "2026-06-01 04:00", "2024-02-29 00:00"),
        ("0 7 * * 1-5", "2026-06-07 12:00", "2026-06-05 07:00"),
        ("0 7 * * 0", "2026-06-08 12:00", "2026-06-07 07:00"),
        ("0 7 * * 7", "2026-06-08 12:00", "2026-06-07 07:00"),
    ],
)
def test_the_last_time_due(text, now, due):
    assert schedule(text)(at(now)) == at(due)


@pytest.mark.parametrize(
    "text", ["", "15", "0m", "* * * *", "60 * * * *", "* * 0 * *", "a * * * *", "5-3 * * * *", "*/0 * * * *"]
)
def test_what_is_no_schedule_is_refused(text):
    with pytest.raises(ValueError, match=r"cron|outside"):
        schedule(text)


@given(
    st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(["1s", "7m", "3h", "1d", "* * * * *", "3 */5 * * *", "0 0 1 1 *", "15 6 * 2-4 1,3"]),
    st.integers(0, 3600),
)
def test_what_is_due_is_never_ahead_and_never_moves_back(now, text, seconds):
    last = schedule(text)
    assert last(now) <= now
    assert last(last(now)) == last(now)
    assert last(now) <= last(now + timedelta(seconds=seconds))
