"""`./samdrift test`: provides PostgreSQL and Chromium and runs the tests on both databases.

Everything runs on SQLite; what asks the database runs again on PostgreSQL. Further words go to pytest, for both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli.bytecode import compiled_once
from samdrift.doors.cli.chromium import chromium
from samdrift.doors.cli.debian import LOOKING_GLASSES, provide
from samdrift.doors.cli.paths import checkout
from samdrift.doors.cli.postgres import postgres

# Loading every plug-in that happens to be installed takes six seconds; these are the ones the tests use.
PLUGINS = ("pytest_django.plugin", "_hypothesis_pytestplugin", "xdist.plugin", "pytest_rerunfailures")
PASSED, NOTHING_RAN = 0, 5
ORDER = ("failed", "errors", "passed", "skipped", "xfailed", "xpassed", "rerun")
WIDTH = 100


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Run the tests; 0 when all passed on both databases, 5 when none was chosen, else pytest's status."""

    def say(sentence: str) -> None:
        print(f"samdrift: {sentence}", file=stdout, flush=True)

    with compiled_once():
        return run_tests(arguments, say, in_ci=is_ci(os.environ))


def is_ci(env: Mapping[str, str]) -> bool:
    """Whether this is the run that decides; then nothing may be left out silently."""
    return env.get("CI", "").lower() in {"1", "true", "yes"}


def run_tests(
    arguments: Sequence[str],
    say: Callable[[str], None],
    *,
    in_ci: bool,
    before_closing: Callable[[], object] = lambda: None,
) -> int:
    """Provide what the tests need, run them on both databases, and sum up in pytest's own closing line.

    Args:
        before_closing: Called before the closing line, for what should stand near the end but not after it.
    """
    from samdrift.doors.cli.compiled import compile_stale

    began = time.monotonic()
    compile_stale()
    browser = chromium(say)
    missing = [] if browser else ["There is no Chromium: the browser journeys were skipped."]
    missing += [f"There is no {name}: some results were not looked at." for name in provide(LOOKING_GLASSES, say)]
    statuses: list[int] = []
    tallies: list[Counter[str]] = []
    with tempfile.TemporaryDirectory(prefix="samdrift-test-") as scratch:
        env = {**os.environ, "CHROMIUM": browser or "", "SAMDRIFT_VAR": scratch}
        env.pop("DATABASE_URL", None)
        run_one("SQLite", arguments, env, statuses, tallies)
        with postgres(say) as address:
            if address:
                again = {**env, "DATABASE_URL": address, "SAMDRIFT_TEST_ONLY": "database"}
                run_one("PostgreSQL", arguments, again, statuses, tallies)
            else:
                missing.append("There is no PostgreSQL: nothing was tested on it.")
    total = sum(tallies, Counter())
    status = overall(statuses)
    print(*framed(missing, total), sep="\n", end="\n" if missing else "", flush=True)
    if status == PASSED and missing and in_ci:
        say("with CI=true nothing may be left out.")
        status = 1
    before_closing()
    print(closing_line(total, time.monotonic() - began), flush=True)
    return status


def run_one(
    database: str, arguments: Sequence[str], env: Mapping[str, str], statuses: list[int], tallies: list[Counter[str]]
) -> None:
    """One run of pytest, its status and its counts added to the lists."""
    print(f" on {database} ".center(WIDTH, "="), flush=True)
    with tempfile.TemporaryDirectory(prefix="samdrift-tally-") as folder:
        tally = Path(folder) / "tally.json"
        told = {**env, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "SAMDRIFT_TEST_TALLY": str(tally)}
        plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
        command = [sys.executable, "-m", "pytest", *plugins, *spread(arguments), *arguments]
        statuses.append(subprocess.run(command, check=False, cwd=checkout(), env=told).returncode)
        tallies.append(Counter(json.loads(tally.read_text())) if tally.exists() else Counter())


def spread(arguments: Sequence[str]) -> list[str]:
    """The words that use all cores: for the whole set only, since starting more processes takes seconds.

    One process more than cores: while one waits for a browser or for PostgreSQL, another has something to do. Files
    go to the processes in the order they are collected, which conftest.py makes the longest first.
    """
    cores = min(os.cpu_count() or 1, 4)
    if cores == 1 or any(not word.startswith("-") for word in arguments):
        return []
    return ["-n", str(cores + 1), "--dist", "loadfile", "--no-loadscope-reorder"]


def overall(statuses: Sequence[int]) -> int:
    """One status for all runs: the first failure; nothing having run counts only when that holds for all."""
    failures = [status for status in statuses if status not in {PASSED, NOTHING_RAN}]
    if failures:
        return failures[0]
    return PASSED if PASSED in statuses else NOTHING_RAN


def framed(missing: Sequence[str], total: Mapping[str, int]) -> list[str]:
    """A warning that cannot be overlooked, about what could not be tested here."""
    if not missing:
        return []
    lines = [*missing, f"{total.get('skipped', 0)} tests were skipped in all."]
    return ["#" * WIDTH, *(f"#  {line:<{WIDTH - 4}}#" for line in lines), "#" * WIDTH]


def closing_line(total: Mapping[str, int], seconds: float) -> str:
    """The counts of all runs in the form of pytest's last line."""
    counts = ", ".join(f"{total[name]} {name}" for name in ORDER if total.get(name))
    return f" {counts or 'no tests ran'} in {seconds:.2f}s ".center(WIDTH, "=")
