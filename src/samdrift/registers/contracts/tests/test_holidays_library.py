"""Holidays of countries the kernel does not keep, from the library."""

import datetime as dt

import pytest

from samdrift.kernel.calendar_files import HolidayRule
from samdrift.kernel.holiday_sets import holiday_set
from samdrift.registers.contracts.formats.holidays_library import expand_kept_or_with_library, expand_with_library


def test_massachusetts_has_patriots_day():
    expanded = expand_with_library(2018, 2020)(HolidayRule("US", "MA"))
    assert dt.date(2019, 4, 15) in {holiday.day for holiday in expanded.holidays}
    assert expanded.known == (dt.date(2018, 1, 1), dt.date(2021, 1, 1))


@pytest.mark.parametrize(
    "rule", [HolidayRule("XX"), HolidayRule("DK", "Q"), HolidayRule("DK", categories=("zz",)), HolidayRule("")]
)
def test_what_the_library_does_not_know_is_refused(rule):
    with pytest.raises(ValueError):
        expand_with_library(2024, 2025)(rule)


def test_kept_dates_come_first_where_they_reach():
    expand = expand_kept_or_with_library(2024, 2026)
    assert expand(HolidayRule("DK")).known == holiday_set("DK").known
    assert expand(HolidayRule("DK", categories=("optional",))).known == (dt.date(2024, 1, 1), dt.date(2027, 1, 1))
    assert expand_kept_or_with_library(2010, 2026)(HolidayRule("DK")).known[0] == dt.date(2010, 1, 1)


def test_the_kept_dates_still_agree_with_the_library_or_it_is_time_to_renew_and_review_them():
    for country, subdivision in (("DK", None), ("SE", None), ("NO", None), ("FI", None), ("GB", "ENG")):
        library = {
            holiday.day for holiday in expand_with_library(2020, 2035)(HolidayRule(country, subdivision)).holidays
        }
        kept = holiday_set("-".join(filter(None, (country, subdivision)))).holidays()
        assert {holiday.day for holiday in kept} == library
