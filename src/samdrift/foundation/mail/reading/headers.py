"""Headers as people and programs write them: folded, encoded in words, in the wrong charset, or plainly wrong."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

LONGEST = 20_000
_ID = re.compile(r"<[^<>\s]{1,250}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text_of(message: Message, name: str) -> str:
    """A header in readable words, on one line; "" when it is missing."""
    return next((words_of(raw) for raw in _raw(message, name)), "")


def _raw(message: Message, name: str) -> list[str]:
    """The header as it came: the parser's own answer has already given up on bytes above 127."""
    return [str(value)[:LONGEST] for key, value in message.raw_items() if key.lower() == name.lower()]


def words_of(raw: str) -> str:
    """Encoded words decoded; bytes that were sent as they are read as UTF-8, else as western European."""
    raw = _mended(raw[:LONGEST])
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        parts = [(raw, None)]
    shown = "".join(part if isinstance(part, str) else decoded(part, charset) for part, charset in parts)
    return " ".join(_CONTROL.sub("", shown).split())


def _mended(raw: str) -> str:
    # The parser keeps bytes above 127 as surrogates: somebody's program did not encode its header.
    if raw.isascii():
        return raw
    try:
        return decoded(raw.encode("ascii", "surrogateescape"), None)
    except UnicodeEncodeError:
        return raw


def decoded(content: bytes, charset: str | None) -> str:
    """Bytes as text: by the charset named, else UTF-8, else as western Europeans write, which never fails.

    What calls itself iso-8859-1 is read as windows-1252, which programs mean by it: the two differ in characters
    only the latter has.
    """
    named = (charset or "utf-8").strip("\"' ").lower()
    if named in {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "ansi", "default"}:
        named = "utf-8" if named in {"us-ascii", "ascii"} else "cp1252"
    for one in (named, "utf-8"):
        try:
            return content.decode(one)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def addresses_in(message: Message, *names: str) -> list[tuple[str, str]]:
    """Names and addresses in these headers, addresses in lower case; nonsense is left out."""
    raw = [_mended(value) for name in names for value in _raw(message, name)]
    found = getaddresses(raw)
    return [
        (words_of(name)[:120], address.strip().lower()[:254])
        for name, address in found
        if address.count("@") == 1 and " " not in address and not address.startswith("@")
    ]


def ids_in(message: Message, *names: str) -> tuple[str, ...]:
    """Message ids in these headers, in order, each once."""
    found: Iterable[str] = (one for name in names for value in _raw(message, name) for one in _ID.findall(value))
    return tuple(dict.fromkeys(found))


def date_of(message: Message) -> datetime | None:
    """When its writer's machine says it was sent; None when it says nothing sensible."""
    try:
        sent = parsedate_to_datetime(next(iter(_raw(message, "Date")), ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)
