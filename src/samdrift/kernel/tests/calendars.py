"""The calendars of the worked cases, and made-up ones for the properties."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from samdrift.kernel.calendar_files import HolidayRule, window_from
from samdrift.kernel.calendars import Holiday, ServiceCalendar, Window, round_the_clock
from samdrift.kernel.clock import Spell
from samdrift.kernel.holiday_sets import expand_kept

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NEW_YEARS_EVES = {dt.date(year, 12, day): () for year in range(2020, 2036) for day in (24, 31)}
FIFTHS_OF_JUNE = {dt.date(year, 6, 5): (window_from("08:00-12:00"),) for year in range(2020, 2036)}


def weekly(timezone="Europe/Copenhagen", work="", weekend="", **more):
    """A calendar with the same windows Monday to Friday, others on Saturday and Sunday."""
    workday, free = (tuple(window_from(text) for text in windows.split()) for windows in (work, weekend))
    return ServiceCalendar(timezone, (workday,) * 5 + (free,) * 2, **more)


def public(country, subdivision=None):
    expanded = expand_kept(HolidayRule(country, subdivision))
    return {"holidays": expanded.holidays, "holidays_known": expanded.known}


DK_STD = weekly(
    work="08:00-16:00",
    days={
        day: windows
        for day, windows in {**NEW_YEARS_EVES, **FIFTHS_OF_JUNE}.items()
        if windows == () or day.weekday() < 5
    },
    **public("DK"),
)
NIGHT = weekly(work="22:00-30:00", weekend="22:00-30:00")
UK_STD = weekly("Europe/London", work="08:00-18:00", **public("GB", "ENG"))
ALWAYS = round_the_clock("Europe/Copenhagen")

ZONES = ("Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago")


def local(text, zone=COPENHAGEN):
    """A local time, "2025-05-02 15:30", as an aware datetime; the first pass where there are two."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def hours(number):
    return dt.timedelta(hours=number)


@st.composite
def windows(draw, step=60):
    """Up to three windows of a date that stand apart, on whole steps (seconds); the last may end after midnight."""
    edges = draw(st.lists(st.integers(0, 2 * 86_400 // step - 1), min_size=0, max_size=6, unique=True).map(sorted))
    pairs = [(edges[at] * step, edges[at + 1] * step) for at in range(0, len(edges) - 1, 2)]
    return tuple(Window(opens, closes) for opens, closes in pairs if opens < 86_400)


@st.composite
def calendars(draw, step=60):
    """Calendars with odd windows, holidays and special days about the clock changes of 2025."""
    dates = st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    week = draw(st.lists(windows(step), min_size=7, max_size=7).filter(any))
    return ServiceCalendar(
        timezone=draw(st.sampled_from(ZONES)),
        week=tuple(week),
        holidays=tuple(Holiday(day) for day in sorted(draw(st.sets(dates, max_size=20)))),
        days=draw(st.dictionaries(dates, windows(step), max_size=5)),
    )


CHANGES = [(2025, 3, 9), (2025, 3, 30), (2025, 4, 5), (2025, 9, 6), (2025, 10, 5), (2025, 10, 26), (2025, 11, 2)]


@st.composite
def moments(draw, whole=1_000_000, spread_days=6):
    """Moments of 2025 within some days of a clock change, on a whole number of microseconds."""
    near = dt.datetime(*draw(st.sampled_from(CHANGES)), tzinfo=dt.UTC)
    away = draw(st.integers(-spread_days * 86_400_000_000 // whole, spread_days * 86_400_000_000 // whole))
    return near + dt.timedelta(microseconds=away * whole)


@st.composite
def spells(draw, whole=1_000_000):
    start = draw(moments(whole))
    length = draw(st.integers(0, 4 * 86_400_000_000 // whole))
    return Spell(start, start + dt.timedelta(microseconds=length * whole))
