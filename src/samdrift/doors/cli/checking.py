"""`./samdrift check`: everything that must hold before a change is handed in, the same as CI runs.

Every step runs even when one before it failed; the last lines are the tests', so that their counts close the output.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli.bytecode import compiled_once
from samdrift.doors.cli.paths import checkout
from samdrift.doors.cli.testing import is_ci, run_tests

Outcome = tuple[bool, str]
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that must hold, and how it is found out."""

    name: str
    holds: Callable[[], Outcome]


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Run every step and then the tests; 0 only when all hold. Words after -- go to pytest."""
    parser = argparse.ArgumentParser(prog="samdrift check", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--no-tests", action="store_true", help="all but the tests")
    parser.add_argument("tests", nargs="*", help="words for pytest")
    options = parser.parse_args(arguments)

    def say(sentence: str) -> None:
        print(sentence, file=stdout, flush=True)

    with compiled_once():
        return check(options.tests, say, no_tests=options.no_tests)


def check(words: Sequence[str], say: Callable[[str], None], *, no_tests: bool) -> int:
    """Every step and then, unless they are left out, the tests chosen by these words for pytest."""
    with tempfile.TemporaryDirectory(prefix="samdrift-check-") as scratch:
        failed = failing(steps(checkout(), Path(scratch)), say)
    if no_tests:
        return summed_up(failed, say)
    status = run_tests(
        words,
        lambda sentence: say(f"samdrift: {sentence}"),
        in_ci=is_ci(os.environ),
        before_closing=lambda: summed_up(failed, say),
    )
    return 1 if failed else status


def failing(asked: Sequence[Step], say: Callable[[str], None]) -> list[str]:
    """Run all steps, two at a time, tell them in their order, and name those that do not hold.

    The last is begun first: it is the longest.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = {step.name: pool.submit(told_aside, step) for step in reversed(asked)}
        failed = []
        for name in (step.name for step in asked):
            holds, lines = running[name].result()
            say("\n".join(lines))
            failed += [] if holds else [name]
    return failed


def told_aside(step: Step) -> tuple[bool, list[str]]:
    """Whether a step holds, and the lines to print about it when its turn comes."""
    lines: list[str] = []
    return told(step, lines.append), lines


def told(step: Step, say: Callable[[str], None]) -> bool:
    """Run a step and print a line about it, with the details only where they are needed."""
    began = time.monotonic()
    holds, details = step.holds()
    say(f"{'ok    ' if holds else 'FAILED'}  {step.name}  ({time.monotonic() - began:.1f} s)")
    if details.strip() and (not holds or details.startswith("note")):
        lines = details.strip().splitlines()
        more = [f"... and {len(lines) - MOST_LINES} lines more"] if len(lines) > MOST_LINES else []
        say("\n".join(f"        {line}" for line in [*lines[:MOST_LINES], *more]))
    return holds


def summed_up(failed: Sequence[str], say: Callable[[str], None]) -> int:
    """Say which steps failed, if any."""
    say(f"failed: {', '.join(failed)}" if failed else "All checks but the tests hold.")
    return 1 if failed else 0


def steps(root: Path, scratch: Path) -> list[Step]:
    """Everything that is checked besides the tests, quick ones first."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "samdrift.doors.settings", "SAMDRIFT_VAR": str(scratch)}
    env.pop("DATABASE_URL", None)
    production = {
        **env,
        "SAMDRIFT_BASE_URL": "https://samdrift.example",
        "SAMDRIFT_HOSTS": "samdrift.example",
        "SAMDRIFT_SECRET_KEY": secrets.token_urlsafe(48),
    }
    python = sys.executable

    def command(*words: str, given: Mapping[str, str] = env) -> Callable[[], Outcome]:
        return lambda: run(root, words, given)

    ours = ("src", "tests", "benchmarks", "conftest.py", "samdrift")
    django = (python, "-W", "ignore", "-m", "django")
    return [
        Step("style (ruff check)", command(python, "-m", "ruff", "check", "--no-cache", *ours)),
        Step("layout (ruff format)", command(python, "-m", "ruff", "format", "--no-cache", "--check", *ours)),
        Step("imports go down (lint-imports)", command(tool("lint-imports"), "--no-cache")),
        Step("Django's checks", command(*django, "check", "--fail-level", "WARNING")),
        Step(
            "Django's checks for production",
            command(*django, "check", "--deploy", "--fail-level", "WARNING", given=production),
        ),
        Step("no migration is missing", command(*django, "makemigrations", "--check", "--dry-run")),
        Step("translations are complete", command(python, "-m", "samdrift", "messages", "--check")),
        Step("no words that do not belong", lambda: words_belong(root)),
        Step("nothing too long", lambda: note_long_ones(root)),
        Step("types (mypy --strict)", command(python, "-m", "mypy", "--no-error-summary")),
    ]


def tool(name: str) -> str:
    """The path of a program that was installed beside this Python."""
    return str(Path(sys.executable).parent / name)


def run(root: Path, words: Sequence[str], env: Mapping[str, str]) -> Outcome:
    """Whether a command ends well, and what it printed."""
    done = subprocess.run(words, cwd=root, env=env, check=False, capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


def words_belong(root: Path) -> Outcome:
    """Whether no file names a machine's path or a registry."""
    from samdrift.doors.cli.tidiness import forbidden_words, tracked

    found = list(forbidden_words(root, tracked(root)))
    return not found, "\n".join(found)


def note_long_ones(root: Path) -> Outcome:
    """Name what has grown too long; that is for a person to judge, so it always holds."""
    from samdrift.doors.cli.tidiness import long_ones, tracked

    found = list(long_ones(root, tracked(root)))
    return True, "\n".join([f"note: {len(found)} to split", *found]) if found else ""
