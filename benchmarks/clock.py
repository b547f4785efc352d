"""The promise kernel: open time of many pairs at once, due times of many, and one call at a time.

Pairs lie in three years of Danish hours with a lunch break, public holidays, half of 5 June and both clock changes; a
tenth of them are paused, a tenth of those twice. Pauses come sorted by owner, as a query gives them.
"""

import time
import timeit
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from samdrift.kernel import opening
from samdrift.kernel.calendar_files import HolidayRule, window_from
from samdrift.kernel.calendars import ServiceCalendar
from samdrift.kernel.clock import Spell, due_at, open_time
from samdrift.kernel.clock_many import Pauses, due_at_many, open_time_many
from samdrift.kernel.holiday_sets import expand_kept
from samdrift.kernel.targets import CalendarDays, WorkingDays, WorkingTime

DAY = 86_400_000_000
CALLS = 20_000


def run(size: int = 1_000_000, repeats: int = 9) -> dict[str, float]:
    """Nanoseconds a pair, the best of `repeats`, and microseconds a scalar call."""
    calendar = danish()
    starts, ends, pauses = pairs(size)
    cold = timed(lambda: open_time_many(starts, ends, calendar, pauses))
    warm = min(timed(lambda: open_time_many(starts, ends, calendar, pauses)) for _ in range(repeats))
    plain = min(timed(lambda: open_time_many(starts, ends, calendar)) for _ in range(repeats))
    target = WorkingTime(timedelta(hours=8))
    due = min(timed(lambda: due_at_many(starts, target, calendar, pauses)) for _ in range(2))
    per = 1e9 / size
    return {
        "pairs": size,
        "ns_a_pair": round(warm * per, 1),
        "ns_a_pair_without_pauses": round(plain * per, 1),
        "ns_a_pair_calendar_not_yet_compiled": round(cold * per, 1),
        "ns_a_due_time": round(due * per, 1),
        **scalar(calendar),
        "ms_to_compile_three_years": round(
            1e3 * timed(lambda: opening.compile_opening(calendar, date(2023, 1, 1), date(2026, 1, 1))), 2
        ),
        "differences_from_scalar": differences(calendar, starts, ends, pauses),
    }


def scalar(calendar: ServiceCalendar) -> dict[str, float]:
    """Microseconds a call, one at a time."""
    start = datetime(2025, 4, 16, 12, tzinfo=UTC)
    end, pause = start + timedelta(days=7), [Spell(start + timedelta(hours=1), start + timedelta(hours=20))]
    targets = {
        "due_at": WorkingTime(timedelta(hours=8)),
        "due_at_workdays": WorkingDays(5),
        "due_at_days": CalendarDays(30),
    }
    calls: dict[str, Callable[[], object]] = {
        f"us_a_call_{name}": lambda target=target: due_at(start, target, calendar) for name, target in targets.items()
    }
    calls["us_a_call_due_at_with_pause"] = lambda: due_at(start, targets["due_at"], calendar, pause)
    calls["us_a_call_open_time"] = lambda: open_time(start, end, calendar)
    return {name: round(a_call(call), 2) for name, call in calls.items()}


def a_call(call: Callable[[], object]) -> float:
    """Microseconds a call, the best of several rounds."""
    return min(timeit.repeat(call, number=CALLS, repeat=7)) * 1e6 / CALLS


def danish() -> ServiceCalendar:
    """Weekdays 07:00-12:00 and 12:30-16:00 in Copenhagen."""
    day = (window_from("07:00-12:00"), window_from("12:30-16:00"))
    kept = expand_kept(HolidayRule("DK", categories=("public",)))
    special = {date(year, 6, 5): (window_from("08:00-12:00"),) for year in (2023, 2024, 2025)}
    return ServiceCalendar(
        "Europe/Copenhagen", (day,) * 5 + ((), ()), kept.holidays, special, holidays_known=kept.known
    )


def pairs(size: int) -> tuple[np.ndarray, np.ndarray, Pauses]:
    """Starts, ends and pauses; the same every time."""
    random = np.random.default_rng(1)
    starts = np.datetime64("2023-01-02", "us") + random.integers(0, 1060 * DAY, size).astype("m8[us]")
    ends = starts + random.integers(0, 30 * DAY, size).astype("m8[us]")
    paused = random.choice(size, size // 10, replace=False)
    owner = np.sort(np.concatenate((paused, paused[: size // 100])))
    begun = starts[owner] + random.integers(0, 5 * DAY, len(owner)).astype("m8[us]")
    order = np.lexsort((begun, owner))
    begun = begun[order]
    return starts, ends, Pauses(owner, begun, begun + random.integers(0, 5 * DAY, len(owner)).astype("m8[us]"))


def differences(calendar: ServiceCalendar, starts: np.ndarray, ends: np.ndarray, pauses: Pauses) -> int:
    """How many of a thousand pairs the scalar clock counts differently; anything but 0 is a mistake."""
    found = open_time_many(starts, ends, calendar, pauses)
    wrong = 0
    for place in pauses.owner[:1000]:
        mine = np.flatnonzero(pauses.owner == place)
        spells = [Spell(moment(pauses.start[at]), moment(pauses.end[at])) for at in mine]
        wanted = open_time(moment(starts[place]), moment(ends[place]), calendar, spells)
        wrong += int(found[place]) != wanted // timedelta(microseconds=1)
    return wrong


def moment(value: np.datetime64) -> datetime:
    """A numpy moment as an aware datetime."""
    return value.astype(datetime).replace(tzinfo=UTC)  # type: ignore[no-any-return]


def timed(call: Callable[[], object]) -> float:
    """Seconds the call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:36} {figure}")
