"""Moments told to the API are kept in UTC, and those no database or calendar can hold are refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from samdrift.foundation.api import MomentIn

TOLD: TypeAdapter[datetime] = TypeAdapter(MomentIn)


@given(
    moment=st.integers(-2_208_000_000, 7_257_000_000).map(
        lambda seconds: datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    ),
    hours=st.integers(-23, 23),
)
def test_a_moment_in_any_zone_is_kept_as_the_same_moment_in_utc(moment: datetime, hours: int) -> None:
    told = f"{moment.isoformat()}{hours:+03d}:00"
    kept = TOLD.validate_python(told)
    assert kept == datetime.fromisoformat(told)
    assert kept.tzinfo is UTC


@pytest.mark.parametrize(
    "told", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00", "2025-05-05T10:00:00", "soon"]
)
def test_a_moment_without_a_zone_or_out_of_all_calendars_is_refused(told: str) -> None:
    with pytest.raises(ValidationError):
        TOLD.validate_python(told)
