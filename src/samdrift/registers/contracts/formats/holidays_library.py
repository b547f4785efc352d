"""Holiday dates of any country the `holidays` library knows, for calendars of countries not kept in the kernel.

What is stored or handed on is always the dates: what the library says changes between its releases.
"""

from datetime import date

from samdrift.kernel.calendar_files import Expand, Expanded, HolidayRule
from samdrift.kernel.calendars import Holiday
from samdrift.kernel.holiday_sets import expand_kept

FIRST_YEAR, LAST_YEAR = 1950, 2199


def expand_with_library(first_year: int, last_year: int) -> Expand:
    """An expander for these years, both included, that asks the library for everything.

    The library answers in English where it can, and its kinds of days are its own: "public", "optional", "bank" …
    """
    first, last = max(first_year, FIRST_YEAR), min(last_year, LAST_YEAR)
    years = range(first, last + 1)

    def expand(rule: HolidayRule) -> Expanded:
        import holidays  # a third of a second, which only those pay who name a country the kernel does not keep

        try:
            found = holidays.country_holidays(
                rule.country, subdiv=rule.subdivision, years=years, categories=rule.categories, language="en_US"
            )
        except NotImplementedError as unknown:
            raise ValueError(
                f"{unknown}; write a country and subdivision of ISO 3166, such as DK or US and MA"
            ) from unknown
        kind = rule.categories[0]
        dates = tuple(Holiday(day, found[day], kind) for day in sorted(found))
        return Expanded(dates, (date(first, 1, 1), date(last + 1, 1, 1)))

    return expand


def expand_kept_or_with_library(first_year: int, last_year: int) -> Expand:
    """An expander for these years that takes the kernel's kept dates where they reach, and else asks the library."""
    library = expand_with_library(first_year, last_year)

    def expand(rule: HolidayRule) -> Expanded:
        try:
            kept = expand_kept(rule)
        except ValueError:
            return library(rule)
        reaches = kept.known[0].year <= first_year and last_year < kept.known[1].year
        return kept if reaches else library(rule)

    return expand
