"""Chosen figures as tiles: the last month known with its target and the months before, for screens on a wall."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.scope import Scope
from samdrift.partnership.insight.queries.district import months_back
from samdrift.partnership.insight.queries.telling import tell, whole
from samdrift.partnership.insight.registry import UP, Asked, Cell, Figure, figure_for
from samdrift.partnership.insight.rules.control import LIMITS

MONTHS = 13
# What the house checks a contract against, where no key figure of its own says it.
TARGETS = {
    "promises.kept": LIMITS["promises"].good, "requests.satisfaction": LIMITS["satisfaction"].good,
    "statutory.overdue": LIMITS["statutory"].good, "savings.share": LIMITS["savings"].good,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure.

    Attributes:
        cell: Of the last whole month known, or as things stand where the figure has no months.
        target: None where nobody set one. met: None where either is not known.
    """

    figure: Figure
    cell: Cell
    target: Decimal | None
    trend: Sequence[Decimal]

    @property
    def month(self) -> date | None:
        """The month it is of; None where it says how things stand."""
        return self.cell.key if isinstance(self.cell.key, date) else None

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.target is None or self.cell.value is None or not self.figure.better:
            return None
        value = self.cell.value
        return value >= self.target if self.figure.better == UP else value <= self.target


def tiles(
    scope: Scope, contract_id: int, codes: Sequence[str], today: date, *, at: datetime,
    unit_ids: frozenset[int] | None = None,
) -> list[Tile]:  # fmt: skip
    """The figures as tiles, in the order asked for; those there are none of any more, or not for this reader, left out.

    One read of sums a figure, however many rows.
    """
    until = today.replace(day=1)
    asked = Asked(
        contract_id=contract_id, since=months_back(until, MONTHS), until=until, unit_ids=unit_ids, at=at
    )  # fmt: skip
    found = []
    for code in codes:
        try:
            found.append(_tile(scope, figure_for(scope, code, contract_id), asked))
        except (KeyError, Invalid, NotAllowed):
            continue
    return found


def _tile(scope: Scope, one: Figure, asked: Asked) -> Tile:
    target = one.target if one.target is not None else TARGETS.get(one.code)
    if "month" not in one.by:
        year = replace(asked, since=asked.until.replace(month=1), until=asked.until.replace(year=asked.until.year + 1))
        return Tile(one, whole(scope, one.code, year), target, ())
    cells = [cell for cell in tell(scope, one.code, asked, "month") if cell.value is not None or cell.hidden]
    last = cells[-1] if cells else Cell(key=None, value=None)
    return Tile(one, last, target, [cell.value for cell in cells if cell.value is not None])
