"""Dates, ages, numbers and quantities as a person reads them, in their language and time zone.

Every function reads the language from Django's active translation and the time zone from Django's current one; the
request's middleware sets both. Values come in UTC (moments), metres squared, minutes or minor units.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from samdrift.foundation.clock import now as clock_now
from samdrift.foundation.fields import in_language

LOCALES = {"en": "en_GB", "da": "da_DK", "sv": "sv_SE"}
ORDINAL = frozenset({"da_DK"})  # a day of the month is an ordinal there: 22. nov.


def locale() -> str:
    """The Babel locale of the active language."""
    return LOCALES.get((get_language() or "en")[:2], "en_GB")


def local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """The moment on the wall clock of `zone`, or of the reader."""
    if moment.tzinfo is None:
        raise ValueError(f"A moment needs a time zone to be shown: {moment.isoformat()}")
    return moment.astimezone(zone or get_current_timezone())


# Babel reads a pattern anew each time it formats; a page shows the same few days and numbers over and over.
@lru_cache(maxsize=8192, typed=True)
def _number(value: int | float | Decimal, pattern: str | None, named: str) -> str:
    return str(format_decimal(value, format=pattern, locale=named))


@lru_cache(maxsize=8192, typed=True)
def _percent(value: float | Decimal, pattern: str, named: str) -> str:
    return str(format_percent(value, format=pattern, locale=named))


@lru_cache(maxsize=8192)
def _money(minor: int, currency: str, named: str) -> str:
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, format="¤¤ #,##0.00", locale=named))


@lru_cache(maxsize=8192)
def _whole_money(minor: int, currency: str, named: str) -> str:
    amount = Decimal(minor).scaleb(-get_currency_precision(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return str(format_currency(amount, currency, format="¤¤ #,##0", currency_digits=False, locale=named))


@lru_cache(maxsize=1024)
def _month(year: int, month: int, named: str) -> str:
    return str(format_skeleton("yMMMM", date(year, month, 1), locale=named))


@lru_cache(maxsize=64)
def _short_month(month: int, named: str) -> str:
    return str(format_date(date(2001, month, 1), "LLL", locale=named)).rstrip(".")


@lru_cache(maxsize=8192)
def _day(day: date, pattern: str, named: str) -> str:
    return str(format_date(day, pattern.replace("d ", "d. ") if named in ORDINAL else pattern, named))


def _day_of(value: date | datetime, zone: tzinfo | None) -> date:
    return local(value, zone).date() if isinstance(value, datetime) else value


def show_date(value: date | datetime, zone: tzinfo | None = None) -> str:
    """A day: 22 Nov 2026."""
    return _day(_day_of(value, zone), "d MMM y", locale())


def show_weekday(value: date | datetime, zone: tzinfo | None = None) -> str:
    """A day with its weekday and no year: Sun 22 Nov."""
    return _day(_day_of(value, zone), "EEE d MMM", locale())


def short_weekday(day: date) -> str:
    """A day in the least room: Sun 22."""
    return _day(day, "EEE d", locale())


def show_time(value: datetime, zone: tzinfo | None = None) -> str:
    """A time of day: 14:05, in all our languages."""
    here = local(value, zone)
    return f"{here.hour:02}:{here.minute:02}"


def show_datetime(value: datetime, zone: tzinfo | None = None) -> str:
    """A full moment: Sun 22 Nov 2026 14:05."""
    here = local(value, zone)
    return f"{_day(here.date(), 'EEE d MMM y', locale())} {here.hour:02}:{here.minute:02}"


def show_month(value: date | datetime) -> str:
    """A month: November 2026."""
    return _month(value.year, value.month, locale())


def short(value: datetime, zone: tzinfo | None = None, now: datetime | None = None) -> str:
    """As short as stays clear: 14:05 today, Fri 20 Nov 14:05 within half a year, 3 Jan 2025 beyond."""
    here, today = local(value, zone), local(now or clock_now(), zone)
    clock = f"{here.hour:02}:{here.minute:02}"
    if here.date() == today.date():
        return clock
    if abs(here - today) > timedelta(days=183):
        return _day(here.date(), "d MMM y", locale())
    return f"{_day(here.date(), 'EEE d MMM', locale())} {clock}"


def time_tag(text: str, value: datetime, zone: tzinfo | None = None) -> Markup:
    """The text as <time>, the full moment on hover and for machines."""
    machine = value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup(f'<time datetime="{machine}" title="{show_datetime(value, zone)}">{escape(text)}</time>')  # noqa: S704


def when(value: datetime, zone: tzinfo | None = None, now: datetime | None = None) -> Markup:
    """A moment as <time>, short, with the full moment on hover."""
    return time_tag(short(value, zone, now), value, zone)


def minutes(value: int | float) -> str:
    """A length of time: 2 h 30 min; 45 min; 26 h. Hours are not turned into days: working days differ in length."""
    whole = round(value)
    hours, rest = divmod(abs(whole), 60)
    sign = "−" if whole < 0 else ""
    if not hours:
        return sign + _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return sign + _("%(hours)d h") % {"hours": hours}
    return sign + _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def span(value: timedelta) -> str:
    """How long, in the one or two units that matter: 20 min, 3 h 5 min, 2 days, 5 weeks."""
    total = int(abs(value).total_seconds() // 60)
    if total < 1440:
        return minutes(total)
    days = total // 1440
    if days < 14:
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if days < 61:
        weeks = days // 7
        return ngettext("%(weeks)d week", "%(weeks)d weeks", weeks) % {"weeks": weeks}
    if days < 730:
        months = days // 30
        return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}
    years = days // 365
    return ngettext("%(years)d year", "%(years)d years", years) % {"years": years}


def age(value: datetime, now: datetime | None = None) -> str:
    """How long ago, or how long until: 20 min ago, in 3 h 5 min, just now."""
    gap = (now or clock_now()) - value
    if abs(gap) < timedelta(minutes=1):
        return _("just now")
    if gap > timedelta(0):
        return _("%(span)s ago") % {"span": span(gap)}
    return _("in %(span)s") % {"span": span(gap)}


def ago(value: datetime, now: datetime | None = None) -> Markup:
    """The age as <time>, the full moment on hover."""
    return time_tag(age(value, now), value)


def number(value: int | float | Decimal, digits: int | None = None) -> str:
    """A number with the language's separators; `digits` fixes the decimals."""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return _number(value, pattern, locale())


def exact(value: int | Decimal) -> str:
    """A number in full, without noughts beyond hundredths: 1,204.00, 167.6731."""
    return _number(value, "#,##0.00##", locale())


def m2(value: float | Decimal) -> str:
    """An area in square metres, one decimal below 1,000: 12.5 m², 400,000 m²."""
    area = Decimal(value)
    return f"{number(area, 0 if abs(area) >= 1000 or area == int(area) else 1)} m²"


def percent(value: float | Decimal, digits: int = 0) -> str:
    """A share of one as per cent: 0.934 → 93%, and 93 % in Danish and Swedish."""
    here = locale()
    sign = "%" if here == "en_GB" else "\u00a0%"
    return _percent(value, "#,##0" + ("." + "0" * digits if digits else "") + sign, here)


def money(minor: int, currency: str) -> str:
    """An amount kept in whole minor units: 125050, DKK → DKK 1,250.50."""
    return _money(minor, currency, locale())


def whole_money(minor: int, currency: str) -> str:
    """An amount in whole units, for headlines where hundredths only get in the way: 125050, DKK → DKK 1,251."""
    return _whole_money(minor, currency, locale())


def initials(name: str) -> str:
    """The one or two letters that stand for a person in a round picture."""
    parts = [part for part in str(name).split() if part[0].isalpha()]
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper() if parts else "?"


def country(letters: str) -> str:
    """A country by its two ISO letters, named in the reader's language."""
    return str(Locale.parse(locale()).territories.get(letters, letters))


def words(text: dict[str, str] | None) -> str:
    """A text somebody wrote in three languages, in the reader's."""
    return in_language(text, (get_language() or "en")[:2])


def short_month(day: date) -> str:
    """A month's short name, for the foot of a chart."""
    return _short_month(day.month, locale())


FILTERS = {
    "short_month": short_month,
    "words": words,
    "date": show_date,
    "weekday": show_weekday,
    "time": show_time,
    "datetime": show_datetime,
    "month": show_month,
    "when": when,
    "age": age,
    "ago": ago,
    "span": span,
    "minutes": minutes,
    "number": number,
    "exact": exact,
    "m2": m2,
    "percent": percent,
    "money": money,
    "whole_money": whole_money,
    "initials": initials,
    "country": country,
}
