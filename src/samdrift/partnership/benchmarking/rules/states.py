"""A pack's way: draft → agreed or disputed, by what both parties answer → frozen. And the standings of its terms."""

from collections.abc import Mapping

DRAFT, AGREED, DISPUTED, FROZEN = "draft", "agreed", "disputed", "frozen"
STATES = (DRAFT, AGREED, DISPUTED, FROZEN)
SIDES = ("customer", "provider")
ANSWERS = (AGREED, DISPUTED)
LONGEST = 1000
WAITING, DONE, FAILED = "waiting", "done", "failed"
"""Where a pack that was asked for stands until it is there."""
NO_PRICE, NOTHING, TAKEN, ANSWERED = "no_price", "nothing", "taken", "answered"
"""Why none could be made: a volume has no price, nothing was ordered, the period has an open pack, a party answered."""
OPEN, ACCEPTED, REFUSED, WITHDRAWN = "open", "accepted", "refused", "withdrawn"


def state_of(answers: Mapping[str, str]) -> str:
    """Where a pack stands by what each side answered ("" for nothing yet): one dispute is a dispute.

    >>> state_of({"customer": "agreed", "provider": ""}), state_of({"customer": "agreed", "provider": "disputed"})
    ('draft', 'disputed')
    """
    said = [answers.get(side, "") for side in SIDES]
    if DISPUTED in said:
        return DISPUTED
    return AGREED if all(one == AGREED for one in said) else DRAFT


def may_freeze(answers: Mapping[str, str]) -> bool:
    """Whether both sides have answered, whatever it was: a dispute is frozen as one."""
    return all(answers.get(side, "") in ANSWERS for side in SIDES)
