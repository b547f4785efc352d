"""Which days a plan names: by its rule or interval, in its season, moved off days nobody works."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from samdrift.kernel.recurrence import days_after, days_between
from samdrift.operations.planning.rules.terms import CALENDAR, FLOATING, SEASON, Terms

Working = Callable[[date], bool]
ONE_DAY = timedelta(days=1)
FAR = timedelta(days=21)
"""No run of days off is longer; so far beyond a span its days may move into it or stand for the same working day."""


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """One time a plan comes due. The nominal day is its key: it stays what it is, wherever the due day is moved."""

    nominal: date
    due: date
    window_from: date
    window_to: date


def days_of(terms: Terms, first: date, last: date, works: Working) -> list[Day]:
    """The days of a dated plan whose nominal day lies from `first` to `last`, both included, by nominal day.

    Two spans side by side give what the whole gives: what is decided by neighbours looks beyond the edge.
    """
    if terms.trigger == FLOATING:
        found = list(floating_days(terms, terms.anchor, first, last))
        return [_day(terms, nominal, _moved(terms, nominal, works) or nominal) for nominal in found]
    begin, end = max(first - FAR, terms.anchor), last + FAR
    moved = [(_moved(terms, nominal, works), nominal) for nominal in nominal_days(terms, begin, end)]
    kept: dict[date, date] = {}
    for due, nominal in moved:
        # Days off in a row fall on one working day: its own occurrence counts, or the first that was moved to it.
        if due is not None and (due not in kept or nominal == due):
            kept[due] = nominal
    return sorted(_day(terms, nominal, due) for due, nominal in kept.items() if first <= nominal <= last)


def nominal_days(terms: Terms, first: date, last: date) -> Sequence[date]:
    """The days the rule names, without regard to who works: rising, each once."""
    last = min(last, terms.until) if terms.until else last
    if terms.trigger == SEASON:
        found: Iterable[date] = (
            day for year in range(first.year, last.year + 1)
            if first <= (day := _in_year(terms.season_from, year)) <= last and day >= terms.anchor
        )  # fmt: skip
    elif terms.trigger == CALENDAR:
        found = days_between(terms.rule, terms.anchor, first, last) if first <= last else ()
        if terms.season_from:
            found = (day for day in found if in_season(day, terms.season_from, terms.season_to))
    else:
        found = ()
    if not (terms.added or terms.removed):
        return tuple(found)
    added = (day for day in terms.added if first <= day <= last)
    return sorted({*found, *added} - set(terms.removed))


def floating_days(terms: Terms, base: date, first: date, last: date) -> Iterable[date]:
    """The days of a floating plan if it were done on each due day: the base, and so long after it again and again."""
    last = min(last, terms.until) if terms.until else last
    number = 0
    while (day := plus(base, number * terms.every, terms.unit)) <= last:
        if day >= first:
            yield day
        number += 1


def plus(day: date, count: int, unit: str) -> date:
    """So many days, weeks, months or years later; where the month has no such day, its last one."""
    if unit in ("days", "weeks"):
        return day + timedelta(days=count * (7 if unit == "weeks" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _moved(terms: Terms, nominal: date, works: Working) -> date | None:
    if terms.holidays == "keep" or works(nominal):
        return nominal
    if terms.holidays == "skip":
        return None
    step = ONE_DAY if terms.holidays == "next" else -ONE_DAY
    for ahead in range(1, FAR.days + 1):
        day = nominal + step * ahead
        if works(day):
            return day
    return nominal  # a calendar without any working day moves nothing


def _day(terms: Terms, nominal: date, due: date) -> Day:
    window_to = due + timedelta(days=terms.after_days)
    if terms.trigger == SEASON:
        end = _in_year(terms.season_to, nominal.year)
        window_to = end if end >= nominal else _in_year(terms.season_to, nominal.year + 1)
    return Day(nominal, due, due - timedelta(days=terms.before_days), max(window_to, due))


def _in_year(text: str, year: int) -> date:
    month, day = (int(part) for part in text.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


def in_season(day: date, begins: str, ends: str) -> bool:
    """Whether a day lies in a season of months and days; a winter season goes over the new year."""
    here = f"{day:%m-%d}"
    return begins <= here <= ends if begins <= ends else here >= begins or here <= ends


def preview(terms: Terms, after: date, works: Working, *, most: int = 10) -> list[Day]:
    """The next days of a dated plan from `after` on."""
    found: list[Day] = []
    first = max(after, min((terms.anchor, *terms.added)))
    for years in (2, 10, 100):  # a yearly plan within ten years, one by decades within a hundred
        found = days_of(terms, first, date(min(first.year + years, 9000), 12, 31), works)
        if len(found) >= most:
            break
    return found[:most]


@dataclass(frozen=True, slots=True)
class Seam:
    """How a new version goes on from the old one: days put in so that no gap opens, and left out as doubles."""

    added: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()


def seam(last_old: date | None, terms: Terms, valid_from: date) -> Seam:
    """Join a new version to the last day of the old one.

    A day sooner after the last old one than half the new rule's shortest step is a double and left out; when the first
    lies further away than its usual step, days are put in at that distance, so that nothing waits longer than the plan
    would let it. Statutory intervals hold over every change that way.
    """
    if last_old is None or terms.trigger != CALENDAR:
        return Seam()
    ahead = days_after(terms.rule, terms.anchor, max(valid_from, terms.anchor) - ONE_DAY, most=13)
    steps = sorted((b - a).days for a, b in pairwise(ahead))
    if not steps:
        return Seam()
    shortest, usual = steps[0], steps[len(steps) // 2]
    removed = tuple(day for day in ahead[:1] if (day - last_old).days * 2 < shortest)
    first = next(day for day in ahead if day not in removed)
    added: list[date] = []
    day = last_old + timedelta(days=usual)
    while (first - day).days * 2 >= shortest:
        added.append(max(day, valid_from))
        day = added[-1] + timedelta(days=usual)
    return Seam(tuple(dict.fromkeys(added)), removed)
