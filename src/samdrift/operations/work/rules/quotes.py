"""Extra work: what a quote comes to, what may still be charged under it, and who does not accept it."""

from collections.abc import Iterable, Mapping

MOVES = {("waiting", "approve"): "approved", ("waiting", "reject"): "rejected", ("waiting", "withdraw"): "withdrawn"}
# Whoever ordered an extra of this much or more does not accept its delivery (domain.md §4.3, in hundredths).
APART_FROM_MINOR = 1_000_000


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the quote is decided already."""
    return MOVES.get((state, move))


def total(lines: Iterable[Mapping[str, object]]) -> int:
    """What the lines of a quote come to."""
    return sum(int(str(line["amount_minor"])) for line in lines)


def may_charge(state: str, quoted_minor: int, charged_minor: int, amount_minor: int) -> bool:
    """Whether an amount may be charged: under an approved quote only, never more than it in all, never less than 0."""
    return state == "approved" and 0 <= charged_minor + amount_minor <= quoted_minor


def accepted_with_its_price(amount_minor: int) -> bool:
    """Whether the yes to the price of work done already is its acceptance too: below what somebody else accepts."""
    return amount_minor < APART_FROM_MINOR


def accepts(decided_by: int | None, acceptor: int | None, amount_minor: int) -> bool:
    """Whether somebody may accept the delivery of an extra they may have ordered themselves."""
    return amount_minor < APART_FROM_MINOR or acceptor is None or acceptor != decided_by
