"""Dates, ages and numbers as people read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from samdrift.doors.pages import formats

NOON = datetime(2025, 5, 5, 10, 0, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("language", "day", "number", "length"),
    [
        ("en", "5 May 2025", "400,000 m²", "2 h 30 min"),
        ("da", "5. maj 2025", "400.000 m²", "2 t 30 min"),
        ("sv", "5 maj 2025", "400\xa0000 m²", "2 tim 30 min"),
    ],
)
def test_each_language_has_its_own_dates_numbers_and_lengths(language, day, number, length):
    with translation.override(language):
        assert formats.show_date(NOON) == day or formats.show_date(NOON).replace(".", "") == day.replace(".", "")
        assert formats.m2(400_000) == number
        assert formats.minutes(150) == length


def test_a_moment_is_shown_on_the_readers_wall_clock():
    with timezone.override(COPENHAGEN):
        assert formats.show_time(NOON) == "12:00"
    assert formats.show_time(NOON, ZoneInfo("Europe/London")) == "11:00"


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        formats.show_time(datetime(2025, 5, 5, 10))  # noqa: DTZ001


def test_short_moments_name_the_day_only_when_it_is_not_today():
    assert formats.short(NOON, COPENHAGEN, now=NOON + timedelta(hours=3)) == "12:00"
    assert formats.short(NOON, COPENHAGEN, now=NOON + timedelta(days=2)) == "Mon 5 May 12:00"
    assert formats.short(NOON, COPENHAGEN, now=NOON + timedelta(days=300)) == "5 May 2025"


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=20), "20 min ago"),
        (timedelta(hours=3, minutes=5), "3 h 5 min ago"),
        (timedelta(days=1, hours=20), "1 day ago"),
        (timedelta(days=20), "2 weeks ago"),
        (timedelta(days=90), "3 months ago"),
        (timedelta(days=800), "2 years ago"),
        (timedelta(hours=-2), "in 2 h"),
    ],
)
def test_ages_use_the_unit_that_matters(gap, text):
    assert formats.age(NOON - gap, NOON) == text


@given(st.integers(0, 100_000))
def test_a_length_tells_exactly_its_minutes(total):
    words = formats.minutes(total).split()
    amounts = {unit: int(amount) for amount, unit in zip(words[::2], words[1::2], strict=True)}
    assert amounts.get("h", 0) * 60 + amounts.get("min", 0) == total


def test_headlines_leave_hundredths_out_rounded_half_up():
    assert formats.whole_money(125_050, "DKK").replace("\xa0", " ") == "DKK 1,251"
    assert formats.whole_money(-125_049, "DKK").replace("\xa0", " ") == "-DKK 1,250"
    assert "1,250" in formats.whole_money(1250, "JPY")


def test_money_is_shown_from_minor_units_and_currencies_without_any():
    assert formats.money(125_050, "DKK") == "DKK\xa01,250.50" or formats.money(125_050, "DKK") == "DKK 1,250.50"
    assert "1,250" in formats.money(1250, "JPY")


def test_a_time_tag_carries_the_moment_for_machines_and_in_full():
    tag = formats.when(NOON, COPENHAGEN, now=NOON)
    assert 'datetime="2025-05-05T10:00:00Z"' in tag
    assert "Mon 5 May 2025 12:00" in tag


def test_a_day_needs_no_time_zone():
    assert formats.show_weekday(date(2025, 5, 5)) == "Mon 5 May"


def test_initials_come_from_first_and_last_name():
    assert formats.initials("Åse Marie Østergård") == "ÅØ"
    assert formats.initials("Bo") == "B"
    assert formats.initials("  ") == "?"
