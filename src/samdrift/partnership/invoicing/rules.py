"""Where an invoice may go from where it is, who does it, and what stands in the way (domain.md §2.15, §2.23)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samdrift.kernel.fees import TIMES_A_YEAR, FeeLine
from samdrift.kernel.invoices import net_minor

ISSUED = "issued"
# State and move → the state after it. A dispute stands beside the state: the rest of the invoice goes on and is paid.
MOVES = {
    ("draft", "precheck"): "prechecked",
    ("prechecked", "precheck"): "prechecked",
    ("prechecked", "issue"): ISSUED,
    ("issued", "receive"): "received",
    ("received", "match"): "matched",
    ("received", "query"): "queried",
    ("received", "reject"): "rejected",
    ("matched", "query"): "queried",
    ("matched", "approve"): "approved",
    ("queried", "query"): "queried",
    ("queried", "match"): "matched",
    ("queried", "credit"): "credited",
    ("queried", "reject"): "rejected",
    ("credited", "query"): "queried",
    ("credited", "match"): "matched",
    ("approved", "pay"): "paid",
    ("matched", "credit"): "matched",
    ("approved", "credit"): "approved",
    ("paid", "credit"): "paid",
}

# Who makes a move: a permission, "" for the system itself (domain.md §2.23).
WHO = {
    "precheck": "", "issue": "invoicing.issue", "receive": "", "match": "invoicing.match",
    "query": "invoicing.match", "reject": "invoicing.match", "approve": "invoicing.approve",
    "credit": "invoicing.issue", "pay": "invoicing.pay",
}  # fmt: skip

STATES = ("draft", "prechecked", "issued", "received", "matched", "queried", "credited", "approved", "paid", "rejected")
OPEN = frozenset({"draft", "prechecked"})
OWED = frozenset({"received", "matched", "queried", "credited", "approved"})
REASONS = ("not_delivered", "quantity", "price", "not_ordered", "twice", "other")
ANSWER_WORKING_DAYS = 5
"""A query is answered within five working days: later it shows as late to both parties."""

VAT_PERCENT = {"DK": Decimal(25), "GB": Decimal(20)}
"""The standard rate by the country of whom an invoice goes to; its other rules are those of the country's supplier."""

UNITS = {
    "m2_year": "MTK", "visit": "C62", "hour": "HUR", "vehicle_year": "C62", "item": "C62", "user_month": "C62",
    "meal": "C62", "call": "C62", "payslip": "C62", "employee_year": "C62", "fixed_year": "C62",
}  # fmt: skip
MONTHS = Decimal(12)


@dataclass(frozen=True, slots=True)
class Expressed:
    """A line as quantity times price by base, which comes to its amount exactly."""

    quantity: Decimal
    price: Decimal
    base: Decimal
    unit: str
    derived: bool


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the move is not allowed."""
    return MOVES.get((state, move))


def expressed(fee: FeeLine, unit: str) -> Expressed:
    """A month's fee as an invoice line: volume times year price by twelve, where that is what it comes to.

    Where volume or price changed inside the month, or bands hold, it is one month at the fee; its stretches tell how.
    """
    if len(fee.stretches) == 1:
        stretch = fee.stretches[0]
        price = stretch.price * stretch.factor
        exponent = price.as_tuple().exponent
        short = isinstance(exponent, int) and exponent >= -6
        base = MONTHS / TIMES_A_YEAR.get(unit, 1)
        if short and net_minor(stretch.quantity, price, base) == fee.amount_minor:
            return Expressed(stretch.quantity, price, base, UNITS.get(unit, "C62"), derived=True)
    return Expressed(*once(fee.amount_minor), Decimal(1), "MON", derived=True)


def once(amount_minor: int) -> tuple[Decimal, Decimal]:
    """An amount as one piece at a price, or minus one where it is taken back: prices are never negative."""
    return Decimal(-1 if amount_minor < 0 else 1), Decimal(abs(amount_minor)) / 100


def why_not_approve(
    *, approver: int | None, matcher: int | None, orderers: Iterable[int | None], delivered: bool,
    delivered_by: int | None, interested: bool = False,
) -> str:  # fmt: skip
    """Why somebody may not approve an invoice for payment, as a code; "" when they may. People count, not roles."""
    if not delivered:
        return "not_accepted"
    if approver is None or approver == matcher:
        return "matcher"
    if approver == delivered_by:
        return "acceptor"
    if interested:
        return "interest"
    return "orderer" if approver in set(orderers) else ""


def standing(gross_minor: int, credited_minor: int, disputed_minor: int, paid_minor: int) -> int:
    """What is to be paid now: the whole without what was credited, is disputed, or was paid; never below nothing."""
    return max(gross_minor - credited_minor - disputed_minor - paid_minor, 0)


def was_late(due_on: date | None, paid_on: date | None) -> int:
    """By how many days it was paid late; 0 where it was in time, or is not paid."""
    return max((paid_on - due_on).days, 0) if due_on and paid_on else 0


def is_late(due_on: date | None, today: date) -> bool:
    """Whether its day has passed."""
    return due_on is not None and today > due_on
