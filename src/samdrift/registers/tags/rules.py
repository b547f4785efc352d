"""How a tag lives from print to retirement (domain §2.3, §2.23), and what a scan of it is answered with."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from samdrift.kernel import marks

VERIFY_AFTER: Final = timedelta(days=180)
"""A mounted tag nobody has scanned for so long is looked at (domain §2.3)."""

STATES: Final = ("generated", "printed", "mounted", "damaged", "missing", "replaced", "retired")

MOVES: Final[Mapping[tuple[str, str], str]] = {
    ("generated", "print"): "printed",
    ("printed", "mount"): "mounted",
    ("mounted", "confirm_damage"): "damaged",
    ("mounted", "confirm_loss"): "missing",
    ("damaged", "replace"): "replaced",
    ("missing", "replace"): "replaced",
    ("mounted", "retire"): "retired",
    ("damaged", "retire"): "retired",
    ("missing", "retire"): "retired",
}

ENDED: Final = frozenset({"replaced", "retired"})
BOUND: Final = frozenset({"mounted", "damaged", "missing"})
"""States in which a code leads to its place: a torn label that still scans must still work."""


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the move is not allowed."""
    return MOVES.get((state, move))


def may_be_printed(state: str) -> bool:
    """Whether a label may be printed: before mounting only, since a lost label gets a new code, not a twin."""
    return state in {"generated", "printed"}


def may_succeed(code: str, successor: str, successor_of: Mapping[str, str]) -> bool:
    """Whether `successor` may take over from `code`: not itself, once only, and never in a circle."""
    return code not in successor_of and last_in_line(successor, {**successor_of, code: successor}) is not None


def last_in_line(code: str, successor_of: Mapping[str, str]) -> str | None:
    """The code that answers for `code` today: itself, or the end of its line of successors; None in a circle."""
    seen = {code}
    while code in successor_of:
        code = successor_of[code]
        if code in seen:
            return None
        seen.add(code)
    return code


@dataclass(frozen=True, slots=True)
class Answer:
    """What a scan is answered with.

    `form` is "place" (the form of the bound place), "blind" (the same, telling no place), or "desk" (the
    general form of the service desk). `code` is the tag whose form is shown: the successor, where there is one.
    """

    form: str
    code: str | None = None
    found_tag: bool = False
    """Raise a "found tag" task: a label hangs somewhere that we do not know of."""
    tell_tag_admin: bool = False
    """A code that has ended was scanned (N-22): the old label is still on the wall."""
    hold: bool = False
    """The code is unknown here: what is sent waits in the installation's hold queue."""


def answer_to_scan(
    code: str, *, states: Mapping[str, str], successor_of: Mapping[str, str], secured: Container[str], cleared: bool
) -> Answer:
    """What somebody who scanned `code` gets to see.

    Args:
        states: The state of each known code that matters here: the one scanned and its successors.
        successor_of: Which code took over from which.
        secured: Codes bound to a place whose name strangers must not learn.
        cleared: Whether the person scanning is signed in and may know secured places.
    """
    if code not in states:
        return Answer("desk", hold=True)
    ended = states[code] in ENDED
    current = last_in_line(code, successor_of)
    state = states.get(current, "generated") if current is not None else "generated"
    if current is None or state in ENDED:
        return Answer("desk", tell_tag_admin=ended)
    if state not in BOUND:
        return Answer("desk", found_tag=not ended, tell_tag_admin=ended)
    blind = current in secured and not cleared
    return Answer("blind" if blind else "place", code=current, tell_tag_admin=ended)


def verification_due_on(mounted_on: date, last_scan_on: date | None) -> date:
    """The day a mounted tag must be looked at: 180 days after it was last seen to work."""
    return (mounted_on if last_scan_on is None else max(mounted_on, last_scan_on)) + VERIFY_AFTER


OFTEN: Final = 30
"""A tag scanned on so many days is scanned often: a place where much goes wrong, or many people pass."""

SKIPS: Final = ("locked", "not_there", "no_room", "busy", "other")
"""Why a place was passed over on a walk."""

WALK_KINDS: Final = ("hang", "undo", "skip", "report", "check")
UNDO_WITHIN: Final = timedelta(minutes=30)
MOST_AT_ONCE: Final = 50
MARK_DIGITS: Final = 4
"""Sixteen bits: among 140 tags of a site, one strange tag in 470 looks known to the phone. The server always knows."""

Ids = tuple[int | None, int | None, int | None]
"""Site, space and asset, by id."""


def meaning_of_scan(state: str, leads_to: Ids | None, here: Ids, *, others_here: bool, second: bool) -> str:
    """What it means that somebody who hangs tags scans one at a place.

    Args:
        leads_to: Where the tag leads; None while it is blank.
        here: The place the person stands at.
        others_here: Whether another tag hangs there already.
        second: Whether the person wants a second one there.

    Returns:
        "claim" (a blank one is bound), "mount" (a label made for the place hangs), "again" (it hangs here already), or
        why nothing is done: "ended", "elsewhere", "made_elsewhere", "taken".
    """
    if state in ENDED:
        return "ended"
    if state in BOUND:
        return "again" if leads_to == here else "elsewhere"
    if leads_to is not None:
        return "mount" if leads_to == here else "made_elsewhere"
    return "taken" if others_here and not second else "claim"


def meaning_of_check(state: str, site: int | None, site_of_round: int) -> str:
    """What it means that a tag is scanned while a site's tags are verified: "there", or why it does not count."""
    if state in ENDED:
        return "ended"
    if state not in BOUND:
        return "blank"
    return "there" if site == site_of_round else "elsewhere"


def done_at(device_at: datetime | None, sent_at: datetime | None, now: datetime) -> datetime:
    """When something was done on a phone, by our clock: as long ago as the phone says, never ahead of ours."""
    if device_at is None or sent_at is None:
        return now
    return min(now, now - (sent_at - device_at))


def mark_of(code: str, site: str) -> str:
    """How a phone that walks a site knows one of its tags again."""
    return marks.mark_of(code, site, MARK_DIGITS)
