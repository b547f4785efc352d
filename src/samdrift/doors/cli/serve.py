"""`./samdrift serve`: the web server, Granian over WSGI, set up by environment variables.

Two processes serve two cores. Each answers one request at a time as long as none takes long, so its eight threads are
mostly those who wait (`doors.in_turn`); sync Django under ASGI costs two and a half times the CPU (docs/decisions). The
process is replaced by Granian, so that signals reach it: on SIGTERM it takes no new connections, finishes what runs and
stops.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from samdrift.doors.cli.compiled import compile_stale
from samdrift.doors.cli.problem import Problem

STOP_SECONDS = 15


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Become the web server; gives nothing back unless something is wrong."""
    parser = argparse.ArgumentParser(
        prog="samdrift serve",
        description="Run the web server. Settings come from the environment; options here win over it.",
    )
    parser.add_argument("--host", help="address to listen on (SAMDRIFT_HOST, 127.0.0.1)")
    parser.add_argument("--port", help="port to listen on (SAMDRIFT_PORT, 8000)")
    parser.add_argument("--workers", help="processes (SAMDRIFT_WORKERS, 2)")
    options = parser.parse_args(arguments)
    compile_stale()
    given = {f"SAMDRIFT_{name.upper()}": value for name, value in vars(options).items() if value}
    command = server_command({**os.environ, **given})
    stdout.flush()
    # One arena of memory for each thread is glibc's default; two for all keep a process ten megabytes smaller.
    env = {"MALLOC_ARENA_MAX": "2", **os.environ}
    os.execve(sys.executable, command, env)  # noqa: S606 - the server takes this process over, signals and all


def server_command(env: Mapping[str, str]) -> list[str]:
    """The words that start Granian for these environment variables.

    Raises:
        Problem: A number is not one, or out of its range.
    """
    port = number(env, "SAMDRIFT_PORT", 8000, 1, 65535)
    workers = number(env, "SAMDRIFT_WORKERS", 2, 1, 64)
    threads = number(env, "SAMDRIFT_THREADS", 8, 1, 64)
    command = [sys.executable, "-m", "samdrift.doors.server", "--interface", "wsgi", "--http", "1", "--no-ws"]
    command += ["--host", env.get("SAMDRIFT_HOST") or "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(threads)]
    command += ["--respawn-failed-workers", "--workers-kill-timeout", str(STOP_SECONDS)]
    command += ["--log-level", (env.get("SAMDRIFT_LOG") or "warning").lower()]
    if env.get("SAMDRIFT_ACCESS_LOG") == "1":
        command.append("--access-log")
    return command


def number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """A whole number from the environment.

    Raises:
        Problem: It is not a whole number from `least` to `most`.
    """
    text = env.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Problem(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)
