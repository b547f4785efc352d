"""A report's way: draft → commented by both → agreed by both → frozen."""

DRAFT, COMMENTED, AGREED, FROZEN = "draft", "commented", "agreed", "frozen"
STATES = (DRAFT, COMMENTED, AGREED, FROZEN)
SIDES = ("customer", "provider")
PRIORITIES = 3
LONGEST = 1000

# What one party does; its second party's same word moves the report on.
MOVES = {(DRAFT, "comment"): COMMENTED, (COMMENTED, "agree"): AGREED, (AGREED, "freeze"): FROZEN}


def after(state: str, move: str) -> str | None:
    """The state after `move` was made by all who must, or None when it is not allowed."""
    return MOVES.get((state, move))


def is_open(state: str) -> bool:
    """Whether data and comments may still change."""
    return state in (DRAFT, COMMENTED)
