"""`./samdrift backup FILE`: everything of an installation in one archive, consistent, while it runs.

The database is copied as it is at one moment. Files are named by their content and never change, so those that the
database speaks of are all there when they are copied after it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from samdrift import __version__
from samdrift.doors.cli import databases
from samdrift.doors.cli.archive import Archive
from samdrift.doors.cli.django_ready import start_django

KEY = "secret-key"


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Write the archive and say how large it is."""
    parser = argparse.ArgumentParser(prog="samdrift backup", description="Write everything into one archive.")
    parser.add_argument("file", type=Path, help="where to; an archive of that name is replaced at the end")
    options = parser.parse_args(arguments)
    start_django()
    from django.conf import settings

    var, database = Path(settings.SAMDRIFT_VAR), settings.DATABASES["default"]
    facts = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "samdrift": __version__}
    archive = Archive(options.file.absolute(), facts)
    try:
        with tempfile.TemporaryDirectory(prefix="samdrift-backup-") as scratch:
            copy = Path(scratch) / databases.part_name(database)
            databases.dump(database, copy)
            archive.add(copy.name, copy)
        if "SAMDRIFT_SECRET_KEY" not in os.environ:
            archive.add(KEY, var / KEY)
        for path in sorted((var / "files").rglob("*")):
            if path.is_file():
                archive.add(f"files/{path.relative_to(var / 'files')}", path)
        archive.close()
    except BaseException:
        archive.abandon()
        raise
    size = options.file.stat().st_size / 1e6
    files = sum(name.startswith("files/") for name in archive.entries)
    stdout.write(f"{options.file}: the database and {files} files, {size:.1f} MB.\n")
    return 0
