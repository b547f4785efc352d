"""What stands behind lines that are no volumes: the rows of every room, and the places events name inside of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from samdrift.kernel.bundles import behind_form
from samdrift.kernel.bundles.form import decimal_text
from samdrift.kernel.bundles.telling import Happened
from samdrift.operations.bundles import registry
from samdrift.registers.contracts import public as contracts


def gathered_behind(contract_id: int, first_days: Sequence[date]) -> registry.Behind:
    """The rows of all rooms by table, in the order of each table, and the subjects that tell of them."""
    found = registry.behind(contract_id, first_days)
    rows: dict[str, list[Mapping[str, Any]]] = {name: [] for name in behind_form.COLUMNS}
    for one in found:
        for name, some in one.tables.items():
            rows[name] += some
    rows[behind_form.REGULATIONS] += _regulations(contract_id)
    for name, some in rows.items():
        key = behind_form.COLUMNS[name][: behind_form.KEYS[name]]
        some.sort(key=lambda row: [str(row[column]) for column in key])
    return registry.Behind(rows, [uid for one in found for uid in one.subjects])


def _regulations(contract_id: int) -> Iterable[Mapping[str, Any]]:
    for run in contracts.index_runs(contract_id):
        yield {
            "run": str(run.uid), "rule": run.rule_code, "effective_from": run.effective_from.isoformat(),
            "applies_from": run.applies_from.isoformat(), "raw": decimal_text(run.raw),
            "factor": decimal_text(run.factor), "reason": run.reason,
        }  # fmt: skip


def places_in(events: Iterable[Happened]) -> tuple[set[int], set[int]]:
    """The sites and units that events name inside of what they tell in full."""
    sites, units = set[int](), set[int]()
    for event in events:
        if event.kind not in behind_form.KINDS:
            continue
        for row in event.payload.get("written") or ():
            sites.update(value for value in (row.get("site"),) if isinstance(value, int))
            units.update(value for value in (row.get("unit"),) if isinstance(value, int))
        for unit, top in (event.payload.get("tops") or {}).items():
            units.update((int(unit), top))
    return sites, units
