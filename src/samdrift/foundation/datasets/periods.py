"""Periods that move with the day: "last month" asked in March means February, asked in April means March."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

Stretch = tuple[date, date]  # the first day, and the first day no longer in it
PAST = "past"  # until this very moment; of a day, until yesterday: the one period that ends within a day
LONG_AGO = date(1900, 1, 1)
_DAYS = re.compile(r"(last|next)_([1-9][0-9]{0,3})_(days|months)")


def first_of_month(day: date, months: int = 0) -> date:
    """The first day of the month that lies so many months from the one `day` is in."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _week(day: date, weeks: int) -> Stretch:
    first = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return first, first + timedelta(weeks=1)


def _months(day: date, length: int, back: int) -> Stretch:
    first = first_of_month(date(day.year, (day.month - 1) // length * length + 1, 1), back * length)
    return first, first_of_month(first, length)


NAMED: dict[str, tuple[Any, Callable[[date], Stretch]]] = {
    "today": (gettext_lazy("Today"), lambda day: (day, day + timedelta(days=1))),
    "yesterday": (gettext_lazy("Yesterday"), lambda day: (day - timedelta(days=1), day)),
    "this_week": (gettext_lazy("This week"), lambda day: _week(day, 0)),
    "last_week": (gettext_lazy("Last week"), lambda day: _week(day, -1)),
    "this_month": (gettext_lazy("This month"), lambda day: _months(day, 1, 0)),
    "last_month": (gettext_lazy("Last month"), lambda day: _months(day, 1, -1)),
    "this_quarter": (gettext_lazy("This quarter"), lambda day: _months(day, 3, 0)),
    "last_quarter": (gettext_lazy("Last quarter"), lambda day: _months(day, 3, -1)),
    "this_year": (gettext_lazy("This year"), lambda day: _months(day, 12, 0)),
    "last_year": (gettext_lazy("Last year"), lambda day: _months(day, 12, -1)),
    "last_7_days": (gettext_lazy("The last 7 days"), lambda day: _days(day, -7)),
    "last_30_days": (gettext_lazy("The last 30 days"), lambda day: _days(day, -30)),
    "last_12_months": (gettext_lazy("The last 12 months"), lambda day: _whole_months(day, -12)),
    "next_7_days": (gettext_lazy("The next 7 days"), lambda day: _days(day, 7)),
    "next_30_days": (gettext_lazy("The next 30 days"), lambda day: _days(day, 30)),
    PAST: (gettext_lazy("Before now"), lambda day: (LONG_AGO, day + timedelta(days=1))),
}


def _days(day: date, count: int) -> Stretch:
    """So many days ending with today, or beginning with today."""
    if count < 0:
        return day + timedelta(days=count + 1), day + timedelta(days=1)
    return day, day + timedelta(days=count)


def _whole_months(day: date, count: int) -> Stretch:
    """So many whole months: those before this one, or those after it."""
    if count < 0:
        return first_of_month(day, count), first_of_month(day)
    return first_of_month(day, 1), first_of_month(day, count + 1)


def period(code: str, today: date) -> Stretch | None:
    """The days a period means today: the first one, and the first one after it; None for no period of ours."""
    if code in NAMED:
        return NAMED[code][1](today)
    found = _DAYS.fullmatch(code)
    if not found:
        return None
    count = int(found[2]) * (-1 if found[1] == "last" else 1)
    try:
        return (_days if found[3] == "days" else _whole_months)(today, count)
    except (ValueError, OverflowError):
        return None


def period_words(code: str) -> str:
    """What a period is called in the active language."""
    if code in NAMED:
        return str(NAMED[code][0])
    found = _DAYS.fullmatch(code)
    if not found:
        return code
    count = int(found[2])
    if found[3] == "days":
        return (
            ngettext("The last %(count)s day", "The last %(count)s days", count)
            if found[1] == "last"
            else ngettext("The next %(count)s day", "The next %(count)s days", count)
        ) % {"count": count}
    return (_("The last %(count)s months") if found[1] == "last" else _("The next %(count)s months")) % {"count": count}
