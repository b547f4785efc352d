"""The rows of a table as they would stand in the register: new, changed or the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from samdrift.registers.estate.formats.collecting import Findings
from samdrift.registers.estate.formats.model import Limits
from samdrift.registers.estate.formats.tables import TableRow
from samdrift.registers.estate.models import Space


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One row of the table: the row of the register it becomes, and what of it would be another.

    Args:
        changes: Column, old and new text; empty for a new row.
        area: The old and the new area of a space, where it would be another.
    """

    line: int
    kind: str
    row: Any
    number: str
    name: str
    values: Mapping[str, Any]
    changes: tuple[tuple[str, str, str], ...] = ()
    area: tuple[Decimal | None, Decimal] | None = None


@dataclass(slots=True)
class TablePlan:
    """All that a table would do."""

    findings: Findings = field(default_factory=lambda: Findings(Limits().findings_per_code))
    added: list[PlannedRow] = field(default_factory=list)
    changed: list[PlannedRow] = field(default_factory=list)
    unchanged: int = 0
    needs_approval: bool = False
    lineages: list[tuple[list[Space], list[Space]]] = field(default_factory=list)  # rooms that became which rooms
    for_parties: list[Any] = field(default_factory=list)  # rows as the room of people and units takes them

    def take(self, planned: PlannedRow) -> None:
        """Put a row where it belongs: new, changed or the same."""
        if planned.row.pk is None:
            self.added.append(planned)
        elif planned.changes:
            self.changed.append(planned)
        else:
            self.unchanged += 1


def planned_row(
    row: TableRow, kind: str, found: Any, number: str, name: str, values: Mapping[str, Any], *,
    area: tuple[Decimal | None, Decimal] | None = None,
) -> PlannedRow:  # fmt: skip
    """What a row of the table makes of `found`, new or known: every column of `values` that would be another.

    Args:
        area: The old and the new area of a space, where it would be another.
    """
    changes: tuple[tuple[str, str, str], ...] = ()
    if found.pk is not None:
        pairs = [(column, getattr(found, column), value) for column, value in values.items()]
        changes = tuple(
            (column, text_of(old), text_of(new)) for column, old, new in pairs
            if old != new and not column.startswith("sort_")
        )  # fmt: skip
    return PlannedRow(
        line=row.number, kind=kind, row=found, number=number, name=name, values=values, changes=changes, area=area
    )


def text_of(value: Any) -> str:
    """A value as the preview shows it."""
    if isinstance(value, dict):
        return str(value.get("en", ""))
    return "" if value is None else str(getattr(value, "number", "") or getattr(value, "name", "") or value)
