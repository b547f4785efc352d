"""What a value looks like in a file: whole columns at once, because a million rows are written one after another."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from samdrift.foundation.datasets.registry import Column, Things
from samdrift.foundation.scope import Scope

# A cell beginning so is run as a formula by spreadsheets, whoever wrote it (CWE-1236).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FIRST = frozenset(DANGEROUS)
# Names that are kept while a file is written: as many things as rows would take as much memory as the rows.
MOST_NAMES = 20_000
Write = Callable[[Sequence[Any]], list[Any]]


def harmless(value: Any) -> Any:
    """The value as a cell may hold it: moments on the reader's wall clock, texts never formulas."""
    if isinstance(value, datetime):
        return value.astimezone(get_current_timezone()).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return "" if value is None else value


def writer_for(column: Column, scope: Scope, zone: ZoneInfo) -> Write:
    """How a column is written for people: in their language, on their clock, as text that is no formula.

    It takes values as the database's driver gives them, and is called for thousands of them at once.
    """
    if column.things is not None:
        return _names(column.things, scope)
    if column.words is not None:
        known = {key: _text(str(word)) for key, word in column.words.items()} | {None: ""}
        return lambda values: [known[v] if v in known else _text(str(v)) for v in values]
    match column.kind:
        case "moment":
            return _clock(zone)
        case "yesno":
            yes, no = _("yes"), _("no")
            return lambda values: ["" if v is None else yes if v else no for v in values]
        case "money":
            return lambda values: ["" if v is None else _hundredths(v) for v in values]
        case "number" | "minutes" | "share":
            return lambda values: ["" if v is None else v for v in values]
        case "day":
            return lambda values: ["" if v is None else str(v)[:10] for v in values]
    return lambda values: ["" if v is None else _text(v) for v in values]


def _text(value: Any) -> str:
    text = value if type(value) is str else str(value)
    return f"'{text}" if text and text[0] in _FIRST else text


def _hundredths(minor: Any) -> str:
    whole = int(minor)
    return f"{'-' if whole < 0 else ''}{abs(whole) // 100}.{abs(whole) % 100:02d}"


def _names(things: Things, scope: Scope) -> Write:
    """Names of things, each asked for once in the whole file where they are few."""
    known: dict[Any, str] = {None: ""}

    def write(values: Sequence[Any]) -> list[Any]:
        if len(known) > MOST_NAMES:
            known.clear()
            known[None] = ""
        if missing := {v for v in values if v not in known}:
            found = things.named(scope, missing)
            known.update({key: _text(found[key][1]) if key in found else "" for key in missing})
        return [known[v] for v in values]

    return write


def _clock(zone: ZoneInfo) -> Write:
    """Moments on a zone's wall clock: the offset is looked up once for each hour there is."""
    hours: dict[str, str] = {}

    def hour_of(hour: str) -> str:
        local = datetime.fromisoformat(f"{hour}:00:00").replace(tzinfo=UTC).astimezone(zone)
        # An offset that is no whole number of hours changes the minutes as well.
        hours[hour] = local.strftime("%Y-%m-%d %H") if local.minute == 0 else ""
        return hours[hour]

    def one(value: Any) -> str:
        if value is None:
            return ""
        text = _utc(value)
        hour = hours.get(text[:13])
        if hour is None:
            hour = hour_of(text[:13])
        if hour:
            return hour + text[13:16]
        return str(datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(zone).isoformat(sep=" "))[:16]

    return lambda values: [one(v) for v in values]


# --- for machines: the value itself, in UTC, with codes instead of words ---------------------------------------------
MACHINE_TYPES: Mapping[str, str] = {
    "number": "DOUBLE", "minutes": "DOUBLE", "share": "DOUBLE", "money": "BIGINT", "moment": "TIMESTAMP",
    "day": "DATE", "yesno": "BOOLEAN",
}  # fmt: skip
NOTHING = "\\N"


def machine_columns(column: Column) -> list[tuple[str, str]]:
    """The columns a file for machines has for this one, as (name, type): things have a code and a name."""
    if column.things is not None:
        return [(column.code, "VARCHAR"), (f"{column.code}_name", "VARCHAR")]
    name = f"{column.code}_minor" if column.kind == "money" else column.code
    return [(name, MACHINE_TYPES.get(column.kind, "VARCHAR"))]


def machine_writers(column: Column, scope: Scope) -> list[Write]:
    """How a column is written for machines: one for each of `machine_columns`."""
    if column.things is not None:
        return _machine_names(column.things, scope)
    match column.kind:
        case "moment":
            return [lambda values: [NOTHING if v is None else _utc(v) for v in values]]
        case "yesno":
            return [lambda values: [NOTHING if v is None else "true" if v else "false" for v in values]]
        case "money":
            return [lambda values: [NOTHING if v is None else int(v) for v in values]]
    return [lambda values: [NOTHING if v is None else v for v in values]]


def _utc(value: Any) -> str:
    """A moment as text in UTC; a driver gives a text, a moment without a zone, which is UTC, or one with its zone."""
    if type(value) is str:
        return value
    if value.tzinfo is not None and value.utcoffset():
        value = value.astimezone(UTC)
    text: str = value.isoformat(sep=" ")
    return text if value.tzinfo is None else text[: text.rindex("+")]


def _machine_names(things: Things, scope: Scope) -> list[Write]:
    known: dict[Any, tuple[str, str]] = {None: (NOTHING, NOTHING)}

    def learn(values: Sequence[Any]) -> None:
        if len(known) > MOST_NAMES and not known.keys() >= set(values):
            known.clear()
            known[None] = (NOTHING, NOTHING)
        if missing := {v for v in values if v not in known}:
            found = things.named(scope, missing)
            known.update({key: found.get(key, (NOTHING, NOTHING)) for key in missing})

    def codes(values: Sequence[Any]) -> list[Any]:
        learn(values)
        return [known[v][0] for v in values]

    return [codes, lambda values: [known[v][1] for v in values]]


def value_of(column: Column, value: Any, names: Mapping[Any, tuple[str, str]]) -> Any:
    """A value as the API tells it: codes of things and of states, moments in UTC, decimals as text."""
    if value is not None and column.things is not None:
        code, name = names.get(value, ("", ""))
        return code or name
    return plain_value(value)


def plain_value(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, bool | int | float | str) else str(value)
