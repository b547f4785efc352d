"""Drawing walls and doors onto the floor plans of an imported model."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope
from samdrift.registers.estate.models import FloorPlan, ModelImport

LINES = ("wall", "door", "window")


def ask_for_walls(staged: ModelImport, *, person_id: int | None) -> None:
    """Have a worker cut an applied model's walls and make its picture, in the caller's transaction."""
    staged.facts = {**staged.facts, "walls": "waiting"}
    staged.save_changes("facts")
    enqueue("estate.cut_walls", {"import_uid": str(staged.uid), "person_id": person_id})
    if staged.site is not None:
        enqueue("estate.make_mesh", {"site_uid": str(staged.site.uid), "person_id": person_id})


@transaction.atomic
def draw_walls(scope: Scope, import_uid: UUID, lines: Mapping[str, Mapping[str, str]] | None) -> int:
    """Keep what was cut, on the plans that are still this model's; how many storeys got lines.

    Args:
        lines: Path data in plan centimetres by storey key and kind, or None where cutting failed.
    """
    staged = ModelImport.objects.within(scope).locked(import_uid, None)
    scope.require("estate.import", site=staged.site_id, unit=staged.unit_id)
    drawn = 0
    plans = FloorPlan.objects.within(scope).filter(site=staged.site_id, source_digest=staged.digest)
    by_key = {key[:64]: kinds for key, kinds in (lines or {}).items()}
    for plan in plans.select_related("storey").order_by("pk"):
        kinds = by_key.get(plan.storey.model_key, {})
        walls = "".join(kinds.get(kind, "") for kind in LINES)
        if walls != plan.walls:
            plan.walls = walls
            plan.save_changes("walls")
        drawn += bool(walls)
    staged.facts = {**staged.facts, "walls": "failed" if lines is None else "drawn" if drawn else "none"}
    staged.save_changes("facts")
    return drawn
