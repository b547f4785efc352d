"""The way in of a table that comes by the thousand: compared, then brought in some rows a transaction.

One transaction for all of it would let nobody else write for minutes. Every row names itself by a number of its own, so
an import that was cut short is simply asked for again: what is in already is left as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope
from samdrift.registers.estate.commands.importing import locked_import, move_import, refuse_import
from samdrift.registers.estate.events import ImportApplied, ImportStaged
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.guard import GuardedRows
from samdrift.registers.estate.formats.tables import KINDS
from samdrift.registers.estate.models import ModelImport, TableMapping
from samdrift.registers.estate.queries.proposals import kept_findings
from samdrift.registers.estate.queries.streamed import StreamedPlan
from samdrift.registers.estate.registry import Intake, TableKeeper, keeper_of

PARTS = ("columns", "values", "defaults", "options")


def stage_rows(scope: Scope, import_uid: UUID, rows: GuardedRows, *, now: datetime) -> ModelImport:
    """Compare a table with what stands and keep what it would do; one without a row that can be used is refused."""
    staged = ModelImport.objects.within(scope).get(uid=import_uid)
    plan, intake = _begun(scope, staged, now)
    for some in rows:
        intake.compare(some, plan)
    with transaction.atomic():
        staged = locked_import(scope, import_uid, None)
        if staged.state not in ("uploaded", "diffed"):
            raise Refused(_("This import is finished already."))
        usable = plan.counts.total()
        staged.facts = {
            "rows": rows.row_count, "usable": usable, "columns": dict(rows.table.columns),
            "header": list(rows.table.header), "unknown": plan.asked(), "mapped": True,
        }  # fmt: skip
        staged.findings = kept_findings((*rows.findings, *plan.findings.all()))
        if not usable:
            staged.save_changes("facts", "findings")
            return refuse_import(scope, staged, RefusedFile("no_usable_row", count=rows.row_count), now)
        staged.changes, staged.state, staged.progress, staged.refusal = plan.summary(), "diffed", 100, ""
        staged.save_changes("facts", "findings", "changes", "state", "progress", "refusal")
        event = ImportStaged(
            import_uid=staged.uid, digest=staged.digest, added=plan.counts["added"], changed=plan.counts["changed"],
            removed=0,
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=staged)
    return staged


def apply_rows(scope: Scope, import_uid: UUID, rows: GuardedRows, *, now: datetime) -> ModelImport:
    """Bring a table in, each batch of rows in a transaction of its own; asked for again, it goes on where it stopped.

    Raises:
        Refused: It is finished already, or the file is another than the one that was compared.
    """
    staged = ModelImport.objects.within(scope).select_related("unit", "community").get(uid=import_uid)
    if rows.table.source_hash != staged.digest:
        raise Refused(_("This is not the file that was compared. Upload it again."))
    plan, intake = _begun(scope, staged, now)
    expected = max(1, int(staged.facts.get("rows", 0)))
    for some in rows:
        with transaction.atomic():
            intake.bring_in(some, plan)
            done = min(99, 100 * some[-1].number // expected)
            ModelImport.objects.within(scope).filter(pk=staged.pk).update(progress=max(1, done))
    with transaction.atomic():
        staged = locked_import(scope, import_uid, None)
        move_import(staged, "apply")
        today = now.astimezone(ZoneInfo(staged.community.timezone)).date()
        staged.applied_at, staged.effective_on, staged.progress = now, today, 100
        staged.changes, staged.findings = plan.summary(), kept_findings((*rows.findings, *plan.findings.all()))
        staged.save_changes("state", "applied_at", "effective_on", "changes", "findings", "progress")
        event = ImportApplied(
            import_uid=staged.uid, effective_on=today, added=plan.counts["added"], changed=plan.counts["changed"],
            removed=0,
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=staged)
    return staged


@transaction.atomic
def refuse_table(
    scope: Scope, import_uid: UUID, refused: RefusedFile, header: Sequence[str], *, now: datetime
) -> ModelImport:
    """Keep why a table could not be read, and its headers: whoever knows may say what the columns hold."""
    staged = locked_import(scope, import_uid, None)
    if header:
        staged.facts = {"rows": 0, "usable": 0, "columns": {}, "header": list(header), "unknown": {}, "mapped": True}
        staged.save_changes("facts")
    return refuse_import(scope, staged, refused, now)


@transaction.atomic
def map_table(
    scope: Scope, import_uid: UUID, mapping: Mapping[str, Any], *, expected_version: int | None, now: datetime,
    save_as: str = "",
) -> ModelImport:  # fmt: skip
    """Say what the columns and words of an uploaded table mean, and have it read and compared anew.

    Args:
        save_as: A name under which the next such table can be read the same way.

    Raises:
        Invalid: The mapping speaks of columns there are none of.
        Refused: It is finished already.
    """
    staged = locked_import(scope, import_uid, expected_version)
    staged.mapping = checked_mapping(staged.kind, mapping)
    move_import(staged, "map")
    staged.progress, staged.refusal = 0, ""
    staged.save_changes("mapping", "state", "progress", "refusal")
    if save_as.strip():
        save_mapping(scope, staged.kind, save_as, staged.mapping, now=now)
    enqueue("estate.read_model", {
        "import_uid": str(staged.uid), "person_id": scope.person_id, "employment_id": scope.employment_id,
    })  # fmt: skip
    return staged


def save_mapping(scope: Scope, kind: str, name: str, mapping: Mapping[str, Any], *, now: datetime) -> TableMapping:
    """Keep a mapping under a name; one of that name is replaced. In the caller's transaction."""
    saved = TableMapping.objects.within(scope).filter(kind=kind, name=name.strip()[:80]).first()
    if saved is None:
        return TableMapping.objects.create(
            community_id=scope.community_id, kind=kind, name=name.strip()[:80], mapping=dict(mapping), saved_at=now,
            saved_by_id=scope.person_id,
        )  # fmt: skip
    saved.mapping, saved.saved_at, saved.saved_by_id = dict(mapping), now, scope.person_id
    saved.save_changes("mapping", "saved_at", "saved_by")
    return saved


def saved_mapping(scope: Scope, kind: str, name: str) -> dict[str, Any]:
    """The mapping kept under a name.

    Raises:
        Invalid: There is none of that name for such tables.
    """
    saved = TableMapping.objects.within(scope).filter(kind=kind, name=name).first()
    if saved is None:
        raise Invalid({"mapping": _("There is no mapping of that name for such tables.")})
    return dict(saved.mapping)


def checked_mapping(kind: str, mapping: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping as it is kept: only what a table of this kind can have.

    Raises:
        Invalid: It is no mapping, or speaks of fields there are none of.
    """
    if set(mapping) - set(PARTS) or any(not isinstance(part, Mapping) for part in mapping.values()):
        raise Invalid({"mapping": _("A mapping has columns, values, defaults and options.")})
    known = {column.field for column in KINDS[kind]}
    columns, values = dict(mapping.get("columns", {})), dict(mapping.get("values", {}))
    named = {*columns.values(), *values, *mapping.get("defaults", {})} - known - {""}
    if named:
        raise Invalid({"mapping": _("There is no field “%(field)s”.") % {"field": min(named)}})
    return {**{part: dict(mapping.get(part, {})) for part in PARTS}, "columns": columns, "values": values}


def _begun(scope: Scope, staged: ModelImport, now: datetime) -> tuple[StreamedPlan, Intake]:
    keeper: TableKeeper | None = keeper_of(staged.kind)
    if keeper is None:
        raise Invalid({"kind": _("Choose what the file holds.")})
    return StreamedPlan(staged.kind), keeper.begin(scope, staged, now)
