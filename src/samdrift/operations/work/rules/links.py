"""A subcontractor's link: its secret, how long it opens, and what it says when it opens no more."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

DAYS = 14
MOST_DAYS = 92
# Crockford's letters: none that is read as another.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# What somebody without a seat does with an order; every move is the table's (decision record 0142).
MOVES = ("accept", "refuse", "start", "pause", "resume", "make_safe", "finish", "fail")


def token_of(uid: UUID, secret: str) -> str:
    """The secret of a link: made from its uid, so that a letter on its way out can write it and no table holds it."""
    value = int.from_bytes(hmac.new(secret.encode(), b"job\0" + uid.bytes, hashlib.sha256).digest()[:16])
    letters = ""
    for _position in range(25):
        value, rest = divmod(value, 32)
        letters += _ALPHABET[rest]
    return letters


def digest_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()


def standing(*, expires_at: datetime, withdrawn_at: datetime | None, still_theirs: bool, now: datetime) -> str:
    """How a link stands: open, gone (taken back, or the order went to another), or "" as if there were none.

    Args:
        still_theirs: Whether the order is still with the company; a list always is.
    """
    if now >= expires_at:
        return ""
    return "open" if withdrawn_at is None and still_theirs else "gone"


def is_cleared(
    spells: Iterable[tuple[int | None, date, date | None]], site_id: int | None, days: Iterable[date]
) -> bool:
    """Whether a company may work at a site on every one of these days (invariant 4).

    Args:
        spells: Its clearances: the site or None for every site, the first day, the last day or None for no end.
    """
    held = [(first, last) for site, first, last in spells if site is None or site == site_id]
    return all(any(first <= day and (last is None or day <= last) for first, last in held) for day in days)
