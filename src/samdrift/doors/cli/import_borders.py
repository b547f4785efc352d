"""Imports borders of districts from the command line: a GeoJSON file, checked, matched to units, valid from a day."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, TextIO

from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.import_tables import TableWish, place_of, technicians_scope
from samdrift.doors.cli.preview import refused_as
from samdrift.doors.cli.problem import Problem
from samdrift.registers.estate.formats.borders import AreaRead, read_borders
from samdrift.registers.estate.formats.findings import RefusedFile


def import_borders(options: argparse.Namespace, out: TextIO) -> int:
    """Read and draw borders; 2 when the file is refused. A dry run without a community needs no database.

    Raises:
        Problem: Nobody says whose borders they are, or no unit is called like an area.
    """
    try:
        areas = read_borders(Path(options.file), options.name_in)
    except RefusedFile as refused:
        return refused_as(refused, out, as_json=options.json)
    told: dict[str, Any] = {"areas": len(areas), "points": sum(len(ring) for one in areas for ring in one.rings)}
    if options.dry_run and not options.community:
        told["names"] = [one.name for one in areas]
    else:
        told |= _drawn(options, areas)
    if options.json:
        out.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    out.write(f"{told['areas']} areas with {told['points']:,} points.\n")
    for key, sentence in (
        ("names", "They are called: %s."), ("units", "They are the borders of: %s."),
        ("unknown", "No unit is called: %s."), ("state", "Nothing was written: %s."),
    ):  # fmt: skip
        if told.get(key):
            out.write(sentence % (", ".join(told[key]) if isinstance(told[key], list) else told[key]) + "\n")
    return 0


def _drawn(options: argparse.Namespace, areas: list[AreaRead]) -> dict[str, Any]:
    start_django(or_demonstration=True)
    from zoneinfo import ZoneInfo

    from django.db import DatabaseError, transaction

    from samdrift.foundation.clock import now
    from samdrift.foundation.errors import Invalid, SamdriftError
    from samdrift.registers.estate import public as estate

    try:
        wish = TableWish(kind="units", file=options.file, community=options.community)
        community, _unit = place_of(wish, of_all=True)
        moment = now()
        day = options.from_day or moment.astimezone(ZoneInfo(community.timezone)).date()
        with transaction.atomic():
            made = estate.set_borders(
                technicians_scope(community.pk), areas, source=options.source or Path(options.file).name,
                valid_from=day, now=moment,
            )  # fmt: skip
            if options.dry_run:
                transaction.set_rollback(True)
    except Invalid as error:
        raise Problem(" ".join(str(one) for one in error.fields.values())) from error
    except SamdriftError as error:
        raise Problem(str(error)) from error
    except DatabaseError as error:
        raise Problem(f"the database does not answer ({error}); has ./samdrift migrate been run?") from error
    told: dict[str, Any] = {"units": list(made.units), "unknown": list(made.unknown), "valid_from": day.isoformat()}
    return told | ({"state": "only previewed"} if options.dry_run else {})
