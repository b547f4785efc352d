"""How baselines, savings, schemes and settlements move, and who may move them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from samdrift.kernel.gainshare import Quality

SIDES = ("customer", "provider")
GATE_PARTS = ("critical", "satisfaction", "safety")

# --- What both parties agree on: baselines and schemes ---------------------------------------------------------------
PROPOSED, AGREED, REFUSED, REPLACED = "proposed", "agreed", "refused", "replaced"
AGREEMENTS: Mapping[tuple[str, str], str] = {
    (PROPOSED, "agree"): AGREED, (PROPOSED, "refuse"): REFUSED, (AGREED, "replace"): REPLACED,
}  # fmt: skip


def may_answer(*, proposed_by_side: str, side: str, proposer: int | None, person: int | None) -> bool:
    """Whether somebody may agree to or refuse what is proposed: one of the other side, and never who proposed it."""
    return side in SIDES and side != proposed_by_side and (proposer is None or proposer != person)


# --- Initiatives -----------------------------------------------------------------------------------------------------
IDEA, FORECAST, BASELINE_AGREED, IN_DELIVERY = "idea", "forecast", "baseline_agreed", "in_delivery"
DELIVERED, VERIFIED, RECURRING, LAPSED, REJECTED = "delivered", "verified", "recurring", "lapsed", "rejected"
STATES = (IDEA, FORECAST, BASELINE_AGREED, IN_DELIVERY, DELIVERED, VERIFIED, RECURRING, LAPSED, REJECTED)
KINDS = ("price", "volume", "spec", "process", "avoidance")
MOVES: Mapping[tuple[str, str], str] = {
    (IDEA, "forecast"): FORECAST,
    (FORECAST, "agree_baseline"): BASELINE_AGREED,
    (BASELINE_AGREED, "begin"): IN_DELIVERY,
    (IN_DELIVERY, "deliver"): DELIVERED,
    (DELIVERED, "verify"): VERIFIED,
    (VERIFIED, "recur"): RECURRING,
    (RECURRING, "verify"): RECURRING,
    (VERIFIED, "lapse"): LAPSED,
    (RECURRING, "lapse"): LAPSED,
    **{(state, "reject"): REJECTED for state in (IDEA, FORECAST, BASELINE_AGREED, IN_DELIVERY, DELIVERED)},
}
# What a move asks for: the owner's own moves, and the permission of all others (domain.md §2.23, §4.3).
OF_OWNER = frozenset({"begin", "deliver"})
PERMISSIONS: Mapping[str, str] = {
    "forecast": "savings.propose", "agree_baseline": "savings.agree", "begin": "savings.propose",
    "deliver": "savings.propose", "verify": "savings.verify", "recur": "savings.verify", "lapse": "savings.verify",
    "reject": "savings.reject",
}  # fmt: skip
COUNTED = frozenset({VERIFIED, RECURRING, LAPSED})  # states in which something was verified
BINDING = frozenset({BASELINE_AGREED, IN_DELIVERY, DELIVERED, VERIFIED, RECURRING})  # states that hold a cost line


def after(state: str, move: str) -> str | None:
    """The state of an initiative after `move`, or None where the table does not have it."""
    return MOVES.get((state, move))


def moves_from(state: str) -> tuple[str, ...]:
    """What can be done with an initiative in this state, in the order of its life."""
    return tuple(move for (start, move) in MOVES if start == state)


def counts_to_guarantee(kind: str, *, cashable: bool, avoidance_counts: bool = False) -> bool:
    """Whether a verified saving counts to a guarantee: what is cashable, and no avoided cost unless agreed."""
    return cashable and (kind != "avoidance" or avoidance_counts)


def is_behind(forecast_minor: int, verified_minor: int) -> bool:
    """Whether a year's verified saving lies more than a tenth below its forecast (domain.md §5, N-32)."""
    return verified_minor * 10 < forecast_minor * 9


def refused_verification(
    *, amount_minor: int, room_left_minor: int, cashable: bool, transfer_minor: int | None, verifier: int | None,
    baseline_people: Iterable[int | None],
) -> str | None:  # fmt: skip
    """Why a saving cannot be verified, or None.

    Args:
        room_left_minor: What may still be verified of the service in the year: its adjusted baseline less what is.
        transfer_minor: By how much the budget named was reduced and not yet claimed; None: no budget was named.
        baseline_people: Who wrote the baseline.
    """
    if verifier is None or verifier in set(baseline_people):
        return "baseline_author"
    if amount_minor <= 0:
        return "amount"
    if cashable and transfer_minor is None:
        return "no_transfer"
    if cashable and transfer_minor is not None and amount_minor > transfer_minor:
        return "transfer_too_small"
    return "more_than_baseline" if amount_minor > room_left_minor else None


# --- What is promised of a budget -------------------------------------------------------------------------------------
BY_HAND, OF_QUOTE, OF_CHANGE = "hand", "quote", "change"
SOURCES = (BY_HAND, OF_QUOTE, OF_CHANGE)


def left_of_offer(*, approved_minor: int, charged_minor: int, booked_minor: int, ended: bool) -> int:
    """What of an approved offer is still to come, in hundredths: never below nothing.

    Args:
        charged_minor: What has been charged for it so far.
        booked_minor: What of that stands in months that were taken over.
        ended: Its order is closed or cancelled: what was not charged is not going to be.
    """
    return max((charged_minor if ended else approved_minor) - booked_minor, 0)


# --- Settlements -----------------------------------------------------------------------------------------------------
CALCULATED, APPROVED, INVOICED, DISPUTED = "calculated", "approved", "invoiced", "disputed"
SETTLEMENTS: Mapping[tuple[str, str], str] = {
    ("draft", "calculate"): CALCULATED,
    (CALCULATED, "calculate"): CALCULATED,
    (DISPUTED, "calculate"): CALCULATED,
    (CALCULATED, "sign"): CALCULATED,
    (CALCULATED, "agree"): AGREED,
    (AGREED, "approve"): APPROVED,
    (AGREED, "dispute"): DISPUTED,
    (CALCULATED, "dispute"): DISPUTED,
    (APPROVED, "invoice"): INVOICED,
}
SETTLING: Mapping[str, str] = {
    "calculate": "savings.settle", "sign": "savings.settle", "dispute": "savings.settle",
    "approve": "savings.approve", "invoice": "savings.settle",
}  # fmt: skip


def settled(state: str, move: str) -> str | None:
    """The state of a settlement after `move`, or None where the table does not have it."""
    return SETTLEMENTS.get((state, move))


def settlement_moves(state: str) -> tuple[str, ...]:
    """What can be done with a settlement by hand."""
    return tuple(move for (start, move) in SETTLEMENTS if start == state and move != "agree")


def months_gone(starts_on: date, day: date) -> int:
    """Whole calendar months of a term gone by on a day, from the month it begins in."""
    return max((day.year - starts_on.year) * 12 + day.month - starts_on.month, 0)


def gate_figures(terms: Mapping[str, object]) -> dict[str, list[str]] | None:
    """Which key figures a way of sharing names for its gate: critical, satisfaction, safety; None where it names none.

    Raises:
        ValueError: They are no lists of codes, or none is critical.
    """
    named = terms.get("gate_figures")
    if named is None:
        return None
    if not isinstance(named, Mapping) or not set(named) <= set(GATE_PARTS):
        raise ValueError("a gate names critical, satisfaction and safety figures")
    found = {part: named.get(part, []) for part in GATE_PARTS}
    if not all(isinstance(many, list) and all(isinstance(one, str) for one in many) for many in found.values()):
        raise ValueError("a gate names figures by their codes")
    if not found["critical"]:
        raise ValueError("a gate has a critical figure")
    return found


def quality_of(figures: Mapping[str, tuple[str, bool]], gate: Mapping[str, Sequence[str]]) -> Quality:
    """What a year's gate is told by key figures, each with its service line and whether it missed.

    A figure that was not measured is not met: nobody is paid for what nobody knows. A line is red when a figure of it
    missed that is not critical.
    """
    missed = {code: miss for code, (_line, miss) in figures.items()}
    red = {line for code, (line, miss) in figures.items() if line and miss and code not in gate["critical"]}
    return Quality(
        critical_met=not any(missed.get(code, True) for code in gate["critical"]),
        satisfaction_met=not any(missed.get(code, True) for code in gate["satisfaction"]), red_lines=len(red),
        safety_breach_open=any(missed.get(code, True) for code in gate["safety"]),
    )  # fmt: skip
