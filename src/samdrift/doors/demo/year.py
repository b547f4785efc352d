"""A year of requests, worked out before any is written: when, where, what, by whom, and how each of them went.

Distributions are those of domain.md §7.2; the same seed gives the same year.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from math import exp
from random import Random
from zoneinfo import ZoneInfo

from samdrift.doors.demo import figures
from samdrift.doors.demo.chance import generator, largest_remainders, pick
from samdrift.kernel.calendars import ServiceCalendar
from samdrift.kernel.clock import due_at
from samdrift.kernel.targets import WorkingTime

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
FIRST, LAST = date(2025, 1, 1), date(2026, 1, 14)
# This part of all requests belongs to the running month: the story goes on up to the morning it is told.
RUNNING_MONTH = 0.018
SNOW = ((1, 4), (1, 5), (1, 13), (2, 9), (2, 10), (2, 17), (11, 20), (12, 8), (12, 29))
SNOW_DAYS = frozenset(date(2025, month, day) for month, day in SNOW)
STORM = date(2025, 10, 24)
SPREAD = 0.9
Later = Callable[[datetime, float], datetime]
MEDIAN_SHARE = 0.45
CELLS = {1: (1, 1), 2: (2, 2), 3: (3, 2), 4: (3, 3), 5: (4, 4)}
"""Impact and urgency that give a priority."""
# Minutes of working time, by priority, until resolved, begun and triaged as the targets have it.
TO_RESOLVE = {1: 480, 2: 1440, 3: 3 * 480, 4: 10 * 480, 5: 20 * 480}
TO_BEGIN = {1: 60, 2: 240, 3: 420, 4: 2 * 480, 5: 5 * 480}
TO_TRIAGE = {1: 6, 2: 18, 3: 90, 4: 150, 5: 200}
ROUND_THE_CLOCK = frozenset({1, 2})


@dataclass(frozen=True, slots=True)
class Story:
    """How one request went. Moments are None where it has not come so far by the time the story is told."""

    line: str
    number: int
    request_type: str
    site: int
    received_at: datetime
    channel: str
    priority: int
    triaged_at: datetime | None
    assigned_at: datetime | None
    started_at: datetime | None
    held: tuple[str, datetime, datetime | None] | None
    resolved_at: datetime | None
    reopened_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    rating: int | None
    asked: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """The calendars work is counted in."""

    office: ServiceCalendar
    always: ServiceCalendar


def stories(
    requests: Mapping[str, int], site_weights: Mapping[str, list[float]], districts: list[float], hours: Hours,
    as_of: datetime,
) -> list[Story]:  # fmt: skip
    """Every request of the profile, in the order in which they were received.

    Args:
        requests: How many by line.
        site_weights: For each line, how likely each site is.
        districts: How slow each site's district is, 1.0 being as planned.
    """
    found = [
        story
        for line, count in requests.items()
        for story in _of_line(line, count, site_weights[line], districts, hours, as_of)
    ]
    return sorted(found, key=lambda story: (story.received_at, story.line, story.number))


def _of_line(
    line: str, count: int, weights: list[float], districts: list[float], hours: Hours, as_of: datetime
) -> Iterator[Story]:
    types = figures.DEMAND[line][1]
    names = list(types)
    cumulative = list(accumulate(weights))
    shares = largest_remainders(count, list(types.values()))
    number = 0
    for name, share in zip(names, shares, strict=True):
        days, day_weights = _days(name)
        for _one in range(share):
            chance = generator("request", line, number)
            day = chance.choices(days, cum_weights=day_weights)[0]
            site = chance.choices(range(len(weights)), cum_weights=cumulative)[0]
            yield _story(line, number, name, site, _moment(chance, day, as_of), districts[site], hours, as_of, chance)
            number += 1


@cache
def _days(name: str) -> tuple[list[date], list[float]]:
    """The days a type is asked for on, with cumulative weights."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    weights = [_weight(name, day) for day in days]
    year = sum(w for d, w in zip(days, weights, strict=True) if d.year == 2025)
    running = sum(w for d, w in zip(days, weights, strict=True) if d.year > 2025) or 1.0
    scale = RUNNING_MONTH / (1 - RUNNING_MONTH) * year / running
    scaled = [w * scale if d.year > 2025 else w for d, w in zip(days, weights, strict=True)]
    return days, list(accumulate(scaled))


def _weight(name: str, day: date) -> float:
    weight = figures.MONTHS[day.month - 1] * figures.WEEKDAYS[day.weekday()]
    if name == "grd.snow":
        return 30.0 if day in SNOW_DAYS else 0.01 if day.month in (1, 2, 12) else 0.0005
    if name == "mnt.climate" and day.month in figures.HEATING_MONTHS:
        weight *= 2.4
    if name == "mov.person" and day.month in (1, 2, 3, 7, 8, 9):
        weight *= 1.6
    if day == STORM and name in ("mnt.water", "mnt.fault", "grd.tree", "mnt.lock"):
        weight *= 9
    return weight


def _moment(chance: Random, day: date, as_of: datetime) -> datetime:
    hour = chance.choices(range(24), weights=figures.HOURS)[0]
    local = datetime(day.year, day.month, day.day, hour, chance.randrange(60), chance.randrange(60), tzinfo=COPENHAGEN)
    return min(local.astimezone(UTC), as_of - timedelta(minutes=chance.randint(4, 90)))


def _story(
    line: str, number: int, name: str, site: int, received: datetime, slow: float, hours: Hours, as_of: datetime,
    chance: Random,
) -> Story:  # fmt: skip
    priority = 1 if name == "mnt.lift_trapped" else int(pick(chance, figures.PRIORITIES))
    calendar = hours.always if priority in ROUND_THE_CLOCK else hours.office

    def later(after: datetime, minutes: float) -> datetime:
        return due_at(after, WorkingTime(timedelta(seconds=max(60, round(minutes * 60)))), calendar)

    def known(moment: datetime | None) -> datetime | None:
        return moment if moment is not None and moment <= as_of else None

    triaged = later(received, TO_TRIAGE[priority] * _share(chance, slow))
    assigned = later(triaged, chance.uniform(1, 25))
    started = max(assigned, later(received, TO_BEGIN[priority] * _share(chance, slow)))
    needed = max(10.0, TO_RESOLVE[priority] * _share(chance, slow) * 0.85)
    resolved = max(later(received, needed), later(started, chance.uniform(8, 60)))
    held = _held(chance, started, resolved, later)
    if held is not None and held[2] is not None:
        resolved = later(held[2], chance.uniform(15, 240))
    cancelled = later(received, chance.uniform(5, 300)) if chance.random() < 0.03 else None
    reopened, again, closed = _ending(chance, resolved, later)
    if cancelled is not None and cancelled < started:
        triaged_at = known(triaged) if triaged < cancelled else None
        return Story(
            line, number, name, site, received, _channel(chance, received), priority, triaged_at, None, None, None,
            None, None, None, known(cancelled), None, asked=False,
        )  # fmt: skip
    if reopened is not None and known(reopened) is not None:
        final = known(again)
    else:
        reopened, final = None, known(resolved)
    return Story(
        line, number, name, site, received, _channel(chance, received), priority, known(triaged), known(assigned),
        known(started), _held_by(held, as_of), final, known(reopened), known(closed) if final else None, None,
        _rating(chance) if chance.random() < 0.17 and known(closed) and final else None,
        asked=held is not None and held[0] == "awaiting_requester",
    )  # fmt: skip


def _ending(chance: Random, resolved: datetime, later: Later) -> tuple[datetime | None, datetime, datetime]:
    """When it is opened again, if it is; when it is done for good; and when it closes."""
    reopened = later(resolved, chance.uniform(60, 1400)) if chance.random() < 0.032 else None
    again = later(reopened, chance.uniform(60, 900)) if reopened else resolved
    return reopened, again, later(again, 3 * 480 if chance.random() > 0.35 else chance.uniform(10, 800))


def _share(chance: Random, slow: float) -> float:
    """Log-normal around 45 % of the target."""
    return MEDIAN_SHARE * slow * exp(SPREAD * chance.gauss(0, 1) * 0.75)


def _held(
    chance: Random, started: datetime, resolved: datetime, later: Later
) -> tuple[str, datetime, datetime | None] | None:
    if chance.random() >= 0.12:
        return None
    reason = chance.choices(
        ("awaiting_requester", "no_access", "awaiting_parts", "customer_approval", "workload"),
        weights=(30, 30, 22, 10, 8),
    )[0]
    begins = started + (resolved - started) * chance.uniform(0.1, 0.8)
    return reason, begins, later(begins, chance.uniform(45, 1500))


def _held_by(
    held: tuple[str, datetime, datetime | None] | None, as_of: datetime
) -> tuple[str, datetime, datetime | None] | None:
    if held is None or held[1] > as_of:
        return None
    return held[0], held[1], held[2] if held[2] is not None and held[2] <= as_of else None


def _channel(chance: Random, received: datetime) -> str:
    """QR grows from 18 to 38 % over the year, at the cost of the telephone and mail."""
    grown = min(1.0, (received.date() - FIRST).days / 364)
    qr = 18 + 20 * grown
    rest = {name: weight for name, weight in figures.CHANNELS.items() if name != "qr"}
    scale = (100 - qr) / sum(rest.values())
    return pick(chance, {"qr": qr, **{name: weight * scale for name, weight in rest.items()}})


def _rating(chance: Random) -> int:
    return chance.choices((5, 4, 3, 2, 1), weights=(44, 33, 13, 6, 4))[0]
