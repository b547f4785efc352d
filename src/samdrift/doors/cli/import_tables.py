"""Imports a table from the command line, for a unit or a whole community: compared row by row, then applied."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.preview import REFUSED, existing, refused_as
from samdrift.doors.cli.problem import Problem
from samdrift.registers.estate.formats.findings import SENTENCES, RefusedFile
from samdrift.registers.estate.formats.guard import GuardedRows, table_guarded
from samdrift.registers.estate.formats.tables import PAST, Table

if TYPE_CHECKING:
    from samdrift.foundation.scope import Scope
    from samdrift.registers.estate.public import ModelImport
    from samdrift.registers.parties.public import Community, Unit

CLASSES = frozenset(f"D{number}" for number in range(10))
PERMISSIONS = frozenset(
    {
        "estate.view", "estate.import", "estate.change", "parties.manage_people", "parties.manage_units",
        "parties.assign_roles", "parties.view_people", "requests.import", "requests.view", "requests.export",
        "promises.import", "promises.view", "work.import", "work.view",
        "planning.write", "planning.view", "workforce.plan", "workforce.view", "workforce.grant_skills",
        "workforce.view_skills",
    }
)  # fmt: skip
OF_ALL = ("units", "people", "requests", "work", "plans", "shifts", "skills")
"""Kinds of tables that may be of the whole community instead of a unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWish:
    """What the line asks for.

    Args:
        unit: Code of the unit the rows belong to; new sites become its own, and no row reaches beyond it.
        site: Code of a site whose unit it is, where no unit is named.
        community: Its code: where two communities have such a unit, or to bring people or units into all of it.
        from_day: The day the changes hold from; today where the community is when None.
        dry: Compare with the register and change nothing.
        mapping: A JSON file with what columns and words mean, or the name of a kept one.
        keep_as: A name to keep it under.
        employer: Code of the organisation whose own rows they are: shifts and skills of its people.
    """

    kind: str
    file: str
    unit: str = ""
    site: str = ""
    community: str = ""
    from_day: date | None = None
    dry: bool = False
    mapping: str = ""
    keep_as: str = ""
    employer: str = ""


def import_rows(wish: TableWish, out: TextIO, *, as_json: bool) -> int:
    """Read, compare and apply a table; 2 when it is refused.

    Raises:
        Problem: No such unit, or the rules refuse.
    """
    start_django(or_demonstration=True)
    from django.db import DatabaseError

    from samdrift.foundation.errors import Invalid, SamdriftError

    try:
        path = existing(wish.file)
        community, unit = place_of(wish)
        mapping = mapping_for(wish, technicians_scope(community.pk, employer_of(wish, community)))
        staged = _brought_in(wish, community, unit, path, mapping)
    except RefusedFile as refused:
        return refused_as(refused, out, as_json=as_json)
    except Invalid as error:
        raise Problem(" ".join(str(one) for one in error.fields.values())) from error
    except SamdriftError as error:
        raise Problem(str(error)) from error
    except DatabaseError as error:
        raise Problem(f"the database does not answer ({error}); has ./samdrift migrate been run?") from error
    _tell(staged, out, dry=wish.dry, as_json=as_json)
    return REFUSED if staged.state == "refused" else 0


def mapping_for(wish: TableWish, scope: Scope) -> dict[str, Any]:
    """What the line says of columns and words: a file of this machine, a kept mapping, or nothing.

    Raises:
        Problem: The file is no JSON.
    """
    from samdrift.registers.estate import public as estate

    if not wish.mapping:
        return {}
    path = Path(wish.mapping)
    if not path.is_file():
        return estate.saved_mapping(scope, wish.kind, wish.mapping)
    try:
        return estate.checked_mapping(wish.kind, json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise Problem(f"{path} is not a mapping: {error}") from error


def _brought_in(
    wish: TableWish, community: Community, unit: Unit | None, path: Path, mapping: dict[str, Any]
) -> ModelImport:
    """The import as it is afterwards; a dry run leaves nothing behind."""
    from django.db import transaction

    columns = mapping.get("columns")
    if wish.kind in PAST:
        # What comes by the thousand is written some rows a transaction, so that others can write between them.
        return _streamed(wish, community, unit, path, mapping)
    table = table_guarded(wish.kind, path, mapping=columns)
    with transaction.atomic():
        staged = _staged(wish, community, unit, path, table)
        if wish.dry:
            transaction.set_rollback(True)
    return staged


def _streamed(
    wish: TableWish, community: Community, unit: Unit | None, path: Path, mapping: dict[str, Any]
) -> ModelImport:
    from django.db import transaction

    from samdrift.foundation.clock import now
    from samdrift.registers.estate import public as estate

    scope = technicians_scope(community.pk, employer_of(wish, community))
    moment, columns = now(), mapping.get("columns")
    with transaction.atomic():
        rows = GuardedRows(wish.kind, path, mapping=columns)
        upload = estate.upload_table(
            scope, unit.uid if unit else None, kind=wish.kind, file_name=path.name, digest=rows.table.source_hash,
            now=moment, mapping=mapping,
        )  # fmt: skip
        staged = estate.stage_rows(scope, upload.uid, rows, now=moment)
        if wish.keep_as:
            estate.save_mapping(scope, wish.kind, wish.keep_as, mapping, now=moment)
        if wish.dry:
            transaction.set_rollback(True)
    if wish.dry or staged.state == "refused":
        return staged
    return estate.apply_rows(scope, staged.uid, GuardedRows(wish.kind, path, mapping=columns), now=moment)


def place_of(wish: TableWish, *, of_all: bool = False) -> tuple[Community, Unit | None]:
    """The community the rows are for, and the unit they stay within, if one is named.

    Args:
        of_all: Whether any kind of table may be of the whole community.

    Raises:
        Problem: There is no such unit or community, or several.
    """
    from samdrift.foundation.scope import everywhere

    if not wish.unit and not wish.site:
        return _community(wish, of_all=of_all or wish.kind in OF_ALL), None
    with everywhere(reason="a technician names the unit by a code; everything after stays in its community"):
        found = _units(wish)
    named = f"unit {wish.unit!r}" if wish.unit else f"site {wish.site!r}"
    if not found:
        raise Problem(f"there is no {named}; name one with --unit CODE, or preview the file with --dry-run.")
    if len(found) > 1:
        codes = ", ".join(sorted(unit.community.code for unit in found))
        raise Problem(f"several communities have a {named}; name one with --community ({codes}).")
    return found[0].community, found[0]


def _units(wish: TableWish) -> list[Unit]:
    from samdrift.registers.estate.public import Site
    from samdrift.registers.parties.public import Unit as Units

    if wish.unit:
        rows = Units.objects.filter(code=wish.unit)
    else:
        rows = Units.objects.filter(pk__in=Site.objects.filter(code=wish.site).values("unit"))
    return list((rows.filter(community__code=wish.community) if wish.community else rows).select_related("community"))


def _community(wish: TableWish, *, of_all: bool) -> Community:
    from samdrift.registers.parties.public import Community as Communities

    if not of_all:
        raise Problem("name the unit the rows belong to with --unit CODE, or preview the file with --dry-run.")
    known = list(Communities.objects.filter(code=wish.community) if wish.community else Communities.objects.all()[:2])
    if len(known) != 1:
        codes = ", ".join(Communities.objects.order_by("code").values_list("code", flat=True))
        raise Problem(f"name the community with --community ({codes}).")
    return known[0]


def technicians_scope(community_id: int, party_id: int | None = None) -> Scope:
    """A technician at the installation's own machine acts as nobody in particular, with an administrator's reach.

    Args:
        party_id: The employer whose own rows are spoken of, where they are one party's alone.
    """
    from samdrift.foundation.scope import Grant, Scope

    grant = Grant("SYS", PERMISSIONS, data_classes=CLASSES)
    return Scope(community_id=community_id, party_id=party_id, grants=(grant,), roles=("ADMIN",))


def employer_of(wish: TableWish, community: Community) -> int | None:
    """The organisation whose own rows they are; None for tables that are nobody's alone.

    Raises:
        Problem: None is named, or nobody of it works here.
    """
    from samdrift.foundation.scope import everywhere
    from samdrift.registers.estate.public import OF_EMPLOYER
    from samdrift.registers.parties.public import Employment

    if wish.kind not in OF_EMPLOYER:
        return None
    with everywhere(reason="a technician names the employer by its code; everything after stays with it"):
        at_work = Employment.objects.filter(community=community, ends_on=None).order_by("organisation__code")
        known = dict(at_work.values_list("organisation__code", "organisation").distinct())
    if wish.employer not in known:
        raise Problem(f"name whose people they are with --employer CODE ({', '.join(known)}).")
    return known[wish.employer]


def _staged(wish: TableWish, community: Community, unit: Unit | None, path: Path, table: Table) -> ModelImport:
    from zoneinfo import ZoneInfo

    from samdrift.foundation.clock import now
    from samdrift.registers.estate import public as estate

    scope, moment = technicians_scope(community.pk), now()
    upload = estate.upload_table(
        scope, unit.uid if unit else None, kind=table.kind, file_name=path.name, digest=table.source_hash, now=moment
    )
    staged = estate.stage_table(scope, upload.uid, table, now=moment)
    if wish.dry or staged.state == "refused" or staged.changes["needs_approval"]:
        return staged
    day = wish.from_day or moment.astimezone(ZoneInfo(community.timezone)).date()
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
            "changed": staged.changes.get("changed", []),
        }  # fmt: skip
        out.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        return
    out.write(f"{staged.facts['rows']} rows, {staged.facts['usable']} usable\n")
    out.writelines(f"{sentence}\n" for sentence in sentences)
    out.writelines(_changed(row) for row in staged.changes.get("changed", []))
    out.write(", ".join(f"{number} {move}" for move, number in numbers.items()) + "\n")
    out.write(ENDINGS.get(state, staged.refusal) + "\n")


def _changed(row: dict[str, Any]) -> str:
    fields = ", ".join(f"{one['field']} {one['old'] or '(nothing)'} → {one['new']}" for one in row["fields"])
    return f"row {row['row']}: {row['number']}: {fields}\n"


ENDINGS = {
    "applied": "Applied.",
    "previewed": "Nothing was changed: this was a dry run.",
    "diffed": "Areas that carry a price would change: somebody who may approve areas must say yes in the product.",
}
