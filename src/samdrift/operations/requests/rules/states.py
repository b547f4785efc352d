"""The request's states and moves, exactly as domain.md §2.5 tables them; whatever is not in the table is refused."""

from datetime import datetime
from itertools import pairwise

SUBMITTED, AWAITING_APPROVAL, SUBMITTED_APPROVED = "submitted", "awaiting_approval", "submitted_approved"
TRIAGED, ASSIGNED, IN_PROGRESS, ON_HOLD = "triaged", "assigned", "in_progress", "on_hold"
MADE_SAFE, RESOLVED, CLOSED = "made_safe", "resolved", "closed"
CANCELLED, DUPLICATE, DECLINED, REJECTED = "cancelled", "duplicate", "declined", "rejected"

OPEN = (
    SUBMITTED, AWAITING_APPROVAL, SUBMITTED_APPROVED, TRIAGED, ASSIGNED, IN_PROGRESS, ON_HOLD, MADE_SAFE, RESOLVED,
)  # fmt: skip
ENDED = (CLOSED, CANCELLED, DUPLICATE, DECLINED, REJECTED)
STATES = OPEN + ENDED
UNTRIAGED = (SUBMITTED, SUBMITTED_APPROVED)
# Where something is still to be done: the clocks of these may run.
UNRESOLVED = OPEN[:-1]
# Work has not begun: whoever asked may still think better of it.
BEFORE_WORK = (SUBMITTED, AWAITING_APPROVAL, SUBMITTED_APPROVED, TRIAGED, ASSIGNED)
UNDER_WAY = (IN_PROGRESS, ON_HOLD, MADE_SAFE)

MOVES: dict[tuple[str, str], str] = {
    (SUBMITTED, "await_approval"): AWAITING_APPROVAL,
    (AWAITING_APPROVAL, "approve"): SUBMITTED_APPROVED,
    (AWAITING_APPROVAL, "reject"): REJECTED,
    (SUBMITTED, "triage"): TRIAGED,
    (SUBMITTED_APPROVED, "triage"): TRIAGED,
    (TRIAGED, "assign"): ASSIGNED,
    (ASSIGNED, "assign"): ASSIGNED,
    # A change of hands while the work goes on does not set it back.
    (IN_PROGRESS, "assign"): IN_PROGRESS,
    (ON_HOLD, "assign"): ON_HOLD,
    (MADE_SAFE, "assign"): MADE_SAFE,
    (ASSIGNED, "start"): IN_PROGRESS,
    (IN_PROGRESS, "hold"): ON_HOLD,
    (ON_HOLD, "resume"): IN_PROGRESS,
    (IN_PROGRESS, "make_safe"): MADE_SAFE,
    (IN_PROGRESS, "resolve"): RESOLVED,
    (MADE_SAFE, "resolve"): RESOLVED,
    (RESOLVED, "confirm"): CLOSED,
    (RESOLVED, "reopen"): IN_PROGRESS,
    # Within ten working days (house.md rule 17); the command counts them.
    (CLOSED, "reopen"): IN_PROGRESS,
    # Local FM finds that it is in scope after all; only an appealed one, as the command asks.
    (DECLINED, "grant_appeal"): TRIAGED,
    **{(state, "cancel"): CANCELLED for state in (*BEFORE_WORK, IN_PROGRESS, ON_HOLD)},
    **{(state, "duplicate"): DUPLICATE for state in UNRESOLVED},
    **{(state, "decline"): DECLINED for state in UNRESOLVED},
    # Beside the state: a pause is a spell, possible from submission on (house.md rule 17).
    **{(state, "hold"): state for state in (*BEFORE_WORK, MADE_SAFE)},
    **{(state, "resume"): state for state in (*BEFORE_WORK, IN_PROGRESS, MADE_SAFE)},
    # Five working days without an answer end the request (§3.1.4).
    **{(state, "give_up"): RESOLVED for state in UNRESOLVED},
}

# What the move needs, and whether the person who asked may make it on the own request.
PERMISSION: dict[str, str] = {
    "triage": "requests.triage",
    "assign": "requests.assign",
    "start": "requests.start",
    "hold": "requests.hold",
    "resume": "requests.hold",
    "make_safe": "requests.start",
    "resolve": "requests.resolve",
    "confirm": "requests.confirm",
    "reopen": "requests.confirm",
    "cancel": "requests.cancel",
    "duplicate": "requests.merge",
    "decline": "requests.decline",
    "ask": "requests.ask",
    "comment": "requests.comment",
    "rate": "requests.rate",
    "answer": "requests.answer",
}

URGENT = (1, 2)
REOPEN_WORK_DAYS = 10
NO_ANSWER_WORK_DAYS = 5
APPEAL_WORK_DAYS = 5  # to appeal, and again to answer the appeal


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the table does not have it."""
    return MOVES.get((state, move))


def refusal(state: str, move: str, *, priority: int = 3) -> str | None:
    """Why `move` cannot be made now, as a code, or None when it can.

    Returns:
        "ended", "resolved", "not_yet_approved", "not_started", "already", "only_urgent", "not_resolved" or
        "not_possible".
    """
    if after(state, move) is not None:
        return "only_urgent" if move == "make_safe" and priority not in URGENT else None
    if state in ENDED:
        return "ended"
    if move in ("confirm", "reopen"):
        return "not_resolved"
    if state == RESOLVED:
        return "resolved"
    if state == AWAITING_APPROVAL:
        return "not_yet_approved"
    if move in ("make_safe", "resolve") and state in BEFORE_WORK:
        return "not_started"
    if (move == "start" and state in UNDER_WAY) or move == "triage":
        return "already"
    return "not_possible"


def moves_from(state: str, *, priority: int = 3) -> tuple[str, ...]:
    """The moves that can be made from `state`, in the order they are offered."""
    order = dict.fromkeys(move for _state, move in MOVES)
    return tuple(move for move in order if move and refusal(state, move, priority=priority) is None)


def requester_may_cancel(state: str) -> bool:
    """Whether whoever asked may still withdraw: once work has begun only the desk and local FM may."""
    return state in BEFORE_WORK


def is_open(state: str) -> bool:
    """Whether something may still come of it, confirmation included."""
    return state in OPEN


def in_order(*moments: datetime | None) -> bool:
    """Whether the moments that are known follow one another: received ≤ triaged ≤ resolved ≤ closed."""
    known = [moment for moment in moments if moment is not None]
    return all(earlier <= later for earlier, later in pairwise(known))
