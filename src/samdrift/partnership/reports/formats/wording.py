"""Numbers, amounts and days as people write them in a language, by rules of our own.

No library's tables are asked: what they hold changes with their versions, and a frozen report must not.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

LANGUAGES = ("en", "da", "sv")
GROUPS = {"en": ",", "da": ".", "sv": "\u00a0"}
MARKS = {"en": ".", "da": ",", "sv": ","}
NOTHING = "–"
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "da": ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."),
    "sv": ("jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."),
}


def number(value: Decimal | int | str | None, language: str, digits: int = 0) -> str:
    """A number with so many decimals, rounded half up: 1,234.50 · 1.234,50 · 1 234,50. A dash for none."""
    if value is None:
        return NOTHING
    exact = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    written = f"{abs(exact):,.{digits}f}".replace(",", "\0").replace(".", MARKS[language])
    return ("−" if exact < 0 else "") + written.replace("\0", GROUPS[language])


def numbers(value: Decimal | int) -> dict[str, str]:
    """A number in each language, with the decimals it has."""
    exact = Decimal(value)
    plain = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
    digits = max(0, -int(plain.as_tuple().exponent))
    return {language: number(plain, language, digits) for language in LANGUAGES}


def months(value: date) -> dict[str, str]:
    """A month and its year in each language."""
    return {language: month(value.isoformat(), language) for language in LANGUAGES}


def days(value: date) -> dict[str, str]:
    """A day in each language."""
    return {language: day(value, language) for language in LANGUAGES}


def money(minor: int | None, language: str, *, whole: bool = False) -> str:
    """Hundredths as an amount, without its currency."""
    return NOTHING if minor is None else number(Decimal(minor) / 100, language, 0 if whole else 2)


def share(value: Decimal | str | None, language: str, digits: int = 2) -> str:
    """Per cent."""
    return NOTHING if value is None else f"{number(value, language, digits)}\u00a0%"


def minutes(value: Decimal | str | int | None, language: str) -> str:
    """Minutes as hours and minutes."""
    if value is None:
        return NOTHING
    hours, rest = divmod(int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP)), 60)
    hour = {"en": "h", "da": "t", "sv": "tim"}[language]
    return f"{number(hours, language)}\u00a0{hour} {rest}\u00a0min" if hours else f"{rest}\u00a0min"


def day(value: str | date | None, language: str) -> str:
    """A day: 16 Apr 2025."""
    if not value:
        return NOTHING
    read = date.fromisoformat(value) if isinstance(value, str) else value
    dot = "." if language == "da" else ""
    return f"{read.day}{dot} {MONTHS[language][read.month - 1]} {read.year}"


def moment(value: str, zone: str, language: str) -> str:
    """A moment on the wall clock of a zone: 16 Apr 2025 08:00."""
    here = datetime.fromisoformat(value).astimezone(ZoneInfo(zone))
    return f"{day(here.date(), language)} {here:%H:%M}"


def month(value: str, language: str) -> str:
    """A month: Apr 2025."""
    read = date.fromisoformat(value)
    return f"{MONTHS[language][read.month - 1]} {read.year}"
