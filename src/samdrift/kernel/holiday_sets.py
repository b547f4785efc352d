"""Holidays of Denmark, Sweden, Norway, Finland and the United Kingdom as dated data with names in en, da and sv.

The dates stand in `holiday_data/*.json`, one file a set, each with its source and the years it is complete for. They
are renewed with `python -m samdrift.doors.cli.renew_holidays` and reviewed like any other change: the law changes
(store bededag ended with 2023), and so do the libraries that know it. Kinds of days:

    public     closed by law
    agreed     closed where the contract says so: in Denmark 1 May, 5 June, 24 and 31 December
    de_facto   closed although no law says so: in Sweden the eves of Midsummer, Christmas and New Year
    bank       no bank business; payment due dates step over them. Bank days are all that are neither public nor bank
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from samdrift.kernel.calendar_files import Expanded, HolidayRule
from samdrift.kernel.calendars import Holiday

SETS = ("DK", "SE", "NO", "FI", "GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR")
KINDS = ("public", "agreed", "bank", "de_facto")


@dataclass(frozen=True, slots=True)
class HolidayDate:
    """One date of a set: what it is called in en, da and sv, and which kinds of day it is."""

    day: date
    kinds: tuple[str, ...]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class HolidaySet:
    """A country's or region's holidays over the years it is complete for.

    Attributes:
        code: "DK", "GB-ENG".
        source: Where the dates come from, with its version.
        years: First and last year.
    """

    code: str
    source: str
    years: tuple[int, int]
    dates: tuple[HolidayDate, ...]

    def holidays(self, kinds: Iterable[str] = ("public",), language: str = "en") -> tuple[Holiday, ...]:
        """The dates of any of these kinds, in order."""
        wanted = tuple(kinds)
        chosen = ((entry, next((kind for kind in wanted if kind in entry.kinds), None)) for entry in self.dates)
        return tuple(Holiday(entry.day, entry.names[language], kind) for entry, kind in chosen if kind)

    @property
    def known(self) -> tuple[date, date]:
        """From the first date of the first year up to, not including, the first after the last year."""
        return date(self.years[0], 1, 1), date(self.years[1] + 1, 1, 1)


@lru_cache(maxsize=len(SETS))
def holiday_set(code: str) -> HolidaySet:
    """The set of that code.

    Raises:
        ValueError: There is none.
    """
    if code not in SETS:
        raise ValueError(f"no holidays are kept for {code!r}; there are {', '.join(SETS)}")
    content = json.loads(files("samdrift.kernel").joinpath("holiday_data", f"{code}.json").read_text("utf-8"))
    names = content["names"]
    dates = tuple(
        HolidayDate(date.fromisoformat(day), tuple(kinds), {lang: names[key][lang] for lang in ("en", "da", "sv")})
        for day, kinds, key in content["dates"]
    )
    return HolidaySet(code, content["source"], tuple(content["years"]), dates)


def expand_kept(rule: HolidayRule) -> Expanded:
    """The dates of a rule from the data kept here, so that the kernel reads calendars without any library.

    Raises:
        ValueError: The country, or one of the kinds of days, is not kept here.
    """
    kept = holiday_set(f"{rule.country}-{rule.subdivision}" if rule.subdivision else rule.country)
    for kind in rule.categories:
        if kind not in KINDS:
            raise ValueError(f"no days of kind {kind!r} are kept; there are {', '.join(KINDS)}")
    return Expanded(kept.holidays(rule.categories), kept.known)
