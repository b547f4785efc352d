"""What a phone may queue, what becomes of each piece, and how a place is known again without telling its code."""

from collections.abc import Iterable
from datetime import datetime

from samdrift.kernel import marks

MOVES = ("accept", "refuse", "start", "make_safe", "pause", "resume", "finish", "fail")
KINDS = (*MOVES, "scan", "time", "material", "photo", "step", "new", "report", "report_photo")
# Somebody worked: kept and looked at, whoever has the order now.
WORKED = frozenset({"start", "scan", "make_safe", "time", "material", "photo", "step", "finish", "fail"})
ENDING = frozenset({"finish", "fail"})

NOTE_KINDS = ("key", "access", "clearance", "hazard", "route")
MOST_AT_ONCE = 50
MARK_DIGITS = 3


def becomes(kind: str, review: str) -> str:
    """What becomes of a queued piece: "do", "keep" (done, but looked at) or "drop" (nothing was worked).

    Args:
        review: Why it needs a second look (cancelled, given away, finished by others), or "".
    """
    if not review:
        return "do"
    return "keep" if kind in WORKED else "drop"


def drift_seconds(sent_at: datetime | None, received_at: datetime) -> int | None:
    """By how many whole seconds the phone's clock is ahead of ours; None when the phone did not say."""
    return None if sent_at is None else round((sent_at - received_at).total_seconds())


def mark_of(code: str, about: str) -> str:
    """Twelve bits by which a phone knows the right tag from a wrong one: salted, so no list tells the code.

    A code has fifty random bits; one in 4,096 wrong tags looks right to the phone, and the server, which gets the whole
    code, always knows.
    """
    return marks.mark_of(code, about, MARK_DIGITS)


def marks_of(codes: Iterable[str], about: str) -> list[str]:
    """The marks of the codes that hang at one place, in an order that tells nothing."""
    return sorted(mark_of(code, about) for code in codes)
