"""Mails no person wrote: absence notes, bounces, lists, machines, and our own that came back."""

import re
from email.message import Message

from samdrift.foundation.mail.reading.headers import addresses_in, text_of

BOUNCE, AUTO_REPLY, LIST, MACHINE = "bounce", "auto_reply", "list", "machine"

_ABSENT = re.compile(
    r"^\s*(automatic reply|auto(matisk)?[ -]?(reply|response|svar)|autosvar|automatiskt svar|automatisk svar|"
    r"out of (the )?office|ikke til stede|fraværs(besked|meddelelse)?|frånvaro(meddelande)?|ej på (kontoret|plats)|"
    r"accepted|accepteret|accepterat|declined|afvist|avböjt|tentative|foreløbigt accepteret|preliminärt)\b.{0,3}:",
    re.IGNORECASE,
)
_DAEMONS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|bounce[s]?([+-].*)?)@", re.IGNORECASE)
_REPLY_MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply")
_BULK = {"bulk", "junk", "list"}


def why_automatic(message: Message) -> str:
    """What kind of automatic mail it is, or "" for one that somebody wrote."""
    return _bounce(message) or _auto_reply(message) or _machine(message)


def _bounce(message: Message) -> str:
    if message.get_content_type() == "multipart/report":
        kind = str(message.get_param("report-type", "")).lower()
        return AUTO_REPLY if "disposition" in kind else BOUNCE
    sender = next((address for _name, address in addresses_in(message, "From")), "")
    if _DAEMONS.match(sender):
        return BOUNCE
    # An empty envelope sender is what bounces and absence notes go out with, so that nobody answers them.
    return BOUNCE if text_of(message, "Return-Path").replace(" ", "") == "<>" and not _said_auto(message) else ""


def _said_auto(message: Message) -> str:
    return text_of(message, "Auto-Submitted").partition(";")[0].strip().lower()


def _auto_reply(message: Message) -> str:
    if _said_auto(message) in {"auto-replied", "auto-notified"}:
        return AUTO_REPLY
    if any(mark in message for mark in _REPLY_MARKS):
        return AUTO_REPLY
    if text_of(message, "Precedence").lower() == "auto_reply":
        return AUTO_REPLY
    return AUTO_REPLY if _ABSENT.match(text_of(message, "Subject")) else ""


def _machine(message: Message) -> str:
    if _said_auto(message) not in {"", "no"}:
        return MACHINE
    if "List-Id" in message or text_of(message, "Precedence").lower() in _BULK:
        return LIST
    if "List-Unsubscribe" in message or "List-Post" in message:
        return LIST
    return MACHINE if "X-Auto-Response-Suppress" in message else ""
