"""`./samdrift export table`: writes a register as a table with the columns of the import (.csv or .xlsx)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli.problem import Problem
from samdrift.registers.estate.formats.tables import KINDS, write_csv, write_xlsx

WRITERS = {".csv": write_csv, ".xlsx": write_xlsx}


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Write one table.

    Raises:
        Problem: There is no such unit, or the file cannot be written.
    """
    options = parser().parse_args(list(arguments))
    out = Path(options.output)
    write = WRITERS.get(out.suffix.lower())
    if write is None:
        raise Problem(f"the name of the file says the form: {out.name} should end in .csv or .xlsx.")
    from samdrift.doors.cli.django_ready import start_django

    start_django(or_demonstration=True)
    from zoneinfo import ZoneInfo

    from samdrift.doors.cli.import_tables import TableWish, employer_of, place_of, technicians_scope
    from samdrift.foundation.clock import now
    from samdrift.registers.estate import public as estate

    wish = TableWish(
        kind=options.kind, file=str(out), unit=options.unit, community=options.community, employer=options.employer
    )  # fmt: skip
    community, unit = place_of(wish, of_all=True)
    today = now().astimezone(ZoneInfo(community.timezone)).date()
    scope = technicians_scope(community.pk, employer_of(wish, community))
    rows = list(estate.rows_of_table(scope, options.kind, unit=unit, today=today))
    try:
        out.write_bytes(write(estate.columns_of_table(options.kind), rows))
    except OSError as wrong:
        raise Problem(str(wrong)) from wrong
    stdout.write(f"{len(rows)} rows in {out}\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    options = argparse.ArgumentParser(prog="samdrift export", description=__doc__)
    what = options.add_subparsers(dest="what", required=True, metavar="table")
    table = what.add_parser("table", help="a table (.csv, .xlsx)")
    table.add_argument("kind", choices=tuple(KINDS), metavar="KIND", help=", ".join(KINDS))
    table.add_argument("output", metavar="FILE")
    table.add_argument("--unit", metavar="CODE", default="", help="only what belongs to this unit and below it")
    table.add_argument("--community", metavar="CODE", default="", help="all of a community, or where two have the unit")
    table.add_argument("--employer", metavar="CODE", default="", help="whose people shifts and skills are of")
    return options
