"""The work order's states and moves (domain.md §2.23), what closing demands, and what becomes of work done offline."""

from collections.abc import Iterable
from datetime import datetime, timedelta

MOVES: dict[tuple[str, str], str] = {
    ("planned", "make_ready"): "ready",
    ("ready", "dispatch"): "dispatched",
    ("dispatched", "dispatch"): "dispatched",
    ("accepted", "dispatch"): "dispatched",
    ("started", "dispatch"): "dispatched",
    ("paused", "dispatch"): "dispatched",
    ("dispatched", "accept"): "accepted",
    ("ready", "accept"): "accepted",
    ("dispatched", "refuse"): "ready",
    ("accepted", "refuse"): "ready",
    # Starting without having accepted is accepting: nobody with wet hands taps twice.
    ("ready", "start"): "started",
    ("dispatched", "start"): "started",
    ("accepted", "start"): "started",
    ("ready", "pause"): "paused",
    ("dispatched", "pause"): "paused",
    ("accepted", "pause"): "paused",
    ("started", "pause"): "paused",
    ("paused", "resume"): "started",
    ("started", "make_safe"): "started",
    ("started", "finish"): "done",
    ("started", "fail"): "failed",
    ("accepted", "fail"): "failed",
    ("failed", "make_ready"): "ready",
    ("done", "verify"): "verified",
    ("done", "rework"): "started",
    ("verified", "rework"): "started",
    ("verified", "close"): "closed",
    ("done", "close"): "closed",
    ("closed", "rework"): "started",
    # Work that has begun keeps its cost when it is cancelled (house.md rule 17).
    ("planned", "cancel"): "cancelled",
    ("ready", "cancel"): "cancelled",
    ("dispatched", "cancel"): "cancelled",
    ("accepted", "cancel"): "cancelled",
    ("started", "cancel"): "cancelled",
    ("paused", "cancel"): "cancelled",
    ("failed", "cancel"): "cancelled",
}
OPEN = frozenset({"planned", "ready", "dispatched", "accepted", "started", "paused", "failed"})
REFUSALS = ("unsafe", "wrong_skill", "no_time", "wrong_place")
FAILURES = ("no_access", "part_missing", "unsafe", "not_found")
PROOFS = ("photo", "scan", "reading", "signature", "certificate")
KINDS = (
    "corrective", "planned", "statutory", "extra", "cleaning", "transport", "catering", "move", "inspection", "fleet",
    "round", "mobilisation", "exit",
)  # fmt: skip
# What each move proves to the clocks of an order that carries promises of its own (L9).
MILESTONES = {"accept": "acknowledged", "start": "started", "make_safe": "made_safe", "finish": "resolved"}
# Where a site stands in its life, and what is done there all the same (invariant 3 of domain.md §2.22).
NOT_IN_SERVICE = frozenset({"planned", "onboarding", "closed"})
AROUND_SERVICE = frozenset({"mobilisation", "exit", "move", "inspection"})

# A phone's clock may be off by this much and still be believed (domain.md §2.5).
BELIEVED_SKEW = timedelta(minutes=5)


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the table does not have it."""
    return MOVES.get((state, move))


def is_open(state: str) -> bool:
    """Whether somebody still has something to do."""
    return state in OPEN


def missing_proof(demanded: Iterable[str], given: Iterable[str]) -> list[str]:
    """What closing demands and nobody has given, in the order it is demanded."""
    have = set(given)
    return [proof for proof in demanded if proof not in have]


def next_move(state: str) -> str:
    """The one thing a technician most likely does next: the big button. "" when there is nothing."""
    wanted = {"ready": "accept", "dispatched": "accept", "accepted": "start", "started": "finish", "paused": "resume"}
    return wanted.get(state, "")


def happened_at(device_at: datetime | None, received_at: datetime, sent_at: datetime | None) -> tuple[datetime, bool]:
    """When something on a phone happened, and whether the phone's clock was too far off to be believed.

    Args:
        device_at: What the phone's clock said when it happened; None for something done online.
        received_at: Our clock when it reached us.
        sent_at: What the phone's clock said when it sent it: its difference from ours is its error.
    """
    if device_at is None:
        return received_at, False
    error = (received_at - sent_at) if sent_at is not None else timedelta()
    if abs(error) < BELIEVED_SKEW:
        return min(device_at, received_at), False
    return min(device_at + error, received_at), True


def review_for(state: str, assignee_id: int | None, actor_id: int | None) -> str:
    """Why work done offline needs a second look, or "": cancelled meanwhile, or given to somebody else.

    The work was done; it is recorded and its cost kept (trap 9).
    """
    if state == "cancelled":
        return "done_after_cancelling"
    if assignee_id is not None and assignee_id != actor_id:
        return "done_after_reassigning"
    return ""


def first_state(*, ready_at: datetime | None, awaits_material: bool, given: bool, now: datetime) -> str:
    """Where an order begins: planned until its lead time and material are there, then ready, or given away at once."""
    if awaits_material or (ready_at is not None and ready_at > now):
        return "planned"
    return "dispatched" if given else "ready"


def demanded(kind: str, evidence: Iterable[str]) -> list[str]:
    """What closing demands; of statutory work its certificate, whatever the plan says (trap 40)."""
    wanted = list(dict.fromkeys(evidence))
    return wanted if kind != "statutory" or "certificate" in wanted else [*wanted, "certificate"]


def is_window(begins: datetime | None, ends: datetime | None) -> bool:
    """Whether a window does not end before it begins; either end may be left open."""
    return begins is None or ends is None or begins <= ends


def may_work_at(site_state: str, kind: str) -> bool:
    """Whether work of this kind is done at a site in this state of its life."""
    return site_state not in NOT_IN_SERVICE or kind in AROUND_SERVICE


def order_number(community: str, year: int, last: str) -> str:
    """The number of an order nobody asked for: its own row, told apart from requests by a W, as POL-2025-W0000123."""
    return f"{community}-{year}-W{last}"
