"""Expanding a recurrence: which days each year, month, week or day of it gives, and which times each day."""

from calendar import isleap, monthrange
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, date, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samdrift.kernel.recurrence import Recurrence

ONE_DAY = timedelta(days=1)
# The calendar repeats after 400 years: a rule that has given nothing for so long never will.
GIVES_UP_AFTER = 400
STEPS = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1), "SECONDLY": timedelta(seconds=1)}


def expanded(rule: "Recurrence", start: datetime, since: datetime | None) -> Iterator[datetime]:
    """Every instance from `start` on (or from the period of `since` on), rising, without COUNT and UNTIL."""
    made = _by_step(rule, start, since) if rule.freq in STEPS else _by_period(rule, start, since)
    for found in made:
        if found >= start:
            yield found


def _by_period(rule: "Recurrence", start: datetime, since: datetime | None) -> Iterator[datetime]:
    times = _times(rule, start)
    year_given = start.year
    for days, year in _periods(rule, start.date(), since.date() if since else None):
        found = [datetime.combine(day, at) for day in days for at in times]
        for each in _picked(found, rule.by_set_pos):
            year_given = year
            yield each
        if year - year_given > GIVES_UP_AFTER * rule.interval or year >= MAXYEAR - 1:
            return


def _picked(found: list[datetime], places: tuple[int, ...]) -> list[datetime]:
    if not places:
        return found
    kept = {place - 1 if place > 0 else len(found) + place for place in places}
    return [each for index, each in enumerate(found) if index in kept]


def _times(rule: "Recurrence", start: datetime) -> list[time]:
    hours, minutes = rule.by_hour or (start.hour,), rule.by_minute or (start.minute,)
    seconds = rule.by_second or (start.second,)
    return [time(hour, minute, min(second, 59)) for hour in hours for minute in minutes for second in seconds]


def _periods(rule: "Recurrence", start: date, since: date | None) -> Iterator[tuple[list[date], int]]:
    """The days of each period in turn, with its year."""
    if rule.freq == "YEARLY":
        for year in _stepped(_first_year(rule, start), rule.interval, since.year - 1 if since else None):
            if year >= MAXYEAR:
                return
            yield _of_year(rule, start, year), year
    elif rule.freq == "MONTHLY":
        first, least = start.year * 12 + start.month - 1, since.year * 12 + since.month - 1 if since else None
        for month in _stepped(first, rule.interval, least):
            if month // 12 >= MAXYEAR:
                return
            yield _of_month(rule, start, month // 12, month % 12 + 1), month // 12
    else:
        weekly = rule.freq == "WEEKLY"
        first = _week_begin(start, rule.week_start).toordinal() if weekly else start.toordinal()
        step = rule.interval * (7 if weekly else 1)
        for ordinal in _stepped(first, step, since.toordinal() - 7 if since else None):
            if ordinal + 7 > date.max.toordinal():
                return
            day = date.fromordinal(ordinal)
            yield (_of_week(rule, start, day) if weekly else _of_day(rule, day)), day.year


def _stepped(first: int, step: int, least: int | None) -> Iterator[int]:
    """first, first + step … beginning at the last of them that is not beyond `least`."""
    skipped = max(least - first, 0) // step if least is not None else 0
    return count(first + skipped * step, step)


def _first_year(rule: "Recurrence", start: date) -> int:
    """The year that is counted as the first: with weeks it is the year of the week in which the rule can begin."""
    if not rule.by_week:
        return start.year
    wanted = {day for day, _number in rule.by_day} or {start.weekday()}
    day = next(each for each in (start + ahead * ONE_DAY for ahead in range(7)) if each.weekday() in wanted)
    return next(year for year in (day.year + 1, day.year, day.year - 1) if _first_week(year, rule.week_start) <= day)


def _week_begin(day: date, week_start: int) -> date:
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def _first_week(year: int, week_start: int) -> date:
    """The first day of week 1: the week with at least four days of the year, so the one with 4 January."""
    return _week_begin(date(year, 1, 4), week_start)


def _of_year(rule: "Recurrence", start: date, year: int) -> list[date]:
    if rule.by_week:
        return _by_weeks(rule, start, year)
    if rule.by_year_day:
        length = 366 if isleap(year) else 365
        found = {number if number > 0 else length + number + 1 for number in rule.by_year_day}
        begin = date(year, 1, 1)
        days = [begin + (number - 1) * ONE_DAY for number in sorted(found) if 1 <= number <= length]
        return _kept(rule, days, year, None)
    if rule.by_day and not (rule.by_month or rule.by_month_day):
        length = 366 if isleap(year) else 365
        return _weekdays_in(rule.by_day, date(year, 1, 1), length)
    if rule.by_month_day and rule.by_day and not rule.by_month:
        months: Iterable[int] = range(1, 13)
    else:
        months = rule.by_month or (start.month,)
    return [day for month in months for day in _of_month(rule, start, year, month)]


def _by_weeks(rule: "Recurrence", start: date, year: int) -> list[date]:
    begin, end = _first_week(year, rule.week_start), _first_week(year + 1, rule.week_start)
    weeks = (end - begin).days // 7
    numbers = sorted({number if number > 0 else weeks + number + 1 for number in rule.by_week})
    wanted = {day for day, _number in rule.by_day} or {start.weekday()}
    days = (
        begin + timedelta(days=7 * (number - 1) + ahead)
        for number in numbers if 1 <= number <= weeks for ahead in range(7)
    )  # fmt: skip
    return [
        day for day in days
        if day.weekday() in wanted and (not rule.by_month or day.month in rule.by_month)
        and (not rule.by_month_day or _is_month_day(day, rule.by_month_day))
    ]  # fmt: skip


def _kept(rule: "Recurrence", days: Iterable[date], year: int, month: int | None) -> list[date]:
    """The days that month, day of the month and weekday let through."""
    named = set(_weekdays_in(rule.by_day, date(year, month or 1, 1), _length(year, month))) if rule.by_day else None
    return [
        day for day in days
        if (month is not None or not rule.by_month or day.month in rule.by_month)
        and (not rule.by_month_day or _is_month_day(day, rule.by_month_day)) and (named is None or day in named)
    ]  # fmt: skip


def _length(year: int, month: int | None) -> int:
    return monthrange(year, month)[1] if month else 366 if isleap(year) else 365


def _of_month(rule: "Recurrence", start: date, year: int, month: int) -> list[date]:
    if rule.by_month and month not in rule.by_month:
        return []
    length = monthrange(year, month)[1]
    if not rule.by_month_day:
        if rule.by_day:
            return _weekdays_in(rule.by_day, date(year, month, 1), length)
        # The 31st of a short month is no day: it is left out, never clamped.
        return [date(year, month, start.day)] if start.day <= length else []
    numbers = sorted({number if number > 0 else length + number + 1 for number in rule.by_month_day})
    days = [date(year, month, number) for number in numbers if 1 <= number <= length]
    return _kept(rule, days, year, month) if rule.by_day else days


def _weekdays_in(wanted: tuple[tuple[int, int], ...], begin: date, length: int) -> list[date]:
    """The named weekdays of a month or year that begins at `begin`: every one, or the nth from either end."""
    found: set[int] = set()
    for weekday, number in wanted:
        ahead = (weekday - begin.weekday()) % 7
        places = range(ahead, length, 7)
        if number == 0:
            found.update(places)
        elif abs(number) <= len(places):
            found.add(places[number - 1 if number > 0 else number])
    return [begin + ahead * ONE_DAY for ahead in sorted(found)]


def _of_week(rule: "Recurrence", start: date, begin: date) -> list[date]:
    wanted = {day for day, _number in rule.by_day} or {start.weekday()}
    days = (begin + ahead * ONE_DAY for ahead in range(7))
    return [day for day in days if day.weekday() in wanted and (not rule.by_month or day.month in rule.by_month)]


def _of_day(rule: "Recurrence", day: date) -> list[date]:
    return [day] if _day_let_through(rule, day) else []


def _day_let_through(rule: "Recurrence", day: date) -> bool:
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_month_day and not _is_month_day(day, rule.by_month_day):
        return False
    if rule.by_year_day:
        number = day.timetuple().tm_yday
        if number not in rule.by_year_day and number - 1 - _length(day.year, None) not in rule.by_year_day:
            return False
    return not rule.by_day or any(day.weekday() == wanted for wanted, _number in rule.by_day)


def _is_month_day(day: date, wanted: tuple[int, ...]) -> bool:
    return day.day in wanted or day.day - 1 - monthrange(day.year, day.month)[1] in wanted


def _by_step(rule: "Recurrence", start: datetime, since: datetime | None) -> Iterator[datetime]:
    """Rules finer than a day: step by step, with a leap over every day that is not let through."""
    unit = STEPS[rule.freq]
    step = unit * rule.interval
    at = start + max((since - start) // step, 0) * step if since is not None else start
    year_given = at.year
    while at.year - year_given <= GIVES_UP_AFTER and at.year < MAXYEAR:
        if not _day_let_through(rule, at.date()):
            at += -(-(datetime.combine(at.date() + ONE_DAY, time.min) - at) // step) * step
            continue
        for each in _picked(_of_step(rule, at), rule.by_set_pos):
            year_given = each.year
            yield each
        at += step


def _of_step(rule: "Recurrence", at: datetime) -> list[datetime]:
    if rule.by_hour and at.hour not in rule.by_hour:
        return []
    if rule.freq != "HOURLY" and rule.by_minute and at.minute not in rule.by_minute:
        return []
    if rule.freq == "SECONDLY":
        return [at] if not rule.by_second or at.second in rule.by_second else []
    minutes = (rule.by_minute or (at.minute,)) if rule.freq == "HOURLY" else (at.minute,)
    seconds = rule.by_second or (at.second,)
    return [at.replace(minute=minute, second=min(second, 59)) for minute in minutes for second in seconds]
