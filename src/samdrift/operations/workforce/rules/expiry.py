"""When a skill, a qualification or a clearance runs out, and who is told before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SKILL, QUALIFICATION, CLEARANCE = "skill", "qualification", "clearance"
KINDS = (SKILL, QUALIFICATION, CLEARANCE)
STAGES = (90, 30, 7, 0)
"""Days before the first day without it on which people are told (N-44, N-45); 0 is that day."""


def days_left(valid_to: date, today: date) -> int:
    """Days until it no longer holds; on its last day 1, on the first day without it 0."""
    return (valid_to - today).days + 1


def stage_reached(valid_to: date | None, today: date, told: int | None) -> int | None:
    """The stage to tell of today, or None: the latest one reached, unless it or a later one was told.

    Args:
        told: The stage told last.
    """
    if valid_to is None:
        return None
    left = days_left(valid_to, today)
    reached = [stage for stage in STAGES if left <= stage]
    if not reached or (told is not None and reached[-1] >= told):
        return None
    return reached[-1]


def told_already(valid_to: date | None, today: date) -> int | None:
    """The stage that is old news when something is written down with this last day: none is told of what long ended."""
    return 0 if valid_to is not None and days_left(valid_to, today) <= 0 else None


@dataclass(frozen=True, slots=True)
class Held:
    """Something somebody has, from a day to its last day; without sites it holds everywhere."""

    code: str
    valid_from: date
    valid_to: date | None
    sites: tuple[int, ...] = ()
    escort: bool = False

    def holds(self, day: date, site: int | None = None) -> bool:
        """Whether it holds on a day, at a site; where the site does not matter None."""
        on_time = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return on_time and (not self.sites or site is None or site in self.sites)


def missing(held: Iterable[Held], wanted: Iterable[str], days: Iterable[date], site: int | None = None) -> list[str]:
    """What of the wanted somebody has not on every one of the days: the planned one and the actual one."""
    have, when = list(held), list(days)
    return [
        code for code in dict.fromkeys(wanted)
        if not all(any(one.code == code and one.holds(day, site) for one in have) for day in when)
    ]  # fmt: skip


def overlap(first: tuple[date, date], second: tuple[date, date]) -> bool:
    """Whether two spells of whole days share one."""
    return first[0] <= second[1] and second[0] <= first[1]


def stage_day(valid_to: date, stage: int) -> date:
    """The day a stage is reached."""
    return valid_to + timedelta(days=1 - stage)
