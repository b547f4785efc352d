"""What a model would change, worked out but not done."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.registers.estate import rules
from samdrift.registers.estate.formats.diff import Changes, Item, difference, items
from samdrift.registers.estate.formats.model import BuildingModel, Finding
from samdrift.registers.estate.models import Site
from samdrift.registers.estate.queries.stored import comparable, stored_items, summed_area

LISTED = 400


@dataclass(frozen=True, slots=True)
class Proposal:
    """A model compared with the register: the changes, and whether they wait for a yes."""

    changes: Changes
    needs_approval: bool
    numbers: Mapping[str, str] = field(default_factory=dict)  # of rooms as they stand, by key
    numbers_now: Mapping[str, str] = field(default_factory=dict)  # of rooms as the model has them

    @property
    def area_change_m2(self) -> Decimal:
        """By how much the site's area would change."""
        changed = sum((c.area_change_m2 or Decimal(0) for c in self.changes.changed), Decimal(0))
        added = sum((Decimal(i.fields.get("area_m2", 0)) for i in self.changes.added if i.kind == "space"), Decimal(0))
        gone = sum((Decimal(i.fields.get("area_m2", 0)) for i in self.changes.removed if i.kind == "space"), Decimal(0))
        return changed + added - gone


def proposal_for(scope: Scope, site: Site, model: BuildingModel) -> Proposal:
    """What applying `model` to `site` would do."""
    stored, incoming = stored_items(scope, site), comparable(items(model))
    changes = difference(stored, incoming)
    changes = replace(changes, removed=tuple(_really_gone(stored, changes)))
    has_areas = any(item.kind == "space" and "area_m2" in item.fields for item in stored)
    numbers = [{i.key: i.number for i in side if i.kind == "space"} for side in (stored, incoming)]
    proposal = Proposal(changes, needs_approval=False, numbers=numbers[0], numbers_now=numbers[1])
    moved = [change.area_change_m2 or Decimal(0) for change in changes.changed]
    moved += [Decimal(i.fields.get("area_m2", 0)) for i in (*changes.added, *changes.removed) if i.kind == "space"]
    return replace(proposal, needs_approval=has_areas and rules.needs_approval(site.state, moved))


def _really_gone(stored: list[Item], changes: Changes) -> list[Item]:
    """What the model lacks, for kinds it is a newer version of; what was made by hand never goes."""
    kept = Counter(item.kind for item in stored if not item.key.startswith("row:"))
    gone = Counter(item.kind for item in changes.removed if not item.key.startswith("row:"))
    newer = {kind for kind, known in kept.items() if rules.is_newer_version(known, known - gone[kind])}
    return [item for item in changes.removed if item.kind in newer and not item.key.startswith("row:")]


def facts_of(model: BuildingModel) -> dict[str, Any]:
    """What a model is, for its page: schema, counts, area, units, tool."""
    return {
        "schema": model.schema,
        "project": model.project_name[:160],
        "tool": model.authoring_tool[:160],
        "buildings": len(model.buildings),
        "storeys": len(model.storeys),
        "spaces": len(model.spaces),
        "elements": model.element_count,
        "assets": len(model.assets),
        "area_m2": summed_area(model),
        "length_unit": model.units.length_name,
        "area_unit": model.units.area_name,
    }


def findings_of(model: BuildingModel) -> list[dict[str, Any]]:
    """The reader's findings as they are kept: translated when shown."""
    return kept_findings(model.findings)


def kept_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as they are kept, with what fills their sentences."""
    return [{"level": f.level, "code": f.code, "object": f.object_key, "params": dict(f.params)} for f in findings]


def summary_of(proposal: Proposal) -> dict[str, Any]:
    """The changes as they are kept for the preview: counts of all, and the first of each kind by name."""
    changes = proposal.changes
    numbers, fresh = proposal.numbers, proposal.numbers_now
    return {
        "counts": {
            "added": _counts(changes.added), "changed": _counts(c.stored for c in changes.changed),
            "moved": _counts(m.stored for m in changes.moved), "removed": _counts(changes.removed),
            "unchanged": changes.unchanged,
        },
        "area_change_m2": str(proposal.area_change_m2),
        "needs_approval": proposal.needs_approval,
        "added": [_named(item) for item in changes.added[:LISTED]],
        "removed": [_named(item) for item in changes.removed[:LISTED]],
        "moved": [
            {**_named(m.stored), "from": m.from_parent, "to": m.to_parent} for m in changes.moved[:LISTED]
        ],
        "changed": [
            {
                **_named(c.stored), "key": c.stored.key, "priced": c.stored.priced,
                "fields": [{"field": f.field, "old": _text(f.old), "new": _text(f.new)} for f in c.changes],
            }
            for c in changes.changed[:LISTED]
        ],
        "lineage": [
            {
                "kind": one.kind, "from": list(one.from_keys), "to": list(one.to_keys),
                "overlap": round(one.overlap, 3), "from_numbers": [numbers.get(key, key) for key in one.from_keys],
                "to_numbers": [fresh.get(key, key) for key in one.to_keys],
            }
            for one in changes.lineage
        ],
    }  # fmt: skip


def _counts(found: Any) -> dict[str, int]:
    return dict(Counter(item.kind for item in found))


def _named(item: Item) -> dict[str, Any]:
    area = item.fields.get("area_m2")
    return {"kind": item.kind, "number": item.number, "name": item.name, "area_m2": _text(area)}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
