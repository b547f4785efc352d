"""How a month and its results move, and on which day each step is due."""

from collections.abc import Iterable
from datetime import date, timedelta

OPEN, PROVISIONAL, UNDER_REVIEW, AGREED, FROZEN = "open", "provisional", "under_review", "agreed", "frozen"
DISPUTED, CORRECTED = "disputed", "corrected"
CUSTOMER, PROVIDER = "customer", "provider"
SIDES = (CUSTOMER, PROVIDER)
PROVISIONAL_DAY, CLOSING_DAY, FREEZE_DAY = 5, 9, 15

PERIOD_MOVES: dict[tuple[str, str], str] = {
    (OPEN, "compute"): PROVISIONAL,
    (PROVISIONAL, "compute"): PROVISIONAL,
    (UNDER_REVIEW, "compute"): UNDER_REVIEW,  # what came in late: until somebody has agreed
    (PROVISIONAL, "review"): UNDER_REVIEW,
    (UNDER_REVIEW, "agree"): AGREED,
    (AGREED, "dispute"): UNDER_REVIEW,
    (UNDER_REVIEW, "dispute"): UNDER_REVIEW,
    (AGREED, "freeze"): FROZEN,
    (UNDER_REVIEW, "freeze"): FROZEN,
}
RESULT_MOVES: dict[tuple[str, str], str] = {
    (PROVISIONAL, "agree"): AGREED,
    (PROVISIONAL, "dispute"): DISPUTED,
    (AGREED, "dispute"): DISPUTED,
    (DISPUTED, "settle"): AGREED,
    (PROVISIONAL, "freeze"): FROZEN,
    (AGREED, "freeze"): FROZEN,
    (FROZEN, "correct"): CORRECTED,
}
CREDIT_MOVES: dict[tuple[str, str], str] = {
    ("calculated", "agree"): "agreed",
    ("calculated", "waive"): "waived",
    ("agreed", "invoice"): "invoiced",
    ("agreed", "earn_back"): "earned_back",
    ("invoiced", "earn_back"): "earned_back",
}


def period_after(state: str, move: str) -> str | None:
    """The state of a month after `move`, or None when the table does not have it."""
    return PERIOD_MOVES.get((state, move))


def result_after(state: str, move: str) -> str | None:
    """The state of a result after `move`, or None when the table does not have it."""
    return RESULT_MOVES.get((state, move))


def credit_after(state: str, move: str) -> str | None:
    """The state of a credit after `move`, or None when the table does not have it."""
    return CREDIT_MOVES.get((state, move))


def next_month(month: date) -> date:
    """The first day of the month after.

    >>> next_month(date(2025, 12, 1))
    datetime.date(2026, 1, 1)
    """
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def months_from(first: date, last: date) -> Iterable[date]:
    """The first days of the months from one to another, both included."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = next_month(month)


def provisional_on(month: date) -> date:
    """The day a month's figures are worked out: the fifth of the next."""
    return next_month(month).replace(day=PROVISIONAL_DAY)


def closing_on(month: date) -> date:
    """The day from which a party that has not agreed is reminded: the ninth of the next month."""
    return next_month(month).replace(day=CLOSING_DAY)


def frozen_on(month: date) -> date:
    """The day what nobody disputes is frozen: the fifteenth of the next month.

    By then the ten working days have passed in which resolved work of its last day may come back.
    """
    return next_month(month).replace(day=FREEZE_DAY)
