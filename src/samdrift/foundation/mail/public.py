"""What every room uses of mail."""

from samdrift.foundation.mail.intake import (
    FILES_OF,
    TooLarge,
    clean_files,
    content_of,
    file_of,
    hand_in,
    most_bytes,
    read_one,
    read_waiting,
)
from samdrift.foundation.mail.models import VIEW, IncomingMail
from samdrift.foundation.mail.outgoing import Mail, Refused, configured, is_own_id, own_domain, send
from samdrift.foundation.mail.reading import Attached, ReadMail, Unreadable, read_mail
from samdrift.foundation.mail.registry import HELD, IGNORED, TAKEN, Outcome, register_receiver
from samdrift.foundation.mail.threads import Threaded, threaded, token_for, tokens_in

__all__ = [
    "FILES_OF",
    "HELD",
    "IGNORED",
    "TAKEN",
    "VIEW",
    "Attached",
    "IncomingMail",
    "Mail",
    "Outcome",
    "ReadMail",
    "Refused",
    "Threaded",
    "TooLarge",
    "Unreadable",
    "clean_files",
    "configured",
    "content_of",
    "file_of",
    "hand_in",
    "is_own_id",
    "most_bytes",
    "own_domain",
    "read_mail",
    "read_one",
    "read_waiting",
    "register_receiver",
    "send",
    "threaded",
    "token_for",
    "tokens_in",
]
