"""A table's way in: uploaded, compared row by row, applied whole or not at all."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import Happening, record, record_many
from samdrift.foundation.scope import Scope
from samdrift.registers.estate import rules
from samdrift.registers.estate.commands.areas import NewArea, date_areas
from samdrift.registers.estate.commands.importing import locked_import, move_import, refuse_import
from samdrift.registers.estate.commands.lineage import succeed
from samdrift.registers.estate.events import ImportApplied, ImportStaged, SiteRecorded
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.tables import Table
from samdrift.registers.estate.models import Asset, Building, ModelImport, Site, Space, Storey
from samdrift.registers.estate.queries.proposals import kept_findings
from samdrift.registers.estate.queries.streamed import all_kinds
from samdrift.registers.estate.queries.table_plans import KEPT, folded_text, plan_for, summary_of_table
from samdrift.registers.estate.queries.table_rows import PlannedRow, TablePlan
from samdrift.registers.parties import public as parties

BATCH = 500
SEARCHED = ("space", "element")  # kinds of rows that carry what the search looks through


@transaction.atomic
def upload_table(
    scope: Scope, unit_uid: UUID | None, *, kind: str, file_name: str, digest: str, now: datetime,
    mapping: Mapping[str, Any] | None = None,
) -> ModelImport:  # fmt: skip
    """Take in a table for a unit and what lies below it; it is read afterwards.

    Args:
        unit_uid: None for people or units of the whole community; places belong to a unit.
        kind: A kind of table, such as sites or people.
        mapping: What its columns and words mean, as far as somebody has said; see `ModelImport.mapping`.

    Raises:
        DoesNotExist: No such unit within the scope.
        Invalid: There is no such kind of table, or places have no unit.
        NotAllowed: The actor may not bring in such a table there.
    """
    if kind not in all_kinds():
        raise Invalid({"kind": _("Choose what the file holds.")})
    if unit_uid is None and kind not in rules.IMPORT_PERMISSIONS:
        raise Invalid({"unit": _("Choose the unit the table is of.")})
    unit = parties.Unit.objects.within(scope).get(uid=unit_uid) if unit_uid else None
    scope.require(rules.import_permission(kind), unit=unit.pk if unit else None)
    return ModelImport.objects.create(
        community_id=scope.community_id, unit=unit, kind=kind, file_name=file_name[:200], digest=digest,
        uploaded_at=now, uploaded_by_id=scope.person_id, data_class="D4" if kind in rules.OF_PEOPLE else "D1",
        owner_party_id=scope.party_id if kind in rules.OF_EMPLOYER else None, mapping=dict(mapping or {}),
    )  # fmt: skip


@transaction.atomic
def stage_table(scope: Scope, import_uid: UUID, table: Table, *, now: datetime) -> ModelImport:
    """Compare a table with the register and keep the proposal; one without a row that can be used is refused."""
    staged = locked_import(scope, import_uid, None)
    if staged.state not in ("uploaded", "diffed"):
        raise Refused(_("This import is finished already."))
    plan = plan_for(scope, staged, table, today=_today(staged, now))
    unkept = [header for name, header in table.columns.items() if name not in KEPT[table.kind]]
    if unkept:
        plan.findings.add("info", "columns_not_kept", columns=", ".join(unkept))
    staged.facts = {
        "rows": table.row_count, "usable": len(plan.added) + len(plan.changed) + plan.unchanged,
        "columns": dict(table.columns),
    }  # fmt: skip
    staged.findings = kept_findings((*table.findings, *plan.findings.all()))
    if not staged.facts["usable"]:
        staged.save_changes("facts", "findings")
        return refuse_import(scope, staged, RefusedFile("no_usable_row", count=table.row_count), now)
    staged.changes, staged.state, staged.progress = summary_of_table(plan), "diffed", 100
    staged.save_changes("facts", "findings", "changes", "state", "progress")
    event = ImportStaged(
        import_uid=staged.uid, digest=staged.digest, added=len(plan.added), changed=len(plan.changed), removed=0
    )
    record(event, scope=scope, at=now, subject=staged)
    return staged


@transaction.atomic
def apply_table(
    scope: Scope, import_uid: UUID, table: Table, *, expected_version: int | None, effective_on: date, now: datetime
) -> ModelImport:
    """Let a table's changes hold from a day on. All of it happens, or nothing.

    Raises:
        Refused: It waits for approval, or the file is another than the one that was compared.
    """
    staged = locked_import(scope, import_uid, expected_version)
    if table.source_hash != staged.digest:
        raise Refused(_("This is not the file that was compared. Upload it again."))
    today = _today(staged, now)
    plan = plan_for(scope, staged, table, today=today)
    if plan.needs_approval and staged.state != "approved":
        raise Refused(
            _("It changes areas that carry a price. Somebody who may approve areas must say yes before it is applied.")
        )
    move_import(staged, "apply")
    if staged.kind in rules.IMPORT_PERMISSIONS:
        _bring_in(scope, staged, plan, effective_on=effective_on, today=today, now=now)
    else:
        _write(scope, plan, effective_on, now)
    staged.applied_at, staged.effective_on, staged.progress = now, effective_on, 100
    staged.changes = summary_of_table(plan)
    staged.save_changes("state", "applied_at", "effective_on", "changes", "progress")
    event = ImportApplied(
        import_uid=staged.uid, effective_on=effective_on, added=len(plan.added), changed=len(plan.changed), removed=0
    )
    record(event, scope=scope, at=now, subject=staged)
    return staged


def _today(staged: ModelImport, now: datetime) -> date:
    return now.astimezone(ZoneInfo(staged.community.timezone)).date()


def _bring_in(
    scope: Scope, staged: ModelImport, plan: TablePlan, *, effective_on: date, today: date, now: datetime
) -> None:
    """People and units are written by the room that keeps them; the rows that cannot be used are left out."""
    if staged.kind == "people":
        parties.import_people(scope, plan.for_parties, today=effective_on, now=now, within=staged.unit)
    else:
        parties.import_units(scope, plan.for_parties, from_day=effective_on, today=today, now=now, within=staged.unit)


def _write(scope: Scope, plan: TablePlan, effective_on: date, now: datetime) -> None:
    for planned in (*plan.added, *plan.changed):
        _fill(scope, planned)
    for model in (Site, Building, Storey, Space, Asset):
        fresh = [planned.row for planned in plan.added if isinstance(planned.row, model)]
        model.objects.bulk_create(fresh, batch_size=BATCH)
    for planned in plan.changed:
        extra = ("search_text",) if planned.kind in SEARCHED else ()
        if planned.values:
            planned.row.save_changes(*planned.values, *extra)
    areas: list[NewArea] = [
        (planned.row, planned.area[0], planned.area[1], "table") for planned in (*plan.added, *plan.changed)
        if planned.area is not None
    ]  # fmt: skip
    happened = date_areas(scope, areas, effective_on=effective_on, now=now)
    for before, after in plan.lineages:
        # The room that stays is the likeliest place of what hangs there, then the largest.
        parts = [room for room in after if room not in before]
        likeliest = [room for room in after if room in before] + sorted(parts, key=_smallest_last)
        happened += succeed(scope, before, likeliest, on=effective_on, now=now)
    happened += [
        Happening(event=SiteRecorded(site_uid=planned.row.uid), at=now, subject=planned.row)
        for planned in plan.added if planned.kind == "site"
    ]  # fmt: skip
    record_many(happened, scope=scope)


def _smallest_last(room: Space) -> Decimal:
    return -(room.area_m2 or Decimal(0))


def _fill(scope: Scope, planned: PlannedRow) -> None:
    """Set the row's columns; a storey that only the table knows is made first."""
    row = planned.row
    row.community_id = scope.community_id
    for column, value in planned.values.items():
        if isinstance(value, Storey) and value.pk is None:
            _save_storey(scope, value)
        elif isinstance(value, Building) and value.pk is None:
            value.community_id = scope.community_id
            value.save()
        setattr(row, column, value)
    if planned.kind in SEARCHED:
        row.search_text = folded_text(row.number, row.name)


def _save_storey(scope: Scope, storey: Storey) -> None:
    code = getattr(storey, "building_code", "")
    buildings = Building.objects.within(scope).filter(site=storey.site, state="active").order_by("pk")
    found = buildings.filter(code=code).first() if code else buildings.first()
    storey.building = found or Building.objects.create(
        community_id=scope.community_id, site=storey.site, code=code or "B1", name=code
    )
    name = storey.name.lstrip("-")
    storey.level = int(storey.name) if name.isdecimal() and len(name) < 3 else 0
    storey.save()
