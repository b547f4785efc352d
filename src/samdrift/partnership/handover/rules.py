"""Who may confirm what in which state, and what is missing before a pack is handed over (domain.md §2.23, trap 63)."""

from collections.abc import Mapping
from dataclasses import dataclass

WAITING, READY, FAILED, HANDED = "waiting", "ready", "failed", "handed_over"
STATES = (WAITING, READY, FAILED, HANDED)
CUSTOMER, PROVIDER = "customer", "provider"
SIDES = (CUSTOMER, PROVIDER)
"""Who confirms: the contract's own parties. Of a call-off the customer is the joiner."""


def side_in(party: int | None, customer: int, provider: int) -> str:
    """For which side of a contract a party speaks; "" for none, such as the owner of a framework."""
    return CUSTOMER if party == customer else PROVIDER if party == provider else ""


def why_not(state: str, side: str, person: int | None, confirmed: Mapping[str, int | None], *, newest: bool) -> str:
    """Why somebody may not confirm a pack: state, side, person, again, older; "" where they may.

    Args:
        confirmed: By whom each side confirmed it, where it did: one person speaks for one side (trap 34).
        newest: Whether no pack of the contract was made since.
    """
    if state != READY:
        return "state"
    if not side or person is None:
        return "side"
    if side in confirmed:
        return "again"
    if person in confirmed.values():
        return "person"
    return "" if newest else "older"


def after(confirmed: Mapping[str, int | None]) -> str:
    """The state of a pack with these confirmations."""
    return HANDED if all(side in confirmed for side in SIDES) else READY


@dataclass(frozen=True, slots=True)
class Missing:
    """A line of the readiness list: what it counts, how many, and whether that should be settled first."""

    code: str
    count: int

    @property
    def tone(self) -> str:
        """How it is shown: a gap, a task, or merely a fact; nothing counted is well."""
        return "ok" if not self.count else TONES.get(self.code, "warn")


TONES = {
    "requests_unowned": "danger", "work_unowned": "danger", "invoices_disputed": "danger", "plans_overdue": "danger",
    "requests_open": "info", "work_open": "info", "keys_out": "info",
}  # fmt: skip
"""What differs from a warning."""
