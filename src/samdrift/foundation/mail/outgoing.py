"""Mail out by SMTP, where a server is configured: `SAMDRIFT_SMTP_URL`."""

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

SECONDS = 20
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class Refused(Exception):
    """The server will not take it, today or tomorrow: no such receiver, or a rule of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to one receiver.

    Attributes:
        uid: What its Message-ID is made of, so that a mail sent twice is shown once.
        thread: The token of its thread, or "".
    """

    uid: str
    to: str
    name: str = ""
    subject: str
    text: str
    html: str = ""
    thread: str = ""
    language: str = "en"
    headers: Mapping[str, str] = field(default_factory=dict)


def configured() -> bool:
    """Whether there is a server to send by."""
    return bool(settings.SAMDRIFT_SMTP_URL)


def own_domain() -> str:
    """The domain of the ids we give to mails: that of the address we send from."""
    return parseaddr(settings.SAMDRIFT_MAIL_FROM)[1].rpartition("@")[2] or "localhost"


def is_own_id(message_id: str) -> bool:
    """Whether a Message-ID is one of ours: then somebody sends us our own mail."""
    return message_id.startswith(("<m.", "<t.")) and message_id.lower().endswith(f"@{own_domain().lower()}>")


def send(mail: Mail) -> None:
    """Send a mail.

    Raises:
        Refused: The server refused it for good.
        OSError, smtplib.SMTPException: It did not work now.
    """
    connection = _connection()
    try:
        built(mail, connection).send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        _raise_for(code, said, refusal)
    except smtplib.SMTPResponseException as refusal:
        _raise_for(refusal.smtp_code, refusal.smtp_error, refusal)


def _raise_for(code: int, said: bytes | str, refusal: Exception) -> None:
    if 500 <= code < 600 and code not in (530, 534, 535):  # our own sign-in can be put right
        words = said.decode(errors="replace") if isinstance(said, bytes) else said
        raise Refused(f"{code} {words}") from refusal
    raise refusal


def built(mail: Mail, connection: EmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail as it goes out: text and HTML, its ids, and what keeps other programs from answering by themselves."""
    domain = own_domain()
    headers = {
        "Message-ID": f"<m.{mail.uid}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": mail.language,
        **mail.headers,
    }
    reply_to: list[str] = []
    if mail.thread:
        root = f"<t.{mail.thread}@{domain}>"
        headers |= {"References": root, "In-Reply-To": root}
        if settings.SAMDRIFT_MAIL_REPLY_TO:
            local, _at, where = settings.SAMDRIFT_MAIL_REPLY_TO.rpartition("@")
            reply_to = [f"{local}+r.{mail.thread}@{where}"]
    made = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split())[:200],
        body=mail.text,
        from_email=settings.SAMDRIFT_MAIL_FROM,
        to=[formataddr((mail.name, mail.to)) if mail.name else mail.to],
        reply_to=reply_to,
        headers=headers,
        connection=connection,
    )
    if mail.html:
        made.attach_alternative(mail.html, "text/html")
    return made


def _connection() -> EmailBackend:
    """A connection as `SAMDRIFT_SMTP_URL` describes it: smtp://, smtp+tls:// (STARTTLS) or smtps://."""
    url = urlsplit(settings.SAMDRIFT_SMTP_URL)
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError("SAMDRIFT_SMTP_URL reads smtp://host:port, smtp+tls://name:password@host or smtps://…")
    return EmailBackend(
        host=url.hostname,
        port=url.port or PORTS[url.scheme],
        username=unquote(url.username or ""),
        password=unquote(url.password or ""),
        use_tls=url.scheme == "smtp+tls",
        use_ssl=url.scheme == "smtps",
        timeout=SECONDS,
    )
