"""Numbers, days and yes or no as people write them in tables."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "sand", "sant", "sandt"})
NO = frozenset({"no", "n", "false", "0", "nej", "falsk", "falskt", "-"})
DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DECIMAL_COMMA = re.compile(r",(?:\d{1,2}|\d{4,})$")
THOUSANDS_COMMA = re.compile(r"-?\d{1,3}(?:,\d{3})+")
SPACES = re.compile(r"[\s  ']")


def uses_decimal_comma(values: Iterable[str], separator: str) -> bool:
    """Whether a column writes 12,5 for twelve and a half.

    One value that can only be a decimal comma decides; a file separated by semicolons is from a country that
    writes decimal commas, unless a value shows a point with other than three digits behind it.
    """
    points = False
    for value in values:
        plain = SPACES.sub("", value)
        if DECIMAL_COMMA.search(plain) and plain.rfind(",") > plain.rfind("."):
            return True
        points = points or ("." in plain and not re.search(r"\.\d{3}$", plain))
    return separator == ";" and not points


def number(value: str, *, decimal_comma: bool) -> Decimal | None:
    """A number, or None for what is none."""
    plain = re.sub(r"(?:m2|m²|kvm|kr\.?|dkk|sek|£)$", "", SPACES.sub("", value).casefold())
    if decimal_comma:
        plain = plain.replace(".", "").replace(",", ".")
    elif "." in plain or THOUSANDS_COMMA.fullmatch(plain):
        plain = plain.replace(",", "")
    else:
        plain = plain.replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** 15 else None


def day(value: str) -> date | None:
    """A day written 2025-03-31 or, as in all three countries, day first: 31-03-2025, 31.3.2025, 31/3/2025."""
    found = YEAR_FIRST.match(value)
    parts = found.groups() if found else None
    if parts is None:
        found = DAY_FIRST.match(value)
        parts = tuple(reversed(found.groups())) if found else None
    if parts is None:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


CLOCK = re.compile(r"[T ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?$")


def moment(value: str) -> datetime | None:
    """A day and a time: ISO with or without its offset from UTC, or a day as above with 14:05 behind it.

    Without an offset it stays a time of the place the table is from; a day alone is its first minute.
    """
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        pass
    found = CLOCK.search(value)
    on = day(value[: found.start()] if found else value)
    if on is None:
        return None
    try:
        hour, minute, second = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        at = time(hour, minute, second)
    except ValueError:
        return None
    return datetime.combine(on, at)


def yes_no(value: str) -> bool | None:
    """Yes or no, or None for anything else."""
    plain = value.casefold()
    return True if plain in YES else False if plain in NO else None


# A cell beginning so is run as a formula by spreadsheets, whoever wrote it (CWE-1236).
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text, made unable to be a formula: a name such as =HYPERLINK(…) must stay a name."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def as_meant(text: str) -> str:
    """A cell as it was before it was made harmless, so that a table that was taken along comes back as it is."""
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS_A_FORMULA) else text
