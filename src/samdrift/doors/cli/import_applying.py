"""Imports a file into a site from the command line: compared with the register first, applied when nobody must say yes.

A technician at the installation's own machine acts as nobody in particular. Areas that carry a price still wait for a
person who may approve them: the import is then staged, and its page in the product shows it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.preview import REFUSED, existing, model_report, refused_as
from samdrift.doors.cli.problem import Problem
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.guard import cobie_guarded, read_guarded
from samdrift.registers.estate.formats.model import BuildingModel

if TYPE_CHECKING:
    from samdrift.foundation.scope import Scope
    from samdrift.registers.estate.public import ModelImport, Site

CLASSES = frozenset(f"D{number}" for number in range(10))
PERMISSIONS = frozenset({"estate.view", "estate.import", "estate.change"})
KINDS = ("added", "changed", "moved", "removed")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the line asks for.

    Args:
        what: `ifc` or `cobie`.
        community: Its code, needed only where two communities have a site of this code.
        from_day: The day the changes hold from; today at the site when None.
        dry: Compare with the register and change nothing.
    """

    what: str
    path: str
    site: str
    community: str = ""
    from_day: date | None = None
    dry: bool = False


def import_into_site(wish: Wish, out: TextIO, *, as_json: bool) -> int:
    """Read, compare and apply; 2 when the file is refused.

    Raises:
        Problem: No such site, or the rules refuse.
    """
    try:
        path = existing(wish.path)
        model = read_guarded(path) if wish.what == "ifc" else cobie_guarded(path).model
    except RefusedFile as refused:
        return refused_as(refused, out, as_json=as_json)
    start_django(or_demonstration=True)
    from django.db import DatabaseError, transaction

    from samdrift.foundation.errors import SamdriftError

    try:
        with transaction.atomic():
            site, community = _site(wish)
            staged = _staged(wish, model, site, _scope(site.community_id))
            if wish.dry:
                transaction.set_rollback(True)
    except SamdriftError as error:
        raise Problem(str(error)) from error
    except DatabaseError as error:
        raise Problem(f"the database does not answer ({error}); has ./samdrift migrate been run?") from error
    _tell(_report(wish, model, staged, f"{community}/{site.code}"), out, as_json=as_json)
    return REFUSED if staged.state == "refused" else 0


def _site(wish: Wish) -> tuple[Site, str]:
    from samdrift.foundation.scope import everywhere
    from samdrift.registers.estate.public import Site

    with everywhere(reason="a technician names the site by its code; everything after stays in its community"):
        rows = Site.objects.filter(code=wish.site).select_related("community")
        found = list(rows.filter(community__code=wish.community) if wish.community else rows)
    if not found:
        raise Problem(f"there is no site {wish.site!r}; make it first, or preview the file with --dry-run.")
    if len(found) > 1:
        codes = ", ".join(sorted(site.community.code for site in found))
        raise Problem(f"several communities have a site {wish.site!r}; name one with --community ({codes}).")
    return found[0], found[0].community.code


def _scope(community_id: int) -> Scope:
    from samdrift.foundation.scope import Grant, Scope

    return Scope(community_id=community_id, grants=(Grant("SYS", PERMISSIONS, data_classes=CLASSES),))


def _staged(wish: Wish, model: BuildingModel, site: Site, scope: Scope) -> ModelImport:
    from zoneinfo import ZoneInfo

    from samdrift.foundation.clock import now
    from samdrift.registers.estate import public as estate

    moment = now()
    name = Path(wish.path).name
    upload = estate.upload_model(scope, site.uid, kind=wish.what, file_name=name, digest=model.source_hash, now=moment)
    staged = estate.stage_changes(scope, upload.uid, model, now=moment)
    if wish.dry:
        return staged
    # Who says yes in the product, and the worker that cuts the walls, read the file again.
    estate.keep_file(site.community_id, Path(wish.path), model.source_hash)
    if staged.changes.get("needs_approval"):
        return staged
    day = wish.from_day or moment.astimezone(ZoneInfo(site.timezone)).date()
    done = estate.apply_import(scope, staged.uid, model, expected_version=None, effective_on=day, now=moment)
    if done.kind == "ifc":
        estate.ask_for_walls(done, person_id=None)
    return done


def _report(wish: Wish, model: BuildingModel, staged: ModelImport, site: str) -> dict[str, Any]:
    counts = staged.changes.get("counts", {})
    state = "previewed" if wish.dry else staged.state
    return {
        **model_report(model),
        "changes": {
            **{kind: sum(counts.get(kind, {}).values()) for kind in KINDS},
            "unchanged": counts.get("unchanged", 0),
            **{f"{kind}_by_kind": dict(Counter(counts.get(kind, {}))) for kind in KINDS},
            "lineage": staged.changes.get("lineage", []),
            "area_change_m2": staged.changes.get("area_change_m2", "0"),
        },
        "site": site,
        "state": state,
        "needs_approval": bool(staged.changes.get("needs_approval")),
        "import": "" if wish.dry else str(staged.uid),
        "walls": "" if wish.dry else staged.facts.get("walls", ""),
    }


def _tell(report: Mapping[str, Any], out: TextIO, *, as_json: bool) -> None:
    if as_json:
        out.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        return
    changes = report["changes"]
    out.write(f"{report['schema']}: {report['spaces']} spaces, {report['assets']} assets, {report['area_m2']} m²\n")
    out.writelines(f"{finding['level']}: {finding['sentence']}\n" for finding in report["findings"])
    out.write(", ".join(f"{changes[kind]} {kind}" for kind in (*KINDS, "unchanged")) + "\n")
    if report["state"] == "applied":
        out.write(f"Applied to {report['site']}.\n")
        if report["walls"]:
            out.write("The worker cuts walls, doors and windows for the floor plans now (./samdrift worker).\n")
    elif report["state"] == "previewed":
        out.write(f"Nothing was changed at {report['site']}: this was a dry run.\n")
    else:
        out.write(
            "Areas that carry a price would change: somebody who may approve areas must say yes in the product.\n"
        )
