"""What may be proposed, who answers, and until when."""

DEADLINE, RELIEF, PAUSE, CLOSURE = "deadline", "relief", "pause", "closure"
KINDS = (DEADLINE, RELIEF, PAUSE, CLOSURE)
OPEN, ACCEPTED, REFUSED, WITHDRAWN = "open", "accepted", "refused", "withdrawn"
STATES = (OPEN, ACCEPTED, REFUSED, WITHDRAWN)
MOVES: dict[tuple[str, str], str] = {
    (OPEN, "accept"): ACCEPTED, (OPEN, "refuse"): REFUSED, (OPEN, "withdraw"): WITHDRAWN,
}  # fmt: skip
# Why a promise may be taken out of the count (domain.md §3.1.4): none is anybody's to decide alone.
RELIEFS = ("force_majeure", "industrial_action", "landlord", "customer_caused", "weather", "wrong_data")
SIDES = ("customer", "provider")
ANSWER_WORK_DAYS = 5


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the table does not have it."""
    return MOVES.get((state, move))


def may_answer(*, proposed_by_side: str, side: str, proposer: int | None, person: int | None) -> bool:
    """Whether somebody may accept or refuse: one of the other side, and never the person who proposed.

    A person at work for both sides, one after the other, answers nothing they asked.
    """
    return side in SIDES and side != proposed_by_side and (proposer is None or proposer != person)


def may_withdraw(*, proposed_by_side: str, side: str) -> bool:
    """Whether somebody may take a proposal back: anybody of the side that made it."""
    return side == proposed_by_side
