"""Imports a table from the command line, for a unit or for the unit of a site: compared row by row, then applied."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.preview import REFUSED, existing, refused_as
from samdrift.doors.cli.problem import Problem
from samdrift.registers.estate.formats.findings import SENTENCES, RefusedFile
from samdrift.registers.estate.formats.guard import table_guarded
from samdrift.registers.estate.formats.tables import Table

if TYPE_CHECKING:
    from samdrift.foundation.scope import Scope
    from samdrift.registers.estate.public import ModelImport
    from samdrift.registers.parties.public import Unit

CLASSES = frozenset(f"D{number}" for number in range(10))
PERMISSIONS = frozenset({"estate.view", "estate.import", "estate.change"})


def import_rows(
    kind: str,
    file: str,
    unit: str,
    out: TextIO,
    *,
    site: str,
    community: str,
    from_day: date | None,
    dry: bool,
    as_json: bool,
) -> int:
    """Read, compare and apply a table; 2 when it is refused.

    Args:
        unit: Code of the unit the rows belong to; new sites become its own.
        site: Code of a site whose unit it is, where no unit is named.

    Raises:
        Problem: No such unit, or the rules refuse.
    """
    try:
        path = existing(file)
        table = table_guarded(kind, path)
    except RefusedFile as refused:
        return refused_as(refused, out, as_json=as_json)
    start_django(or_demonstration=True)
    from django.db import DatabaseError, transaction

    from samdrift.foundation.errors import SamdriftError

    try:
        with transaction.atomic():
            staged = _staged(_unit(unit, site, community), path, table, from_day, dry=dry)
            if dry:
                transaction.set_rollback(True)
    except SamdriftError as error:
        raise Problem(str(error)) from error
    except DatabaseError as error:
        raise Problem(f"the database does not answer ({error}); has ./samdrift migrate been run?") from error
    _tell(staged, out, dry=dry, as_json=as_json)
    return REFUSED if staged.state == "refused" else 0


def _unit(code: str, site: str, community: str) -> Unit:
    from samdrift.foundation.scope import everywhere
    from samdrift.registers.estate.public import Site
    from samdrift.registers.parties.public import Unit as Units

    with everywhere(reason="a technician names the unit by a code; everything after stays in its community"):
        if code:
            rows = Units.objects.filter(code=code)
        else:
            rows = Units.objects.filter(pk__in=Site.objects.filter(code=site).values("unit"))
        found = list((rows.filter(community__code=community) if community else rows).select_related("community"))
    named = f"unit {code!r}" if code else f"site {site!r}"
    if not found:
        raise Problem(f"there is no {named}; name one with --unit CODE, or preview the file with --dry-run.")
    if len(found) > 1:
        codes = ", ".join(sorted(unit.community.code for unit in found))
        raise Problem(f"several communities have a {named}; name one with --community ({codes}).")
    return found[0]


def _scope(community_id: int) -> Scope:
    from samdrift.foundation.scope import Grant, Scope

    return Scope(community_id=community_id, grants=(Grant("SYS", PERMISSIONS, data_classes=CLASSES),))


def _staged(unit: Unit, path: Path, table: Table, from_day: date | None, *, dry: bool) -> ModelImport:
    from zoneinfo import ZoneInfo

    from samdrift.foundation.clock import now
    from samdrift.registers.estate import public as estate

    scope, moment = _scope(unit.community_id), now()
    upload = estate.upload_table(
        scope, unit.uid, kind=table.kind, file_name=path.name, digest=table.source_hash, now=moment
    )
    staged = estate.stage_table(scope, upload.uid, table, now=moment)
    if dry or staged.state == "refused" or staged.changes["needs_approval"]:
        return staged
    day = from_day or moment.astimezone(ZoneInfo(unit.community.timezone)).date()
    return estate.apply_table(scope, staged.uid, table, expected_version=None, effective_on=day, now=moment)


def _tell(staged: ModelImport, out: TextIO, *, dry: bool, as_json: bool) -> None:
    counts = staged.changes.get("counts", {})
    sentences = [SENTENCES[one["code"]] % one["params"] for one in staged.findings if one["code"] in SENTENCES]
    numbers = {move: sum(counts.get(move, {}).values()) for move in ("added", "changed")}
    numbers["unchanged"] = counts.get("unchanged", 0)
    state = "previewed" if dry and staged.state != "refused" else staged.state
    if as_json:
        report: dict[str, Any] = {
            "kind": staged.kind, **staged.facts, "changes": numbers, "state": state, "refusal": staged.refusal,
            "needs_approval": bool(staged.changes.get("needs_approval")), "findings": sentences,
        }  # fmt: skip
        out.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        return
    out.write(f"{staged.facts['rows']} rows, {staged.facts['usable']} usable\n")
    out.writelines(f"{sentence}\n" for sentence in sentences)
    out.write(", ".join(f"{number} {move}" for move, number in numbers.items()) + "\n")
    out.write(ENDINGS.get(state, staged.refusal) + "\n")


ENDINGS = {
    "applied": "Applied.",
    "previewed": "Nothing was changed: this was a dry run.",
    "diffed": "Areas that carry a price would change: somebody who may approve areas must say yes in the product.",
}
