"""`./samdrift restore FILE`: puts an archive back, after comparing every part of it with its hash."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli import databases
from samdrift.doors.cli.archive import extract, open_archive
from samdrift.doors.cli.backup import KEY
from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.problem import Problem


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Restore the archive and bring the database to this version."""
    parser = argparse.ArgumentParser(prog="samdrift restore", description="Put an archive back.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="throw away what the database holds now")
    options = parser.parse_args(arguments)
    opened, manifest = open_archive(options.file)
    start_django()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    var, database = Path(settings.SAMDRIFT_VAR), settings.DATABASES["default"]
    part = databases.part_name(database)
    if part not in manifest["entries"]:
        raise Problem("this backup is of the other kind of database (SQLite or PostgreSQL) than DATABASE_URL names.")
    if not options.replace and holds_people():
        raise Problem("the database is not empty; with --replace it would be thrown away.")
    connections.close_all()
    with tempfile.TemporaryDirectory(prefix="samdrift-restore-") as scratch:
        copy = Path(scratch) / part
        extract(opened, part, copy)
        lay_out_files(opened, var, list(manifest["entries"]))
        databases.load(database, copy)
        take_files_into_use(opened, var)
    call_command("migrate", interactive=False, verbosity=0)
    stdout.write(f"Restored what was backed up on {manifest['made_at']}. Restart server and worker.\n")
    return 0


def holds_people() -> bool:
    """Whether the database holds an installation: one without a single person is empty."""
    from django.contrib.auth import get_user_model
    from django.db import DatabaseError

    try:
        return get_user_model()._base_manager.exists()
    except DatabaseError:  # no tables yet
        return False


def lay_out_files(opened: zipfile.ZipFile, var: Path, names: Sequence[str]) -> None:
    """Lay the files beside those in use, so that whatever can go wrong has gone wrong before anything is changed."""
    shutil.rmtree(var / "files.new", ignore_errors=True)
    (var / "files.new").mkdir(parents=True)
    for name in names:
        if name.startswith("files/"):
            extract(opened, name, var / "files.new" / name.removeprefix("files/"))


def take_files_into_use(opened: zipfile.ZipFile, var: Path) -> None:
    """Let the files laid out change places with those in use, and the key with them."""
    old, place = var / "files.old", var / "files"
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    (var / "files.new").rename(place)
    shutil.rmtree(old, ignore_errors=True)
    if KEY in opened.namelist() and "SAMDRIFT_SECRET_KEY" not in os.environ:
        extract(opened, KEY, var / KEY)
        (var / KEY).chmod(0o600)
