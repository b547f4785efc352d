"""A worker: hands out events, keeps the clock of timed jobs, and runs jobs, until it is told to stop."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from django.db import close_old_connections, connection

from samdrift.foundation.jobs.engine import beat, claim_job, enqueue_due, run_job, sign_off, take_over_dead
from samdrift.foundation.jobs.registry import loops

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
TEND_SECONDS = 2.0
GRACE_SECONDS = 15.0
"""How long a stop waits for the job under way; one that takes longer is begun anew by another worker."""


def run_worker(stop: threading.Event, *, threads: int = 1, name: str = "", most_mb: int = 0) -> bool:
    """Work until `stop` is set. Several workers, on several machines, share the work among them.

    Args:
        threads: How many jobs at a time; events are handed out beside them, so a long job delays nobody's clock.
        most_mb: A job that leaves the process with more memory of its own sets `stop`; 0: none does.

    Returns:
        Whether it ended because it had outgrown its memory, and should begin anew.
    """
    outgrown = threading.Event()

    def work() -> float:
        pause = _work(worker)
        if most_mb and not pause and memory_mb() > most_mb:
            outgrown.set()
            stop.set()
        return pause

    worker = name or f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid4().hex[:8]}"
    beat(worker)
    parts: list[Callable[[], float]] = [lambda: _tend(worker), _chores(), *[work] * threads]
    running = [threading.Thread(target=_again_and_again, args=(part, stop), daemon=True) for part in parts]
    for thread in running:
        thread.start()
    stop.wait()
    until = time.monotonic() + GRACE_SECONDS
    for thread in running:
        thread.join(max(0.0, until - time.monotonic()))
    if not any(thread.is_alive() for thread in running):
        sign_off(worker)
    return outgrown.is_set()


def memory_mb() -> int:
    """Memory of this process that is nobody else's, in MB; 0 where the system does not tell."""
    try:
        told = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in told.splitlines() if line.startswith("RssAnon:")), 0)


def drain() -> int:
    """Do all that is due here and now, and what comes of it: for the demonstration's loading and for tests."""
    done = 0
    while True:
        did = sum(loop.run() for loop in list(loops.values()))
        while claim := claim_job("drain"):
            run_job(claim)
            did += 1
        if not did:
            return done
        done += did


def _again_and_again(part: Callable[[], float], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            close_old_connections()
            pause = part()
        except Exception:
            # The database may be away for a while, or a chore may be at fault: the worker outlives both.
            log.exception("A part of the worker stumbled and goes on.")
            connection.close()
            pause = 2.0
        if pause:
            stop.wait(pause)
    connection.close()


def _tend(worker: str) -> float:
    beat(worker)
    take_over_dead()
    enqueue_due()
    return TEND_SECONDS


def _work(worker: str) -> float:
    claim = claim_job(worker)
    if claim is None:
        return IDLE_SECONDS
    run_job(claim)
    return 0.0


def _chores() -> Callable[[], float]:
    next_at: dict[str, float] = {}

    def once() -> float:
        for loop in list(loops.values()):
            if next_at.get(loop.name, 0.0) <= time.monotonic():
                wait = loop.breath if loop.run() else loop.pause
                next_at[loop.name] = time.monotonic() + wait
        return max(0.005, min(0.1, min(next_at.values(), default=1.0) - time.monotonic()))

    return once
