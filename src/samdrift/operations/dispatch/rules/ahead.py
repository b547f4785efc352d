"""Planned work spread over days ahead: each on a day of its window, neighbours together, no day too full.

Routes within a day are the solver's; here it is only said which day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# What is left of a day for ways, and for what comes in by itself.
FULL = 0.7


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be done on one of some days.

    Attributes:
        first, last: The days it may be done on, by their place among the days, both included.
    """

    key: int
    site: int
    minutes: int
    first: int
    last: int


def spread(jobs: Iterable[Job], minutes: Sequence[int]) -> dict[int, int]:
    """By job the place of its day; what fits on no day of its window is left out.

    What must be done first chooses first. It goes where somebody is at the site anyway, else to the day that is least
    full.

    Args:
        minutes: What the people of each day have.
    """
    room = [int(whole * FULL) for whole in minutes]
    taken = [0] * len(room)
    at: list[set[int]] = [set() for _day in room]
    found: dict[int, int] = {}
    for job in sorted(jobs, key=lambda job: (job.last, job.first, -job.minutes, job.key)):
        days = range(max(job.first, 0), min(job.last, len(room) - 1) + 1)
        fitting = [day for day in days if taken[day] + job.minutes <= room[day]]
        if not fitting:
            continue
        day = min(fitting, key=lambda day: (job.site not in at[day], taken[day] / room[day], day))
        found[job.key] = day
        taken[day] += job.minutes
        at[day].add(job.site)
    return found
