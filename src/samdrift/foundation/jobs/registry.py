"""Which jobs there are, and what a worker does between them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from samdrift.foundation.jobs.schedule import LastDue, schedule

Work = Callable[[Mapping[str, Any]], None]
Chore = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work with a name that stays."""

    name: str
    run: Work
    last_due: LastDue | None
    retries: int
    atomic: bool
    each_community: bool
    make_up_after: int


@dataclass(frozen=True, slots=True)
class Loop:
    """A chore that workers do again and again: after a breath while there is more of it, else after a pause, in s."""

    name: str
    run: Chore
    pause: float
    breath: float


jobs: dict[str, Job] = {}
loops: dict[str, Loop] = {}


class DuplicateJob(RuntimeError):
    """Two functions share a name: one would run the other's work."""


def job(
    name: str,
    *,
    every: str | None = None,
    retries: int = 2,
    atomic: bool = False,
    each_community: bool = False,
    make_up_after: int = 0,
) -> Callable[[Work], Work]:
    """Let the decorated function be enqueued by `name`, and run at set times with `every`.

    It takes its payload, runs across the gate within one community, and must be safe to repeat: a worker killed
    before its end is followed by another from the start.

    Args:
        every: "15m" or five cron fields in UTC; see `schedule`.
        retries: How often it is tried again after failing or losing its worker.
        atomic: Run it in one transaction with its own completion, so that it happens exactly once: for short work
            inside the database only.
        each_community: At its times, once for each community, with `community_id` in the payload.
        make_up_after: Seconds to wait before making up for a time missed while nobody worked, so that heavy work does
            not meet whoever has just started the house.
    """

    def register(function: Work) -> Work:
        known = jobs.get(name)
        if known and (known.run.__module__, known.run.__qualname__) != (function.__module__, function.__qualname__):
            raise DuplicateJob(f"{name!r} is the name of two jobs.")
        jobs[name] = Job(
            name, function, schedule(every) if every else None, retries, atomic, each_community, make_up_after
        )
        return function

    return register


def loop(name: str, *, pause: float, breath: float = 0.005) -> Callable[[Chore], Chore]:
    """Have every worker do the decorated chore again and again; it gives how much it did, 0 to rest for `pause` s.

    The breath between two batches leaves SQLite's one writer to the people who wait for an answer.
    """

    def register(function: Chore) -> Chore:
        loops[name] = Loop(name, function, pause, breath)
        return function

    return register
