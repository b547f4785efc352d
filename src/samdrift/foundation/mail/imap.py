"""Mail from a mailbox by IMAP: `SAMDRIFT_IMAP_URL`."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from samdrift.foundation.mail import intake

SECONDS = 30
PORTS = {"imap": 143, "imap+tls": 143, "imaps": 993}
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_ARRIVED = re.compile(rb'INTERNALDATE "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where mails wait: `imaps://name:password@host/INBOX?community=POL&after=delete`.

    Attributes:
        community: The code of the community whose mail it is.
        delete: Whether mails are deleted there once they are kept here; else they are marked as seen.
    """

    scheme: str
    host: str
    port: int
    name: str
    password: str
    folder: str
    community: str
    delete: bool


def mailbox_of(url: str) -> Mailbox:
    """The mailbox an address describes.

    Raises:
        ValueError: It does not.
    """
    parts = urlsplit(url)
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if parts.scheme not in PORTS or not parts.hostname or not asked.get("community"):
        raise ValueError("SAMDRIFT_IMAP_URL reads imaps://name:password@host/INBOX?community=CODE")
    return Mailbox(
        parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], unquote(parts.username or ""),
        unquote(parts.password or ""), unquote(parts.path.strip("/")) or "INBOX", asked["community"],
        asked.get("after") == "delete",
    )  # fmt: skip


def fetch(box: Mailbox, community_id: int, *, most: int = 500) -> int:
    """Take over what waits in a mailbox, the oldest first; how many.

    A mail is marked there only once it is kept here, so one that is interrupted comes again and is known by then.

    Raises:
        OSError, imaplib.IMAP4.error: The mailbox does not answer, or not to us.
    """
    taken = 0
    with _opened(box) as line:
        for uid in _waiting(line)[:most]:
            if _take(line, uid, community_id):
                taken += 1
            line.uid("STORE", uid, "+FLAGS", r"(\Seen \Deleted)" if box.delete else r"(\Seen)")
        if box.delete and taken:
            line.expunge()
    return taken


@contextmanager
def _opened(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    tls = ssl.create_default_context()
    line: imaplib.IMAP4
    if box.scheme == "imaps":
        line = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=tls, timeout=SECONDS)
    else:
        line = imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
        if box.scheme == "imap+tls":
            line.starttls(tls)
    try:
        line.login(box.name, box.password)
        answer, said = line.select(f'"{box.folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"The folder {box.folder} does not open: {said!r}")
        yield line
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            line.logout()


def _waiting(line: imaplib.IMAP4) -> list[str]:
    _answer, found = line.uid("SEARCH", "UNSEEN")
    return (found[0] or b"").decode().split() if found else []


def _take(line: imaplib.IMAP4, uid: str, community_id: int) -> bool:
    _answer, head = line.uid("FETCH", uid, "(RFC822.SIZE INTERNALDATE)")
    told = b" ".join(part if isinstance(part, bytes) else b" ".join(part) for part in head if part)
    size = _SIZE.search(told)
    if size is None or int(size[1]) > intake.most_bytes():
        return False  # Never fetched: two gigabytes would have to be held first. It stays in the mailbox, seen.
    _answer, parts = line.uid("FETCH", uid, "(BODY.PEEK[])")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if raw is None:
        return False
    intake.hand_in(community_id, raw, arrived_at=_arrived(told), source="imap")
    return True


def _arrived(told: bytes) -> datetime:
    found = _ARRIVED.search(told)
    if found:
        with suppress(ValueError, TypeError):
            return parsedate_to_datetime(found[1].decode().strip().replace("-", " ")).astimezone(UTC)
    from samdrift.foundation import clock

    return clock.now()
