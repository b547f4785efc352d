"""The work order's states and moves: domain.md §2.23 exactly, what the house adds to it, and who makes each move."""

from datetime import datetime

# The table of domain.md §2.23, with the roles that make each move; SYS is nobody in particular: a job or a follower.
TABLE: dict[tuple[str, str], tuple[str, frozenset[str]]] = {
    ("planned", "make_ready"): ("ready", frozenset({"SYS"})),
    ("ready", "dispatch"): ("dispatched", frozenset({"OPS-M", "SYS"})),
    ("dispatched", "accept"): ("accepted", frozenset({"SVC-E", "SUB"})),
    ("dispatched", "refuse"): ("ready", frozenset({"SVC-E"})),
    ("accepted", "start"): ("started", frozenset({"SVC-E", "SUB"})),
    ("started", "pause"): ("paused", frozenset({"SVC-E"})),
    ("paused", "resume"): ("started", frozenset({"SVC-E"})),
    ("started", "finish"): ("done", frozenset({"SVC-E", "SUB"})),
    ("started", "fail"): ("failed", frozenset({"SVC-E"})),
    ("done", "verify"): ("verified", frozenset({"LOC-INS", "LOC-FM", "SYS"})),  # and whoever asked for it
    ("done", "rework"): ("started", frozenset({"LOC-INS", "OPS-M"})),
    ("verified", "close"): ("closed", frozenset({"SYS"})),
    ("planned", "cancel"): ("cancelled", frozenset({"OPS-M", "LOC-FM", "SYS"})),
    ("ready", "cancel"): ("cancelled", frozenset({"OPS-M", "LOC-FM", "SYS"})),
    ("dispatched", "cancel"): ("cancelled", frozenset({"OPS-M", "LOC-FM", "SYS"})),
    ("failed", "replan"): ("ready", frozenset({"OPS-M"})),
}
# What the house adds (house.md rule 17, trap 9, §2.5; decision record 0125): work that has begun is cancelled by
# whoever cancels ready work, its cost kept; what one has may go to another; what was accepted may be refused.
ADDED: dict[tuple[str, str], tuple[str, frozenset[str]]] = {
    **{(state, "cancel"): TABLE["ready", "cancel"] for state in ("accepted", "started", "paused", "failed")},
    **{
        (state, "dispatch"): ("dispatched", frozenset({"OPS-M", "SYS"}))
        for state in ("dispatched", "accepted", "started", "paused")
    },
    ("accepted", "refuse"): ("ready", frozenset({"SVC-E"})),
    ("started", "make_safe"): ("started", frozenset({"SVC-E", "SUB"})),
}
STEPS = TABLE | ADDED
# One tap that is several moves of the table: nobody with wet hands taps twice. Each is checked and told by itself.
TAPS: dict[tuple[str, str], tuple[str, ...]] = {
    ("ready", "accept"): ("dispatch", "accept"),  # from the pool of one's own team
    ("ready", "start"): ("dispatch", "accept", "start"),
    ("dispatched", "start"): ("accept", "start"),
    ("accepted", "fail"): ("start", "fail"),
    ("paused", "finish"): ("resume", "finish"),
    ("paused", "fail"): ("resume", "fail"),
}
PERMISSION = {
    "accept": "work.do", "start": "work.do", "finish": "work.do", "make_safe": "work.do", "refuse": "work.interrupt",
    "pause": "work.interrupt", "resume": "work.interrupt", "fail": "work.interrupt", "dispatch": "work.dispatch",
    "replan": "work.dispatch", "verify": "work.verify", "rework": "work.rework", "cancel": "work.cancel",
}  # fmt: skip
# What each move proves to the clocks of an order that carries promises of its own (L9).
MILESTONES = {"accept": "acknowledged", "start": "started", "make_safe": "made_safe", "finish": "resolved"}


def steps_of(state: str, move: str) -> tuple[str, ...]:
    """The moves of the table that one tap makes from a state, in order; () when it makes none."""
    if (state, move) in STEPS:
        return (move,)
    return TAPS.get((state, move), ())


def _end(state: str, move: str) -> str:
    for step in steps_of(state, move):
        state = STEPS[state, step][0]
    return state


# Every tap and where it leads.
MOVES: dict[tuple[str, str], str] = {tap: _end(*tap) for tap in (*STEPS, *TAPS)}
OPEN = frozenset({"planned", "ready", "dispatched", "accepted", "started", "paused", "failed"})
REFUSALS = ("unsafe", "wrong_skill", "no_time", "wrong_place")
FAILURES = ("no_access", "part_missing", "unsafe", "not_found")
# Why somebody begins without having scanned the tag at the place; no_tag is found out, not said.
NO_SCAN = ("tag_missing", "cannot_scan", "remote")
NO_TAG = "no_tag"
WAYS_OF_ENDING = ("done", "verified", "closed")
# Done work without a request that nobody draws for verification is verified by itself after this time [A].
SETTLES_AFTER_DAYS = 3


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the table does not have it."""
    return MOVES.get((state, move))


def is_open(state: str) -> bool:
    """Whether somebody still has something to do."""
    return state in OPEN


def next_move(state: str) -> str:
    """The one thing a technician most likely does next: the big button. "" when there is nothing."""
    wanted = {"ready": "accept", "dispatched": "accept", "accepted": "start", "started": "finish", "paused": "resume"}
    return wanted.get(state, "")


def start_reason(*, confirmed: bool, has_tag: bool, said: str) -> str | None:
    """Why it is begun without a scan: "" after one, no_tag where none hangs, else what was said; None: nothing was."""
    if confirmed:
        return ""
    if not has_tag:
        return NO_TAG
    return said if said in NO_SCAN else None


def first_state(*, ready_at: datetime | None, awaits_material: bool, given: bool, now: datetime) -> str:
    """Where an order begins: planned until its lead time and material are there, then ready, or given away at once."""
    if awaits_material or (ready_at is not None and ready_at > now):
        return "planned"
    return "dispatched" if given else "ready"


def order_number(community: str, year: int, last: str) -> str:
    """The number of an order nobody asked for: its own row, told apart from requests by a W, as POL-2025-W0000123."""
    return f"{community}-{year}-W{last}"
