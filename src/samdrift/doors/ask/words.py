"""Values of an answer as people read them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from samdrift.doors.pages import formats
from samdrift.foundation.datasets.public import TIMES, Column, Group, Grouped


def shown(column: Column, value: Any, names: Mapping[Any, tuple[str, str]], currency: str) -> Any:
    """A value of a row in a table."""
    if value is None or value == "":
        return ""
    if column.things is not None:
        return names[value][1] if value in names else ""
    if column.words is not None:
        return str(column.words.get(value, value))
    match column.kind:
        case "moment":
            return formats.when(value)
        case "day":
            return formats.show_date(value)
        case "yesno":
            return _("yes") if value else _("no")
    return measured(column, value, currency) if column.can_measure else value


def measured(column: Column | None, value: Any, currency: str) -> str:
    """A number as its kind is written."""
    if value is None:
        return ""
    if column is None:
        return formats.number(value)
    match column.kind:
        case "money":
            return formats.money(int(Decimal(value).to_integral_value()), currency)
        case "minutes":
            return formats.minutes(float(value))
        case "share":
            return formats.percent(value, 1)
    number = Decimal(str(value))
    return formats.number(number, 0 if number == number.to_integral_value() else 2)


def key_word(group: Group, key: Any, names: Mapping[Any, tuple[str, str]]) -> str:
    """What a key of a group is called."""
    if key is None:
        return _("(none)")
    if group.column.kind in TIMES:
        return time_word(key, group.step)
    return names[key][1] if key in names else str(key)


def time_word(day: date, step: str) -> str:
    """A day, week, month, quarter or year by its first day."""
    match step:
        case "year":
            return str(day.year)
        case "quarter":
            return _("%(year)s, quarter %(number)s") % {"year": day.year, "number": (day.month + 2) // 3}
        case "month":
            return formats.show_month(day)
        case "week":
            return _("%(year)s, week %(number)s") % {"year": day.isocalendar().year, "number": day.isocalendar().week}
    return formats.show_date(day)


STEPS = {
    "day": lambda: _("by day"), "week": lambda: _("by week"), "month": lambda: _("by month"),
    "quarter": lambda: _("by quarter"), "year": lambda: _("by year"),
}  # fmt: skip


def group_word(column: Column, step: str) -> str:
    """What rows are counted by."""
    if step in STEPS and column.kind in TIMES:
        return f"{column.name}, {STEPS[step]()}"
    roll = next((roll for roll in column.rolls if roll.code == step), None)
    return str(roll.name) if roll else str(column.name)


def measure_word(answer: Grouped) -> str:
    """What is told of each group."""
    if answer.measured is None:
        return _("Number of rows")
    words = {
        "sum": _("%(column)s: sum"), "mean": _("%(column)s: mean"), "min": _("%(column)s: smallest"),
        "max": _("%(column)s: largest"),
    }  # fmt: skip
    return words[answer.measure] % {"column": answer.measured.name}
