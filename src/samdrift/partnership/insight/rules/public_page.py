"""What of a contract everybody may read: which figures there are to choose from, and when a month says too little."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

PROPOSED, AGREED, REFUSED, WITHDRAWN, REPLACED, ENDED = (
    "proposed", "agreed", "refused", "withdrawn", "replaced", "ended"
)  # fmt: skip
STATES = (PROPOSED, AGREED, REFUSED, WITHDRAWN, REPLACED, ENDED)
HOUSE = (
    "requests.reported", "promises.kept", "requests.reopened", "requests.satisfaction", "rounds.delivered",
    "planned.done", "statutory.done", "work.done", "cost.invoiced",
)  # fmt: skip
"""The house's figures a public page may have: of the whole contract and whole months, about nobody and no place."""
MONTHS, FEWEST = 12, 5
COUNTED = frozenset({"count", "share", "score"})
"""Kinds of figures that rest on matters of people."""


def too_few(kind: str, *, people: int | None, of: Decimal | None, rows: int | None) -> bool:
    """Whether a month rests on so few that it would speak of them.

    >>> too_few("share", people=None, of=Decimal(4), rows=4), too_few("share", people=None, of=Decimal(5), rows=5)
    (True, False)
    """
    known = people if people is not None else int(of) if of is not None else rows
    return kind in COUNTED and known is not None and 0 < known < FEWEST


def span(frozen: date | None, today: date) -> tuple[date, date]:
    """The twelve months shown, and the first day after them: to the last both parties froze, else the last whole one.

    >>> span(date(2025, 11, 1), date(2026, 1, 15)), span(None, date(2026, 1, 15))[1]
    ((datetime.date(2024, 12, 1), datetime.date(2025, 12, 1)), datetime.date(2026, 1, 1))
    """
    this = today.replace(day=1)
    until = min(_months_on(frozen, 1), this) if frozen else this
    return _months_on(until, -MONTHS), until


def _months_on(first: date, many: int) -> date:
    count = first.year * 12 + first.month - 1 + many
    return date(count // 12, count % 12 + 1, 1)


def may_answer(*, proposed_by_side: str, side: str, proposer: int | None, person: int | None) -> bool:
    """Whether this person may agree: of the other party, and another person."""
    return side in ("customer", "provider") and side != proposed_by_side and person is not None and person != proposer


def chosen(codes: Sequence[str], offered: Sequence[str]) -> list[str]:
    """What was chosen of what is offered, each once, in the order it is offered."""
    return [code for code in offered if code in set(codes)]
