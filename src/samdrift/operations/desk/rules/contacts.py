"""What a contact counts as: its outcome, whether first-contact resolution asks about it, and whether it is a repeat."""

import hashlib
import hmac
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

CHANNELS = ("phone", "mail", "web", "qr", "counter", "chat", "app", "letter", "sms", "api", "integration")
# Nobody of the desk took part when it came in this way, so nobody could have answered it at once.
SELF_SERVICE = frozenset({"web", "qr", "app", "api", "integration"})

RESOLVED, REQUEST_CREATED, ME_TOO, TRANSFERRED = "resolved", "request_created", "me_too", "transferred"
ABANDONED, CALL_BACK, WRONG_NUMBER, SPAM, CHASER = "abandoned", "call_back", "wrong_number", "spam", "chaser"
OUTCOMES = (RESOLVED, REQUEST_CREATED, ME_TOO, TRANSFERRED, ABANDONED, CALL_BACK, WRONG_NUMBER, SPAM, CHASER)
NEVER_ELIGIBLE = frozenset({ABANDONED, WRONG_NUMBER, SPAM, CHASER})

# What nobody can come back to.
NOT_REPEATED = (ABANDONED, WRONG_NUMBER, SPAM)

# Why a contact need not have happened (one reason, chosen at the end of it).
AVOIDABLE = ("no_news", "unclear_message", "wrong_place", "told_twice", "not_done_right", "site_or_form_unclear")

CREATED, ABOUT, CHASED, JOINED = "created", "about", "chaser", "me_too"
RELATIONS = (CREATED, ABOUT, CHASED, JOINED)

REPEAT_DAYS = 7
CONTENT_KEPT = timedelta(days=90)
SHOWN_DIGITS = 3

_CALLING_CODES = {"Europe/Copenhagen": "45", "Europe/Stockholm": "46", "Europe/London": "44"}
_KEEPS_ITS_ZERO = frozenset({"45"})


def is_eligible(*, outcome: str, direction: str, channel: str, continues: bool, by_law: bool = False) -> bool | None:
    """Whether first-contact resolution asks about this contact; None while nobody has said how it ended.

    A matter is asked about once: at its first contact. What goes on with it (a transfer's second half, a call back)
    does not ask again, so that neither transfers nor call-backs count twice.

    Args:
        outcome: One of OUTCOMES, or "" while it goes on.
        direction: in or out; what we start ourselves is nobody's first contact.
        continues: It goes on with an earlier contact.
        by_law: The law wants several steps, so that nobody could have settled it at once.
    """
    if not outcome:
        return None
    if outcome in NEVER_ELIGIBLE or direction != "in" or continues or by_law:
        return False
    return channel not in SELF_SERVICE


def is_repeat(earlier: datetime, later: datetime, timezone: str) -> bool:
    """Whether the later contact falls into the seven local days after the earlier one; the eighth day does not."""
    zone = ZoneInfo(timezone)
    days = (later.astimezone(zone).date() - earlier.astimezone(zone).date()).days
    return earlier < later and days <= REPEAT_DAYS


def earliest_repeated(later: datetime, timezone: str) -> datetime:
    """The first moment an earlier contact may have ended for `later` to be its repeat."""
    zone = ZoneInfo(timezone)
    day = later.astimezone(zone).date() - timedelta(days=REPEAT_DAYS)
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def handle_of(given: str, timezone: str) -> str:
    """A phone number or mail address in one form, so that the same caller is the same; "" for a withheld one.

    Args:
        given: As it came: "+45 12 34 56 78", "12345678", "0046 70-123 45 67", "Bo@Example.org".
        timezone: The community's; national numbers belong to its country.
    """
    text = given.strip()
    if "@" in text:
        return text.casefold()
    digits = "".join(mark for mark in text if mark.isascii() and mark.isdecimal())
    if len(digits) < 5:
        return ""
    if text.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    code = _CALLING_CODES.get(timezone, "")
    if not code:
        return digits
    return f"+{code}{digits if code in _KEEPS_ITS_ZERO else digits.removeprefix('0')}"


def caller_key(handle: str, *, community_id: int, secret: str) -> str:
    """What stands for a caller's number or address: the same for the same caller, of no use to anybody without the key.

    Communities have different keys, so that nothing tells that a caller of one is a caller of the other.
    """
    if not handle:
        return ""
    return hmac.new(f"{secret}:caller:{community_id}".encode(), handle.encode(), hashlib.sha256).hexdigest()


def hint_of(handle: str) -> str:
    """What an agent may read of a stranger's number or address: the last digits; the first letter and the domain."""
    if "@" in handle:
        name, _at, domain = handle.partition("@")
        return f"{name[:1]}…@{domain}"[:40]
    return f"…{handle[-SHOWN_DIGITS:]}" if handle else ""


def seconds(start: datetime | None, end: datetime | None) -> int | None:
    """Whole seconds from start to end, never negative; None when either is unknown."""
    if start is None or end is None:
        return None
    return max(0, int((end - start).total_seconds()))
