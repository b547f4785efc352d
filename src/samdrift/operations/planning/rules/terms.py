"""What a plan says: when, how long before and after, and what is to be done. A value that versions keep."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

CALENDAR, FLOATING, METER, CONDITION, SEASON, EVENT = "calendar", "floating", "meter", "condition", "season", "event"
TRIGGERS = (CALENDAR, FLOATING, METER, CONDITION, SEASON, EVENT)
DATED = frozenset({CALENDAR, FLOATING, SEASON})
"""Triggers whose days are known ahead; the others wait for a reading or for something to happen."""
HOLIDAYS = ("keep", "skip", "next", "previous")
UNITS = ("days", "weeks", "months", "years")
MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a plan.

    Attributes:
        trigger: calendar (by the rule, from the anchor), floating (so long after it was last done), meter, condition,
            season or event.
        rule: An RRULE for a calendar plan.
        anchor: The first day; for a floating plan the day it is first due.
        at: Local time of day at which it begins, "07:00"; "" for any time of the day.
        every, unit: The interval of a floating plan; of a meter plan, `every` units of `meter`.
        condition_from: The condition (1 good … 5 bad) from which on a condition plan asks for work.
        season_from, season_to: "10-01" and "04-30": a season plan comes once at its beginning, others only within it.
        holidays: What becomes of a day nobody works: keep, skip, or move to the next or previous working day.
        within_days: For a meter, condition or event plan, days to do it in.
        lead_days: So many days before the due day the order is given out.
        before_days, after_days: The tolerance: from so many days before to so many after the due day it is on time.
        stops_asset: A statutory test that is overdue takes the asset out of service.
    """

    trigger: str = CALENDAR
    rule: str = ""
    anchor: date
    until: date | None = None
    at: str = ""
    every: int = 1
    unit: str = "months"
    meter: str = ""
    condition_from: int = 4
    event: str = ""
    season_from: str = ""
    season_to: str = ""
    holidays: str = "next"
    added: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()
    within_days: int = 14
    lead_days: int = 14
    before_days: int = 7
    after_days: int = 7
    statutory: bool = False
    stops_asset: bool = False
    competent_body: str = ""
    document: str = ""
    skill: str = ""
    checklist: str = ""
    evidence: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    hours: Decimal = Decimal(0)
    cost_minor: int = 0

    def as_kept(self) -> dict[str, Any]:
        """The terms as JSON keeps them."""
        return {name: _kept(value) for name, value in asdict(self).items()}


def _kept(value: Any) -> Any:
    if isinstance(value, date | Decimal):
        return str(value)
    return [_kept(each) for each in value] if isinstance(value, tuple) else value


def terms_from(kept: Mapping[str, Any]) -> Terms:
    """The terms that JSON kept; what a later version of the house does not know is left out."""
    known = {field.name for field in fields(Terms)}
    values: dict[str, Any] = {name: value for name, value in kept.items() if name in known}
    for name in ("added", "removed"):
        values[name] = tuple(date.fromisoformat(day) for day in values.get(name, ()))
    for name in ("evidence", "tasks"):
        values[name] = tuple(values.get(name, ()))
    values["anchor"] = date.fromisoformat(values["anchor"])
    values["until"] = date.fromisoformat(values["until"]) if values.get("until") else None
    values["hours"] = Decimal(values.get("hours", 0))
    return Terms(**values)
