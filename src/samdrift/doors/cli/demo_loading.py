"""The part of `./samdrift demo` that needs Django: brings the database up to date and loads the demonstration.

It runs as a process of its own, so that the one that watches server and worker stays small. What it gives is written to
a file: the people to sign in as, the moment the story has reached, and which migrations it was made with.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from samdrift.doors.cli.django_ready import start_django


def main() -> int:
    """Migrate, load, and write what the starting command has to know."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--note", required=True, help="written to the result, to tell later whether it still holds")
    parser.add_argument("--result", type=Path, required=True)
    options = parser.parse_args()
    start_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    make_haste()
    if not options.result.exists():
        keep_no_journal()
    demonstration = importlib.import_module("samdrift.doors.demo")
    if not hasattr(demonstration, "load"):
        print("samdrift: the demonstration is not built yet.", file=sys.stderr)
        return 2
    from samdrift.doors.demo.estate import ModelRefused

    try:
        loaded = demonstration.load(profile=options.profile, model=options.model)
    except ModelRefused as refused:
        print(f"\nsamdrift: {refused}", file=sys.stderr)
        return 2
    people = [asdict(person) for person in loaded.people]
    result = {"note": options.note, "as_of": loaded.as_of.isoformat(), "people": people}
    settle()
    half = options.result.with_suffix(".half")
    half.write_text(json.dumps(result, ensure_ascii=False, indent=1))
    half.replace(options.result)
    return 0


def make_haste() -> None:
    """Write without waiting for the disk, and look for garbage seldom: a load that breaks off is thrown away."""
    from django.db import connection

    # Half a million live rows are no garbage; looking at them again and again takes a tenth of the time.
    gc.set_threshold(200_000, 20, 100)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-200000")
            cursor.execute("PRAGMA mmap_size=0")  # its pages would count as memory of ours, beside that cache


def keep_no_journal() -> None:
    """Write each page once, not into a journal first: for a database that a load which breaks off leaves to nobody."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=MEMORY")


def settle() -> None:
    """Have everything on the disk before anybody is told that it is there."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            for what in ("wal_checkpoint(TRUNCATE)", "journal_mode=WAL"):
                cursor.execute(f"PRAGMA {what}")
                cursor.fetchall()  # until then the statement is under way


if __name__ == "__main__":
    sys.exit(main())
