"""Which year of money a page shows: the one that runs, as soon as anything is planned or booked of it."""

from collections.abc import Iterable


def usual_year(known: Iterable[int], running: int, *, planned: bool) -> int:
    """The year a page shows when none is asked for.

    The year that runs, where a budget stands for it or something of it is booked; else the last one anything is known
    of. A finished year is not what somebody who asks "are we under control?" means while the next one has its budget.

    Args:
        known: The years of which some cost is booked.
        running: The year of today.
        planned: Whether there is a budget of the running year.

    >>> usual_year([2024, 2025], 2026, planned=True), usual_year([2024, 2025], 2026, planned=False)
    (2026, 2025)
    """
    booked = [year for year in known if year <= running]
    return running if planned or not booked else max(booked)


def known_by(known: Iterable[int], year: int) -> int:
    """The last year up to `year` of which some cost is booked; `year` itself where there is none.

    In the first weeks of a year nothing of it is booked: what was saved is then told of the year before.

    >>> known_by([2024, 2025], 2026), known_by([2025], 2025), known_by([], 2026)
    (2025, 2025, 2026)
    """
    return max((one for one in known if one <= year), default=year)
