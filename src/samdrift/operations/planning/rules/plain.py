"""Recurrences as people say them: every so many days, weeks, months or years, and on which day of them."""

from dataclasses import dataclass
from datetime import date

from samdrift.kernel.recurrence import WEEKDAYS, Recurrence, RecurrenceProblem, recurrence_from

SAME, LAST_DAY, FIRST_WEEKDAY, LAST_WEEKDAY, NTH = "same", "last_day", "first_weekday", "last_weekday", "nth"
ON = (SAME, LAST_DAY, FIRST_WEEKDAY, LAST_WEEKDAY, NTH)
MONDAY_TO_FRIDAY = tuple((day, 0) for day in range(5))
FREQUENCY = {"days": "DAILY", "weeks": "WEEKLY", "months": "MONTHLY", "years": "YEARLY"}


@dataclass(frozen=True, slots=True)
class Plain:
    """A recurrence in plain parts.

    Attributes:
        weekdays: Of a weekly one, 0 is Monday; none: that of the first day.
        on: Of a monthly one: the same day as the first, its last day, first or last weekday, or nth: the same place
            of the same weekday (the second Tuesday).
    """

    every: int = 1
    unit: str = "months"
    weekdays: tuple[int, ...] = ()
    on: str = SAME


def rule_of(plain: Plain, anchor: date) -> str:
    """The RRULE of a plain recurrence."""
    parts = [f"FREQ={FREQUENCY[plain.unit]}"]
    if plain.every != 1:
        parts.append(f"INTERVAL={plain.every}")
    if plain.unit == "weeks" and plain.weekdays:
        parts.append("BYDAY=" + ",".join(WEEKDAYS[day] for day in plain.weekdays))
    if plain.unit == "months":
        nth = f"BYDAY={place_in_month(anchor)}{WEEKDAYS[anchor.weekday()]}"
        weekdays = "BYDAY=MO,TU,WE,TH,FR;BYSETPOS="
        own = {
            LAST_DAY: "BYMONTHDAY=-1", FIRST_WEEKDAY: f"{weekdays}1", LAST_WEEKDAY: f"{weekdays}-1", NTH: nth,
        }.get(plain.on)  # fmt: skip
        parts += [own] if own else []
    return ";".join(parts)


def place_in_month(day: date) -> int:
    """Which of its weekday a day is in its month, 1 to 4; the fifth is the last, -1, or it would skip months."""
    return (day.day - 1) // 7 + 1 if day.day <= 28 else -1


def plain_of(rule: str, anchor: date) -> Plain | None:
    """A rule in plain parts, or None when it says more than they can."""
    try:
        read = recurrence_from(rule)
    except RecurrenceProblem:
        return None
    unit = next((unit for unit, freq in FREQUENCY.items() if freq == read.freq), "")
    if not unit:
        return None
    plain = Plain(read.interval, unit, _weekdays(read), _on(read))
    return plain if str(recurrence_from(rule_of(plain, anchor))) == str(read) else None


def _weekdays(read: Recurrence) -> tuple[int, ...]:
    return tuple(day for day, _number in read.by_day) if read.freq == "WEEKLY" else ()


def _on(read: Recurrence) -> str:
    if read.by_month_day == (-1,):
        return LAST_DAY
    if read.by_day == MONDAY_TO_FRIDAY and read.by_set_pos in ((1,), (-1,)):
        return FIRST_WEEKDAY if read.by_set_pos == (1,) else LAST_WEEKDAY
    return NTH if read.by_day and read.freq == "MONTHLY" else SAME
