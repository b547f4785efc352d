"""What changes that were asked for would have met under other rows of the notice table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samdrift.kernel.notice_table import Row, Table
from samdrift.kernel.scaling import effective_day, remanence_total

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PastLine:
    """One volume of a change as it was asked for.

    Attributes:
        share: Its net share in the months counted; None where there was nothing of it before.
        row: The row it met.
        reduction: What it took off the yearly price, in whole units; below 0 it added.
    """

    submitted: date
    requested: date
    share: Decimal | None
    row: Row
    reduction: Decimal


@dataclass(frozen=True, slots=True)
class Met:
    """What the lines of one change come to: notice of the longest, whose yes, the first day, what is kept."""

    notice_months: int
    approvals: tuple[str, ...]
    first_day: date
    kept_minor: int


def as_met(lines: Sequence[PastLine], *, any_day: bool) -> Met:
    """What the lines met by their own rows."""
    return _together([(line, line.row) for line in lines], any_day=any_day)


def under(table: Table, lines: Sequence[PastLine]) -> Met:
    """What they would meet by the rows of a table; the months small steps are summed over stay as they were counted."""
    met = [
        (line, table.row_for(up=line.row.up, share=line.share, closes_site=line.row.closure)) for line in lines
    ]  # fmt: skip
    return _together(met, any_day=table.any_day)


def _together(met: Sequence[tuple[PastLine, Row]], *, any_day: bool) -> Met:
    days = [effective_day(line.submitted, line.requested, row.notice_months, any_day=any_day) for line, row in met]
    kept = sum(
        remanence_total(line.reduction, row, day)
        for (line, row), day in zip(met, days, strict=True) if line.reduction > ZERO and row.remanence
    )  # fmt: skip
    return Met(
        max(row.notice_months for _line, row in met), max((row.approvals for _line, row in met), key=len),
        max(days), kept,
    )  # fmt: skip
