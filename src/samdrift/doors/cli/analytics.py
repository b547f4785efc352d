"""`./samdrift analytics TARGET --reader E-MAIL`: a read-only snapshot of all lists for analysts' own tools."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from samdrift.doors.cli.problem import Problem


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Write the snapshot, whole or not at all.

    Raises:
        Problem: There is no such reader, DuckDB is missing, or the target cannot be written.
    """
    options = parser().parse_args(list(arguments))
    from samdrift.doors.cli.django_ready import start_django

    start_django(or_demonstration=True)
    from samdrift.doors.ask.snapshot import reader_scope, write_snapshot
    from samdrift.foundation.clock import now
    from samdrift.foundation.datasets.public import Today
    from samdrift.foundation.errors import Refused
    from samdrift.registers.parties.public import Community

    utc = Today(now(), ZoneInfo("UTC"))
    scope = reader_scope(options.reader, utc)
    if scope is None:
        raise Problem(f"nobody at work has the address {options.reader!r}; name a reader with --reader.")
    zone = Community.objects.values_list("timezone", flat=True).get(pk=scope.community_id)
    target = Path(options.target)
    try:
        written = write_snapshot(scope, target, Today(utc.now, ZoneInfo(zone)))
    except Refused as refused:
        raise Problem(f"{refused} Install it with: uv pip install 'samdrift[analytics]'.") from refused
    except OSError as wrong:
        raise Problem(f"{target} cannot be written: {wrong.strerror}.") from wrong
    stdout.writelines(f"{one.rows:>12,}  {one.table}\n" for one in written)
    stdout.write(f"{len(written)} lists in {target}, as {scope.name} may take them along\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    options = argparse.ArgumentParser(
        prog="samdrift analytics",
        description="Write every list a reader may take along as Parquet files, or as one DuckDB file.",
    )
    options.add_argument("target", metavar="FOLDER|FILE.duckdb", help="a folder for Parquet files, or a file")
    options.add_argument("--reader", required=True, metavar="E-MAIL", help="in whose name: what they may see is in it")
    return options
