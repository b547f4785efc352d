"""Reading and applying models in the background: a large one takes minutes, and nobody waits at a page for it."""

import logging
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, SamdriftError
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.registers.estate import rules
from samdrift.registers.estate.commands import drawing, importing, meshing, streamed, tables
from samdrift.registers.estate.commands.keeping import kept_model
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.guard import (
    GuardedRows,
    cobie_guarded,
    header_guarded,
    meshes_guarded,
    read_guarded,
    sections_guarded,
    table_guarded,
)
from samdrift.registers.estate.formats.model import BuildingModel
from samdrift.registers.estate.formats.tables import Table
from samdrift.registers.estate.models import ModelImport, Site
from samdrift.registers.estate.queries.meshes import latest_model
from samdrift.registers.estate.queries.streamed import all_kinds
from samdrift.registers.estate.queries.table_plans import KINDS
from samdrift.registers.parties import public as parties

log = logging.getLogger(__name__)
PERMISSIONS = frozenset({"estate.import", "estate.view"})


def read_file(staged: ModelImport) -> BuildingModel:
    """The model of an import, read in a process of its own.

    Raises:
        RefusedFile: It cannot be read.
    """
    path = _kept(staged)
    if staged.kind == "cobie":
        model: BuildingModel = cobie_guarded(path).model
        return model
    return read_guarded(path)


def read_rows(staged: ModelImport) -> Table:
    """The rows of a table, read in a process of its own.

    Raises:
        RefusedFile: It cannot be read.
    """
    return table_guarded(staged.kind, _kept(staged), mapping=staged.mapping.get("columns"))


def some_rows(staged: ModelImport) -> GuardedRows:
    """The rows of a table that comes by the thousand, some at a time.

    Raises:
        RefusedFile: It cannot be read.
    """
    return GuardedRows(staged.kind, _kept(staged), mapping=staged.mapping.get("columns"))


def _kept(staged: ModelImport) -> Path:
    path = kept_model(staged.community_id, staged.digest)
    if not path.exists():
        raise RefusedFile("no_file", path=staged.file_name)
    return path


@job("estate.read_model", retries=1)
def read_model(payload: Mapping[str, Any]) -> None:
    """Read an uploaded model and keep what it would change."""
    staged, scope = _staged(payload)
    if staged.state != "uploaded":
        return
    if staged.kind in all_kinds():
        try:
            _refuse_who_may_not(staged, scope)
            if staged.kind in KINDS:
                tables.stage_table(scope, staged.uid, read_rows(staged), now=now())
            else:
                streamed.stage_rows(scope, staged.uid, some_rows(staged), now=now())
        except RefusedFile as refused:
            streamed.refuse_table(_system(staged), staged.uid, refused, _headers(staged), now=now())
        except Invalid as wrong:  # a mapping that does not fit
            sentence = " ".join(str(one) for one in wrong.fields.values())
            importing.refuse_file(_system(staged), staged.uid, RefusedFile("mapping_unfit", what=sentence), now=now())
    else:
        importing.read_model(scope, staged.uid, Path(), read=lambda _path: read_file(staged), now=now())


@job("estate.apply_model", retries=1)
def apply_model(payload: Mapping[str, Any]) -> None:
    """Apply a model somebody said yes to; why it could not be is kept where they look."""
    staged, scope = _staged(payload)
    if staged.state not in ("diffed", "approved"):
        return
    day = date.fromisoformat(payload["effective_on"])
    try:
        if staged.kind in all_kinds() and staged.kind not in KINDS:
            _refuse_who_may_not(staged, scope)
            streamed.apply_rows(scope, staged.uid, some_rows(staged), now=now())
        elif staged.kind in KINDS:
            _refuse_who_may_not(staged, scope)
            tables.apply_table(scope, staged.uid, read_rows(staged), expected_version=None, effective_on=day, now=now())
        else:
            with transaction.atomic():
                done = importing.apply_import(
                    scope, staged.uid, read_file(staged), expected_version=None, effective_on=day, now=now()
                )
                if done.kind == "ifc":
                    drawing.ask_for_walls(done, person_id=scope.person_id)
    except (SamdriftError, RefusedFile) as refused:
        importing.note_refusal(_system(staged), staged.uid, str(refused) or _("It could not be applied."))


@job("estate.cut_walls", retries=1)
def cut_walls(payload: Mapping[str, Any]) -> None:
    """Cut a model's walls and doors at chest height and draw them on its plans; what fails is told on its page."""
    staged, scope = _staged(payload)
    try:
        lines = sections_guarded(_kept(staged))
    except RefusedFile as refused:
        log.warning("The walls of import %s could not be cut: %s", staged.uid, refused.sentence)
        drawing.draw_walls(scope, staged.uid, None)
    else:
        drawing.draw_walls(scope, staged.uid, lines)


@job("estate.make_mesh", retries=1)
def make_mesh(payload: Mapping[str, Any]) -> None:
    """Make the pictures of a site's buildings: of the model applied last, else of the floor plans."""
    with everywhere(reason="the site this job was given"):
        site = Site.objects.select_related("unit").get(uid=UUID(payload["site_uid"]))
    grant = Grant(role="SYS", permissions=PERMISSIONS, data_classes=ALL_CLASSES, sites=frozenset({site.pk}))
    scope = Scope(community_id=site.community_id, person_id=payload.get("person_id"), grants=(grant,))
    staged = latest_model(scope, site)
    mesh = None
    if staged is not None:
        try:
            mesh = meshes_guarded(_kept(staged))
        except RefusedFile as refused:
            log.warning("The shapes of import %s could not be drawn: %s", staged.uid, refused.sentence)
    meshing.keep_meshes(scope, site, mesh, source_digest=staged.digest if staged else "", now=now())


def _headers(staged: ModelImport) -> tuple[str, ...]:
    """What stands above the columns, so that somebody may say what they hold; nothing where even that is unreadable."""
    try:
        return header_guarded(staged.kind, _kept(staged))
    except RefusedFile:
        return ()


def _refuse_who_may_not(staged: ModelImport, scope: Scope) -> None:
    if not scope.may(rules.import_permission(staged.kind)):
        raise RefusedFile("may_no_longer")


def _system(staged: ModelImport) -> Scope:
    """The scope in which is kept what became of an import, whoever asked for it."""
    needed = frozenset({*PERMISSIONS, rules.import_permission(staged.kind)})
    grant = Grant(role="SYS", permissions=needed, data_classes=ALL_CLASSES)
    return Scope(community_id=staged.community_id, grants=(grant,))


def _staged(payload: Mapping[str, Any]) -> tuple[ModelImport, Scope]:
    """The import, and the scope of whoever uploaded it, within that one community."""
    with everywhere(reason="the import this job was given, in its own community"):
        rows = ModelImport.objects.select_related("site", "unit", "community", "uploaded_by")
        staged = rows.get(uid=UUID(payload["import_uid"]))
        if staged.kind in rules.IMPORT_PERMISSIONS:
            return staged, _own_scope(staged, payload)
        where: dict[str, frozenset[int]] = (
            {"sites": frozenset({staged.site_id})} if staged.site_id else {"units": _below(staged)}
        )
    grant = Grant(role="SYS", permissions=PERMISSIONS, data_classes=ALL_CLASSES, **where)  # type: ignore[arg-type]
    return staged, Scope(community_id=staged.community_id, person_id=payload.get("person_id"), grants=(grant,))


def _own_scope(staged: ModelImport, payload: Mapping[str, Any]) -> Scope:
    """People and units come in with what the person who asked may do now, and nothing more."""
    person = parties.Person.objects.filter(pk=payload.get("person_id") or 0).first()
    held = parties.scope_at(person, payload.get("employment_id"), now=now()) if person else None
    return held if held and held.community_id == staged.community_id else Scope(community_id=staged.community_id)


def _below(staged: ModelImport) -> frozenset[int]:
    """The unit a table was uploaded for and those below it: no row reaches further."""
    path = staged.unit.path if staged.unit else "?"
    rows = parties.Unit.objects.filter(community=staged.community_id, path__startswith=path)
    return frozenset(rows.values_list("pk", flat=True))


ALL_CLASSES = frozenset({"D0", "D1", "D4", "D8"})
