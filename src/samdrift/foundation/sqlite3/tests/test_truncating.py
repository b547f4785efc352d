"""A moment is cut to its month or day as Django cuts it, also where midnight falls within an hour of UTC."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.backends.sqlite3 import _functions  # type: ignore[attr-defined]
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.sqlite3.truncating import truncated

ZONES = ("UTC", "Europe/Copenhagen", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia")
UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute")


def moments() -> st.SearchStrategy[datetime]:
    """From 1990 to 2040, to the microsecond."""
    return st.builds(
        lambda seconds, parts: datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=parts),
        st.integers(631_152_000, 2_208_988_800),
        st.integers(0, 999_999),
    )


@given(moment=moments(), zone=st.sampled_from(ZONES), unit=st.sampled_from(UNITS))
def test_every_moment_is_cut_as_django_cuts_it(moment: datetime, zone: str, unit: str) -> None:
    kept = str(moment.replace(tzinfo=None))
    assert truncated(unit, kept, zone, "UTC") == _functions._sqlite_datetime_trunc(unit, kept, zone, "UTC")


@pytest.mark.parametrize(("minute", "day"), [("14", "04"), ("15", "05")])
def test_a_midnight_within_an_hour_divides_it(minute: str, day: str) -> None:
    assert truncated("day", f"2025-06-04 18:{minute}:00", "Asia/Kathmandu", "UTC") == f"2025-06-{day} 00:00:00"


def test_nothing_is_cut_to_nothing() -> None:
    assert truncated("month", None, "Europe/Copenhagen", "UTC") is None


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL cuts moments itself")
def test_the_database_cuts_by_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT django_datetime_trunc('month', '2025-01-31 23:30:00', 'Europe/Copenhagen', 'UTC')")
        assert cursor.fetchone() == ("2025-02-01 00:00:00",)
