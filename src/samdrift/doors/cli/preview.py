"""What a building model, a COBie workbook or a table holds, shown without a site, a database or Django.

The file is read in a process of its own, so that a file made to break the reader ends in a sentence too.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from samdrift.registers.estate.formats.diff import KINDS, Changes, difference, items
from samdrift.registers.estate.formats.findings import Finding, RefusedFile
from samdrift.registers.estate.formats.guard import cobie_guarded, read_guarded, table_guarded
from samdrift.registers.estate.formats.model import BuildingModel

REFUSED = 2


def preview_ifc(path: str | Path, as_json: bool, out: TextIO = sys.stdout) -> int:  # noqa: FBT001  (the door's flag)
    """Show what an IFC file holds; 2 when it is refused."""
    try:
        model = read_guarded(existing(path))
    except RefusedFile as refused:
        return refused_as(refused, out, as_json=as_json)
    return _show(ifc_report(model), out, as_json=as_json)


def preview_cobie(path: str | Path, as_json: bool, out: TextIO = sys.stdout) -> int:  # noqa: FBT001
    """Show what a COBie workbook holds; 2 when it is refused."""
    try:
        book = cobie_guarded(existing(path))
    except RefusedFile as refused:
        return refused_as(refused, out, as_json=as_json)
    report = {
        "sheets": dict(book.sheets),
        "dangling": book.dangling,
        "references": dict(book.references),
        "area_m2": float(book.model.area_m2),
        "findings": findings_report(book.model.findings),
        "changes": changes_report(difference((), items(book.model))),
    }
    return _show(report, out, as_json=as_json)


def preview_table(kind: str, path: str | Path, as_json: bool, out: TextIO = sys.stdout) -> int:  # noqa: FBT001
    """Show what a table holds; 2 when it is refused."""
    try:
        table = table_guarded(kind, existing(path))
    except RefusedFile as refused:
        return refused_as(refused, out, as_json=as_json)
    report = {
        "kind": table.kind,
        "rows": table.row_count,
        "usable": len(table.rows),
        "columns": dict(table.columns),
        "ignored": list(table.ignored),
        "findings": findings_report(table.findings),
        "changes": {"added": len(table.rows), "changed": 0, "moved": 0, "removed": 0, "unchanged": 0},
    }
    return _show(report, out, as_json=as_json)


def ifc_report(model: BuildingModel, changes: Changes | None = None) -> dict[str, Any]:
    """The report of an IFC file; without changes worked out, everything counts as new."""
    return {
        **model_report(model),
        "changes": changes_report(changes or difference((), items(model))),
    }


def model_report(model: BuildingModel) -> dict[str, Any]:
    """What a model holds and what was found in it."""
    return {
        "schema": model.schema,
        "storeys": len(model.storeys),
        "spaces": len(model.spaces),
        "elements": model.element_count,
        "area_m2": float(model.area_m2),
        "assets": len(model.assets),
        "findings": findings_report(model.findings),
    }


def changes_report(changes: Changes) -> dict[str, Any]:
    """How many objects would be added, changed, moved and removed, in all and by kind."""
    return {
        "added": len(changes.added),
        "changed": len(changes.changed),
        "moved": len(changes.moved),
        "removed": len(changes.removed),
        "unchanged": changes.unchanged,
        "added_by_kind": _by_kind(item.kind for item in changes.added),
        "changed_by_kind": _by_kind(change.stored.kind for change in changes.changed),
        "removed_by_kind": _by_kind(item.kind for item in changes.removed),
        "lineage": [
            {"kind": one.kind, "from": list(one.from_keys), "to": list(one.to_keys)} for one in changes.lineage
        ],
        "priced": len(changes.priced),
    }


def _by_kind(kinds: Iterable[str]) -> dict[str, int]:
    counted = Counter(kinds)
    return {kind: counted[kind] for kind in KINDS if counted[kind]}


def findings_report(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings with their English sentences."""
    return [
        {
            "level": finding.level,
            "code": finding.code,
            "object": finding.object_key,
            "sentence": finding.sentence,
            "params": dict(finding.params),
        }
        for finding in findings
    ]


def existing(path: str | Path) -> Path:
    """The path, if a file is there."""
    found = Path(path)
    if not found.is_file():
        raise RefusedFile("no_file", path=path)
    return found


def refused_as(refused: RefusedFile, out: TextIO, *, as_json: bool) -> int:
    """Say why a file is refused, and the exit status."""
    error = {"error": refused.sentence}
    out.write((json.dumps(error, ensure_ascii=False) if as_json else f"Refused: {refused.sentence}") + "\n")
    return REFUSED


def _show(report: Mapping[str, Any], out: TextIO, *, as_json: bool) -> int:
    if as_json:
        out.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        return 0
    for name, value in report.items():
        if name != "findings":
            out.write(f"{name:>10}  {_plain(value)}\n")
    findings = report["findings"]
    out.write(f"{'findings':>10}  {len(findings)}\n")
    out.writelines(f"{finding['level']:>10}  {finding['sentence']}\n" for finding in findings)
    return 0


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items() if part not in ({}, [], 0))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
