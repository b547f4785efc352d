"""A proposal's life, and what an order asks of whoever does it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

STATES = ("waiting", "proposed", "accepted", "dismissed", "failed", "undone")
MOVES = {
    ("waiting", "propose"): "proposed",
    ("waiting", "fail"): "failed",
    ("waiting", "dismiss"): "dismissed",
    ("proposed", "accept"): "accepted",
    ("proposed", "dismiss"): "dismissed",
    # Person by person: what is accepted already may be followed by more of it.
    ("accepted", "accept"): "accepted",
    ("accepted", "undo"): "undone",
}
# Minutes work takes where nobody has said: by service line, for what is not written there the last.
USUAL_MINUTES = {"MNT": 45, "CLN": 30, "GRD": 60, "CAR": 30, "SEC": 20, "MAI": 15, "FLT": 30, "WST": 20, "WIN": 60}
OTHERWISE_MINUTES = 30
# Orders somebody is at, which stay where they are when a day is planned again.
UNDER_WAY = frozenset({"started", "paused"})
GIVEABLE = frozenset({"planned", "ready", "dispatched", "accepted"})
MOST_SECONDS, MOST_STOPS = 60, 400


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the table does not have it."""
    return MOVES.get((state, move))


def minutes_of(estimated: int | None, line_code: str) -> int:
    """How long an order takes: as estimated, else as its service line usually does."""
    return estimated or USUAL_MINUTES.get(line_code, OTHERWISE_MINUTES)


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first moments of a day and of the next, where the people are; a day of clock change has its own length."""
    where = ZoneInfo(zone)
    first = datetime(day.year, day.month, day.day, tzinfo=where)
    after_it = day + timedelta(days=1)
    return first, datetime(after_it.year, after_it.month, after_it.day, tzinfo=where)


def seconds_in(moment: datetime, first: datetime) -> int:
    """Whole seconds of real time from the day's first moment; below 0 before it."""
    utc = ZoneInfo("UTC")
    return int((moment.astimezone(utc) - first.astimezone(utc)) / timedelta(seconds=1))


def at_second(first: datetime, seconds: int) -> datetime:
    """The moment so many seconds of real time after the day's first, in UTC."""
    return first.astimezone(ZoneInfo("UTC")) + timedelta(seconds=seconds)


def clock_seconds(day: date, zone: str, minutes: int) -> int:
    """Seconds from midnight to a wall-clock time of that day, which differ from minutes × 60 when clocks change."""
    first, _next = day_bounds(day, zone)
    wall = datetime(day.year, day.month, day.day, minutes // 60 % 24, minutes % 60, tzinfo=ZoneInfo(zone))
    utc = ZoneInfo("UTC")
    return int((wall.astimezone(utc) - first.astimezone(utc)) / timedelta(seconds=1))
