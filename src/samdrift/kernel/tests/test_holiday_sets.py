"""The kept holidays: what the domain says of them, and that they agree with an independent list."""

import csv
import datetime as dt

import pytest

from samdrift.kernel.calendar_files import HolidayRule
from samdrift.kernel.holiday_sets import KINDS, SETS, expand_kept, holiday_set
from tests.shared import shared_data

LIBRARY_KINDS = {"public": "public", "optional": "agreed", "de_facto": "de_facto"}


def days(code, year, *kinds):
    return {
        str(holiday.day)[5:] for holiday in holiday_set(code).holidays(kinds or ("public",)) if holiday.day.year == year
    }


def test_great_prayer_day_ends_with_2023():
    assert "05-05" in days("DK", 2023)
    assert days("DK", 2024) == {
        "01-01",
        "03-28",
        "03-29",
        "03-31",
        "04-01",
        "05-09",
        "05-19",
        "05-20",
        "12-25",
        "12-26",
    }


def test_danish_agreed_days_are_not_public_and_banks_close_after_ascension():
    assert days("DK", 2025, "agreed") == {"05-01", "06-05", "12-24", "12-31"}
    assert days("DK", 2025, "bank") == {"05-30", "06-05", "12-24", "12-31"}
    assert not days("DK", 2025, "agreed") & days("DK", 2025)


def test_sweden_works_on_maundy_thursday_and_whit_monday_and_rests_on_three_eves():
    assert not {"04-17", "06-09"} & days("SE", 2025)
    assert {"06-21", "11-01", "06-06"} <= days("SE", 2025)
    assert days("SE", 2025, "de_facto") == {"06-20", "12-24", "12-31"}


def test_england_has_substitutes_and_royal_days():
    assert "12-28" in days("GB-ENG", 2026)
    assert {"12-27", "12-28"} <= days("GB-ENG", 2027)
    assert "05-08" in days("GB-ENG", 2023)
    assert "05-08" in days("GB-ENG", 2020)
    assert "05-04" not in days("GB-ENG", 2020)


def test_a_day_of_two_kinds_is_given_once_by_the_kind_asked_for_first():
    both = holiday_set("DK").holidays(("agreed", "bank"), "da")
    assert next(holiday for holiday in both if holiday.day == dt.date(2025, 12, 24)).kind == "agreed"
    assert len({holiday.day for holiday in both}) == len(both)


@pytest.mark.parametrize("code", SETS)
def test_every_set_is_whole(code):
    kept = holiday_set(code)
    assert kept.years == (2020, 2035)
    assert "holidays 0." in kept.source
    assert {entry.day.year for entry in kept.dates} == set(range(2020, 2036))
    assert all(set(entry.kinds) <= set(KINDS) and entry.kinds for entry in kept.dates)
    assert all(entry.names[language].strip() for entry in kept.dates for language in ("en", "da", "sv"))
    assert [entry.day for entry in kept.dates] == sorted({entry.day for entry in kept.dates})


def test_an_unknown_set_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="there are DK, SE, NO, FI, GB-ENG"):
        expand_kept(HolidayRule("GB"))


@pytest.mark.shared
def test_the_kept_dates_agree_with_the_shared_list():
    wanted, found = {}, {}
    with shared_data("calendar", "holidays_2022_2030.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            code = "-".join(filter(None, (row["country"], row["subdivision"])))
            wanted.setdefault((code, LIBRARY_KINDS[row["category"]]), set()).add(row["date"])
    for code, kind in wanted:
        dates = holiday_set(code).holidays((kind,))
        found[code, kind] = {str(holiday.day) for holiday in dates if 2022 <= holiday.day.year <= 2030}
    assert len(wanted) == 10
    assert found == wanted
