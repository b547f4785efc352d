"""What a COBie workbook is read into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from samdrift.registers.estate.formats.model import BuildingModel


@dataclass(frozen=True, slots=True, kw_only=True)
class CobieJob:
    """A planned task on every component of a type; `rrule` repeats it (`FREQ=YEARLY;INTERVAL=1`), "" when once."""

    name: str
    type_key: str
    category: str = ""
    description: str = ""
    task_number: str = ""
    duration: Decimal | None = None
    duration_unit: str = ""
    rrule: str = ""
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CobieBook:
    """What a workbook holds.

    Args:
        sheets: Filled rows by sheet, in the standard's order.
        dangling: References that lead nowhere, in all.
        references: The same by “Sheet.Column”.
        rows: Every row as texts by column, for sheets the model has no place for (exported again as they were).
    """

    model: BuildingModel
    sheets: Mapping[str, int]
    dangling: int
    references: Mapping[str, int] = field(default_factory=dict)
    jobs: tuple[CobieJob, ...] = ()
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
