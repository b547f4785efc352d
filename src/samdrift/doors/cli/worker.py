"""`./samdrift worker`: hands out events and does later and timed work, until it is asked to stop.

On SIGTERM or Ctrl-C it takes nothing new and finishes what it does. What a killed worker was doing is done again by
another, or by itself at its next start.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import TextIO

from samdrift.doors.cli.compiled import compile_stale
from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.serve import number

# People wait for the web server; nobody waits for a worker. Where both are idle enough it changes nothing.
NICENESS = 5
# What a night's counting took stays with a process for good; one that was grown by it begins anew when it is done.
MOST_MB = 110


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Work until asked to stop."""
    parser = argparse.ArgumentParser(prog="samdrift worker", description="Hand out events, do later and timed work.")
    parser.add_argument("--threads", help="jobs at a time (SAMDRIFT_JOBS, 1)")
    options = parser.parse_args(arguments)
    env = {**os.environ, **({"SAMDRIFT_JOBS": options.threads} if options.threads else {})}
    threads = number(env, "SAMDRIFT_JOBS", 1, 1, 32)
    most_mb = number(env, "SAMDRIFT_WORKER_MB", MOST_MB, 0, 1_000_000)
    compile_stale()
    start_django()
    os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    from samdrift.foundation.jobs.public import run_worker

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    if run_worker(stop, threads=threads, most_mb=most_mb):
        os.execv(sys.executable, [sys.executable, "-m", "samdrift", "worker", *arguments])  # noqa: S606 - ourselves
    return 0
