"""One mail as a plain value: who wrote what, to what it answers, and what came with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from samdrift.foundation.mail.reading.automatic import why_automatic
from samdrift.foundation.mail.reading.calendar import invitation_words
from samdrift.foundation.mail.reading.headers import addresses_in, date_of, decoded, ids_in, text_of, words_of
from samdrift.foundation.mail.reading.html import text_of_html
from samdrift.foundation.mail.reading.quotes import own_words
from samdrift.foundation.mail.reading.tnef import unpack

MOST_PARTS = 200
MOST_ATTACHED = 50
LONGEST_TEXT = 500_000
DECORATION = 12_000
"""Pictures in the text smaller than this, in bytes, are logos and lines, not what somebody wants to show."""
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To")
_STUBS = re.compile(r"(html|formatted).{0,40}(mail|message|meddelelse|meddelande)", re.IGNORECASE)


class Unreadable(Exception):
    """It is no mail, or none that can be read: `why` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came along."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """A mail.

    Attributes:
        sender: Its address in lower case; "" when it says none.
        to: Every address it went to, the delivered ones among them.
        text: The writer's own words; `whole` with what they quote.
        automatic: Why nobody wrote it, as `automatic` names it; "" for a person's mail.
        left_out: Names of what came along and could not be kept apart, such as a damaged winmail.dat.
    """

    message_id: str
    answers: tuple[str, ...]
    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    text: str
    whole: str
    attached: tuple[Attached, ...] = ()
    automatic: str = ""
    language: str = ""
    sent_at: datetime | None = None
    left_out: tuple[str, ...] = ()


def read_mail(raw: bytes) -> ReadMail:
    """A mail, however it was written.

    Raises:
        Unreadable: `empty`, `no_mail` (without any head that mails have), or `nested` (parts within parts without end).
    """
    if not raw.strip():
        raise Unreadable("empty")
    try:
        message = message_from_bytes(raw)
        parts = _Parts()
        parts.read(message)
    except RecursionError as error:
        raise Unreadable("nested") from error
    except (MessageError, LookupError, ValueError, AssertionError, TypeError, AttributeError) as error:
        raise Unreadable("no_mail") from error
    if not any(name in message for name in ("From", "Sender", "Message-ID", "Received", "Return-Path")):
        raise Unreadable("no_mail")
    return _read(message, parts)


def _read(message: Message, parts: "_Parts") -> ReadMail:
    subject = text_of(message, "Subject")[:300]
    whole = parts.text()
    senders = addresses_in(message, "From") or addresses_in(message, "Sender", "Return-Path")
    name, sender = senders[0] if senders else ("", "")
    return ReadMail(
        message_id=next(iter(ids_in(message, "Message-ID")), ""),
        answers=ids_in(message, "In-Reply-To", "References"),
        sender=sender, sender_name=name, to=tuple(dict.fromkeys(a for _n, a in addresses_in(message, *_TO))),
        subject=subject, text=own_words(whole, subject), whole=whole, attached=tuple(parts.attached[:MOST_ATTACHED]),
        automatic=why_automatic(message), language=_language(message), sent_at=date_of(message),
        left_out=tuple(parts.left_out[:MOST_ATTACHED]),
    )  # fmt: skip


def _language(message: Message) -> str:
    return text_of(message, "Content-Language")[:2].lower()


@dataclass
class _Parts:
    """What a mail is made of, gathered in its order."""

    plain: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)

    def read(self, message: Message) -> None:
        for count, part in enumerate(_leaves(message)):
            if count >= MOST_PARTS:
                self.left_out.append("…")
                return
            self._take(part)

    def text(self) -> str:
        plain = "\n\n".join(text for text in self.plain if text.strip())
        markup = "\n\n".join(filter(None, map(text_of_html, self.markup)))
        body = markup if not plain.strip() or (_is_stub(plain) and markup) else plain
        return "\n\n".join(filter(None, [body or "\n\n".join(self.packed), *self.invited]))[:LONGEST_TEXT]

    def _take(self, part: Message) -> None:
        kind = part.get_content_type()
        name = words_of(part.get_filename() or "")[:200]
        content = _content(part)
        shown = "attachment" not in str(part.get("Content-Disposition", "")).lower()
        if kind == "text/calendar" or name.lower().endswith(".ics"):
            self.invited.append(invitation_words(decoded(content, _charset(part))))
            self.left_out.append(name or "invite.ics")
        elif kind in {"text/plain", "text/html"} and shown and not name:
            into = self.plain if kind == "text/plain" else self.markup
            into.append(decoded(content, _charset(part)).replace("\0", ""))
        elif name.lower() == "winmail.dat" or kind in {"application/ms-tnef", "application/vnd.ms-tnef"}:
            self._unpack(name or "winmail.dat", content)
        elif content and not (shown and kind.startswith("image/") and len(content) < DECORATION):
            self.attached.append(Attached(name or _named(kind), kind[:100], content))

    def _unpack(self, name: str, content: bytes) -> None:
        packed = unpack(content)
        if packed is None or not packed.whole:
            self.left_out.append(name)
        if packed is not None:
            self.packed.append(packed.text)
            self.attached += [
                Attached(title or "file", "application/octet-stream", data) for title, data in packed.files
            ]


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something, in their order; a mail within a mail is read like the rest of it."""
    if depth > 20:
        raise Unreadable("nested")
    if message.get_content_maintype() in {"multipart", "message"} and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part, depth + 1)
    else:
        yield message


def _content(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        return None


def _is_stub(text: str) -> bool:
    """Some programs put a plain part in that only says to look at the other one."""
    return len(text.strip()) < 160 and bool(_STUBS.search(text))


def _named(kind: str) -> str:
    endings = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}
    return f"file{endings.get(kind, '')}"
