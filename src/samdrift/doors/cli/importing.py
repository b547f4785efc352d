"""`./samdrift import`: previews what a building model, a COBie workbook or a table would change, or applies it.

A dry run needs no site, no database and no earlier data.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from typing import TextIO

from samdrift.doors.cli.preview import preview_cobie, preview_ifc, preview_table
from samdrift.doors.cli.problem import Problem
from samdrift.registers.estate.formats.tables import KINDS

DESCRIPTION = """\
Reads a building model (ifc), a COBie workbook (cobie), a table (csv or xlsx) or borders (geojson) and shows what it
holds, what is odd about it and what it would change. Nothing is written with --dry-run; without a site it needs no
database either."""


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Preview or import one file; 2 when it is refused.

    Raises:
        Problem: Something needed is missing from the line.
    """
    options = parser().parse_args(list(arguments))
    if options.what == "table":
        return _table(options, stdout)
    if options.what == "borders":
        from samdrift.doors.cli.import_borders import import_borders

        return import_borders(options, stdout)
    if options.dry_run and not options.site:
        preview = preview_ifc if options.what == "ifc" else preview_cobie
        return preview(options.file, options.json, stdout)
    if not options.site:
        raise Problem("name the site to import into with --site CODE, or preview the file with --dry-run.")
    from samdrift.doors.cli.import_applying import Wish, import_into_site

    wish = Wish(
        what=options.what,
        path=options.file,
        site=options.site,
        community=options.community,
        from_day=options.from_day,
        dry=options.dry_run,
    )
    return import_into_site(wish, stdout, as_json=options.json)


def _table(options: argparse.Namespace, stdout: TextIO) -> int:
    named = options.unit or options.site or options.community
    if options.dry_run and not named:
        return preview_table(options.kind, options.file, options.json, stdout)
    if not named:
        raise Problem("name the unit the rows belong to with --unit CODE, or preview the file with --dry-run.")
    from samdrift.doors.cli.import_tables import TableWish, import_rows

    wish = TableWish(
        kind=options.kind,
        file=options.file,
        unit=options.unit,
        site=options.site,
        community=options.community,
        from_day=options.from_day,
        dry=options.dry_run,
        mapping=options.mapping,
        keep_as=options.keep_mapping,
        employer=options.employer,
    )
    return import_rows(wish, stdout, as_json=options.json)


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    options = argparse.ArgumentParser(prog="samdrift import", description=DESCRIPTION)
    what = options.add_subparsers(dest="what", required=True, metavar="ifc|cobie|table|borders")
    for name, does in (("ifc", "a building model (.ifc, .ifczip)"), ("cobie", "a COBie workbook (.xlsx)")):
        _common(what.add_parser(name, help=does))
    table = what.add_parser("table", help="a table (.csv, .xlsx)")
    table.add_argument("kind", choices=tuple(KINDS), metavar="KIND", help=", ".join(KINDS))
    table.add_argument(
        "--unit", metavar="CODE", default="", help="the unit the rows belong to; no row reaches beyond it"
    )
    table.add_argument(
        "--mapping",
        metavar="FILE|NAME",
        default="",
        help="what the columns and words mean: a JSON file, or a kept name",
    )
    table.add_argument("--keep-mapping", metavar="NAME", default="", help="keep that mapping for the next such table")
    table.add_argument("--employer", metavar="CODE", default="", help="whose people shifts and skills are of")
    _common(table)
    borders = what.add_parser("borders", help="borders of districts (.geojson)")
    borders.add_argument(
        "--name-in", metavar="PROPERTY", default="", help="which property names the unit; code or name"
    )
    borders.add_argument("--source", metavar="TEXT", default="", help="whose borders they are: shown beside the map")
    _common(borders)
    return options


def _common(options: argparse.ArgumentParser) -> None:
    options.add_argument("file", metavar="FILE")
    options.add_argument("--site", metavar="CODE", default="", help="the site to import into, or to compare with")
    options.add_argument("--community", metavar="CODE", default="", help="where two have such a code, or for all of it")
    options.add_argument("--from", dest="from_day", type=date.fromisoformat, metavar="DAY", help="changes hold from it")
    options.add_argument("--dry-run", action="store_true", help="only show what would change")
    options.add_argument("--json", action="store_true", help="one JSON object for machines")
