"""The rows that say how much notice a change of volume needs, who says yes and what is kept: dated contract data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# Who has to say yes, in order: the district's budget holder, the contract manager, the steering committee.
APPROVALS = ("budget", "contract", "steering")
ZERO = Decimal(0)


class Unfit(ValueError):
    """Rows nobody could follow; `why`: first_row, same_share, same_code, approvals, share, months, days."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the rows of the notice table do not fit together: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Remanence:
    """The share of a reduction that is still paid in months `first_month` to `last_month` after effect, from 1."""

    first_month: int
    last_month: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for which change, with how much notice, whose yes, and what is kept.

    Attributes:
        code: small, medium, large, closure, more, much_more, or the contract's own.
        up: For increases; else for reductions.
        above: The share of the volume above which the row is met; the limit itself still belongs to the row before.
        closure: For leaving a site, whatever the share.
    """

    code: str
    above: Decimal
    notice_months: int
    approvals: tuple[str, ...] = ("budget",)
    remanence: tuple[Remanence, ...] = ()
    up: bool = False
    closure: bool = False

    @property
    def self_service(self) -> bool:
        """Whether the budget holder alone decides."""
        return self.approvals == ("budget",)


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a contract, and the few numbers beside them.

    Attributes:
        short_closure_days: Up to so many working days a closure only moves hours.
        closure_share: The share of the daily price a longer closure gives back.
        renegotiate_below: The share of the baseline volume below which the whole price is talked about.
    """

    rows: tuple[Row, ...]
    window_months: int = 12
    any_day: bool = False
    short_closure_days: int = 10
    short_closure_notice: int = 5
    long_closure_notice: int = 10
    closure_share: Decimal = Decimal("0.80")
    renegotiate_below: Decimal = Decimal("0.80")

    def row_for(self, *, up: bool, share: Decimal | None, closes_site: bool = False) -> Row:
        """The row a change meets; without a volume to compare with (None) the highest one.

        Raises:
            LookupError: No row speaks of it.
        """
        if closes_site and not up:
            for row in self.rows:
                if row.closure:
                    return row
        fitting = [
            row for row in self.rows if row.up == up and not row.closure and (share is None or row.above < share)
        ]
        lowest = [row for row in self.rows if row.up == up and not row.closure and row.above == 0]
        if not fitting and not lowest:
            raise LookupError("no row of the notice table speaks of this change")
        return max(fitting or lowest, key=lambda row: row.above)


_KEPT = (Remanence(1, 3, Decimal("0.30")), Remanence(4, 6, Decimal("0.15")))
DEFAULT = Table(
    (
        Row("small", ZERO, 1),
        Row("medium", Decimal("0.05"), 3, APPROVALS[:2]),
        Row("large", Decimal("0.15"), 6, APPROVALS, _KEPT),
        Row("closure", ZERO, 3, APPROVALS, _KEPT, closure=True),
        Row("more", ZERO, 1, up=True),
        Row("much_more", Decimal("0.10"), 2, up=True),
    )
)


@dataclass(frozen=True, slots=True)
class DatedTable:
    """A table as it holds from a day on."""

    valid_from: date
    table: Table


def table_on(tables: Iterable[DatedTable], day: date) -> Table:
    """The table that holds on a day; the default before the first one."""
    held = [one for one in tables if one.valid_from <= day]
    return max(held, key=lambda one: one.valid_from).table if held else DEFAULT


def as_written(table: Table) -> dict[str, Any]:
    """The table as JSON: numbers as text, so that nothing is lost."""
    return {
        "rows": [row_as_written(row) for row in table.rows],
        "window_months": table.window_months, "any_day": table.any_day,
        "short_closure_days": table.short_closure_days, "short_closure_notice": table.short_closure_notice,
        "long_closure_notice": table.long_closure_notice, "closure_share": str(table.closure_share),
        "renegotiate_below": str(table.renegotiate_below),
    }  # fmt: skip


def row_as_written(row: Row) -> dict[str, Any]:
    """One row as JSON."""
    return {
        "code": row.code, "up": row.up, "above": str(row.above), "notice_months": row.notice_months,
        "approvals": list(row.approvals), "closure": row.closure,
        "remanence": [[one.first_month, one.last_month, str(one.share)] for one in row.remanence],
    }  # fmt: skip


def table_from(written: Mapping[str, Any]) -> Table:
    """The table as JSON keeps it.

    Raises:
        Unfit: Nobody could follow it (`check`).
    """
    rows = tuple(row_from(one) for one in written["rows"])
    table = Table(
        rows, int(written["window_months"]), bool(written["any_day"]), int(written["short_closure_days"]),
        int(written["short_closure_notice"]), int(written["long_closure_notice"]), Decimal(written["closure_share"]),
        Decimal(written["renegotiate_below"]),
    )  # fmt: skip
    check(table)
    return table


def row_from(written: Mapping[str, Any]) -> Row:
    """A row as JSON keeps it."""
    kept = tuple(Remanence(int(first), int(last), Decimal(share)) for first, last, share in written["remanence"])
    return Row(
        written["code"], Decimal(written["above"]), int(written["notice_months"]), tuple(written["approvals"]), kept,
        up=bool(written["up"]), closure=bool(written["closure"]),
    )  # fmt: skip


def check(table: Table) -> None:
    """See that every change meets one row, and that its numbers can be followed.

    Raises:
        Unfit: A row asks for a yes nobody gives, a share lies outside 0 to 1, a direction has no first row, two rows
            begin at the same share, or months and days go backwards.
    """
    met: set[tuple[bool, bool, Decimal]] = set()
    for row in table.rows:
        _check_row(row)
        place = (row.up, row.closure, ZERO if row.closure else row.above)
        if place in met:
            raise Unfit("same_share")
        met.add(place)
    if not {(False, False, ZERO), (True, False, ZERO)} <= met:
        raise Unfit("first_row")
    if len({row.code for row in table.rows}) < len(table.rows):
        raise Unfit("same_code")
    if not (0 <= table.closure_share <= 1 and 0 <= table.renegotiate_below <= 1):
        raise Unfit("share")
    if table.window_months < 1 or min(
        table.short_closure_days, table.short_closure_notice, table.long_closure_notice
    ) < 0:  # fmt: skip
        raise Unfit("days")


def _check_row(row: Row) -> None:
    if row.approvals != APPROVALS[: len(row.approvals)] or not row.approvals:
        raise Unfit("approvals")
    if not 0 <= row.above < 1 or any(not 0 <= one.share <= 1 for one in row.remanence):
        raise Unfit("share")
    if row.notice_months < 0 or (row.up and (row.closure or row.remanence)):
        raise Unfit("months")
    after = 0
    for one in row.remanence:
        if not after < one.first_month <= one.last_month:
            raise Unfit("months")
        after = one.last_month
