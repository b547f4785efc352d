"""Copies the configured database out and in, for `backup` and `restore`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samdrift.doors.cli.archive import copy_sqlite
from samdrift.doors.cli.problem import Problem

SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"


def part_name(settings: Mapping[str, Any]) -> str:
    """What the database is called inside an archive; it tells the kind."""
    return SQLITE if settings["ENGINE"].endswith("sqlite3") else POSTGRES


def dump(settings: Mapping[str, Any], target: Path) -> None:
    """Write the whole database as it is at one moment to `target`, while it is in use."""
    if part_name(settings) == SQLITE:
        if not Path(settings["NAME"]).exists():
            raise Problem("there is no database yet; run ./samdrift migrate first.")
        copy_sqlite(Path(settings["NAME"]), target)
        return
    call("pg_dump", settings, "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--file={target}")


def load(settings: Mapping[str, Any], source: Path) -> None:
    """Put the dump in place of everything that the database holds, all of it or nothing."""
    if part_name(settings) == SQLITE:
        Path(settings["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        copy_sqlite(source, Path(settings["NAME"]))
        return
    script = source.with_suffix(".sql")
    call("pg_restore", settings, "--no-owner", "--no-privileges", f"--file={script}", str(source))
    anew = (
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public"  # tables of a newer version must not stay beside older ones
    )
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    call("psql", settings, *options, f"--command={anew}", f"--file={script}")


def call(program: str, settings: Mapping[str, Any], *options: str) -> None:
    """Run one of PostgreSQL's programs against the database.

    Raises:
        Problem: It is not installed, or it failed.
    """
    path = newest(program)
    if path is None:
        raise Problem(
            f"{program} is not installed; it comes with PostgreSQL's client programs "
            "(Debian and Ubuntu: `apt install postgresql-client`)."
        )
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    env = {**os.environ, **{name: str(value) for name, value in given.items() if value}}
    done = subprocess.run([path, *options], env=env, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"{program} failed: {done.stderr.strip() or done.returncode}", 1)


def newest(program: str) -> str | None:
    """The newest version of one of PostgreSQL's programs: an older one refuses a newer server."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(re.sub(r"\D", "", path.parts[4]))
    )
    return str(found[-1]) if found else shutil.which(program)
