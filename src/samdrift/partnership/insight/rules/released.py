"""Managers' time released: what counts as an activity and a method, who may answer, and what is left of a proposal."""

from collections.abc import Iterable
from decimal import Decimal

# What managers did themselves before others did it for them.
ACTIVITIES = ("supervise", "rosters", "order", "invoices", "complaints", "tenders", "safety", "other")
METHODS = ("time_study", "survey", "records", "comparison")
SIDES = ("customer", "provider")
PROPOSED, AGREED, REFUSED, REPLACED = "proposed", "agreed", "refused", "replaced"
MOST_HOURS = Decimal(100_000)


def released(hours_before: Decimal, hours_now: Decimal) -> Decimal:
    """Hours a year released; below nothing where it takes more than before.

    >>> released(Decimal("420.0"), Decimal("95.5"))
    Decimal('324.5')
    """
    return hours_before - hours_now


def together(rows: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Several activities together; one that takes more takes off what others release."""
    return sum((released(before, now) for before, now in rows), Decimal(0))


def may_answer(*, proposed_by_side: str, side: str, proposer: int | None, person: int | None) -> bool:
    """Whether this person may agree: of the other party, and another person."""
    return side in SIDES and side != proposed_by_side and person is not None and person != proposer
