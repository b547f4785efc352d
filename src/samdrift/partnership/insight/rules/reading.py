"""What of an auditor's calls is a read, of what kind, and how long it is kept."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

PAGE, RECORD, EXPORT, API = "page", "record", "export", "api"
KINDS = (PAGE, RECORD, EXPORT, API)
KEPT_YEARS = 5
"""As long as an audit's own log is kept (domain.md §4.4)."""
LONGEST = 300
# What somebody searched for may be a name; and a secret is nobody's to read.
SEARCHED = frozenset({"words", "q", "token", "key"})


def kind_of(path: str, *, html: bool, attached: bool, of_row: bool, part: bool) -> str:
    """The kind of read an answer was; "" for none: a part of a page, a picture, a script.

    Args:
        html: The answer is a page. attached: It is a file to take along.
        of_row: The address names one row. part: A page asked for a part of itself.
    """
    if attached:
        return EXPORT
    if path.startswith("/api/"):
        return API
    if not html or part:
        return ""
    return RECORD if of_row else PAGE


def room_of(path: str, view: str) -> str:
    """The room that was read: the one of the page, or of the API's address behind its version."""
    if path.startswith("/api/"):
        return path.removeprefix("/api/").partition("/")[2].partition("/")[0][:24]
    return view.partition(":")[0][:24]


def address_kept(path: str, query: str) -> str:
    """The address as it is kept: without what was searched for, and no longer than a line."""
    pairs: Iterable[tuple[str, str]] = parse_qsl(query, keep_blank_values=True)
    told = urlencode([pair for pair in pairs if pair[0] not in SEARCHED], safe=":,!~*=.-")
    return (f"{path}?{told}" if told else path)[:LONGEST]


def forgotten_before(now: datetime) -> datetime:
    """Reads from before this moment have been kept long enough."""
    try:
        return now.replace(year=now.year - KEPT_YEARS)
    except ValueError:  # the 29th of February
        return now.replace(year=now.year - KEPT_YEARS, day=28)
