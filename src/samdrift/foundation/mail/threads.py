"""Threads: the random token that ties an answer to what was asked."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from samdrift.foundation.mail.models import Thread
from samdrift.foundation.scope import everywhere

# 26 letters and digits of base 32 without those people misread: 130 bits, and safe in every mail address.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_LENGTH = 26
IN_ADDRESS = re.compile(rf"\+r\.([{_ALPHABET}]{{{_LENGTH}}})@", re.IGNORECASE)
IN_ID = re.compile(rf"<t\.([{_ALPHABET}]{{{_LENGTH}}})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Threaded:
    """What a token leads to."""

    community_id: int
    subject_kind: str
    subject_uid: UUID
    address: str


@transaction.atomic
def token_for(community_id: int, about: tuple[str, UUID], address: str) -> str:
    """The token of what we write to `address` about a thing: the same each time."""
    kind, uid = about
    with everywhere(reason="the thread a mail belongs to"):
        thread, _new = Thread.objects.all().get_or_create(
            subject_kind=kind, subject_uid=uid, address=address.strip().lower(),
            defaults={"community_id": community_id, "token": new_token()},
        )  # fmt: skip
    return thread.token


def new_token() -> str:
    """A token nobody guesses."""
    return "".join(secrets.choice(_ALPHABET) for _each in range(_LENGTH))


def threaded(tokens: Iterable[str]) -> Threaded | None:
    """What the first known of these tokens leads to."""
    wanted = [token.lower() for token in tokens]
    if not wanted:
        return None
    with everywhere(reason="the token of the thread is the key"):
        found = {row.token: row for row in Thread.objects.filter(token__in=wanted)}
    row = next((found[token] for token in wanted if token in found), None)
    return None if row is None else Threaded(row.community_id, row.subject_kind, row.subject_uid, row.address)


def tokens_in(addresses: Iterable[str], references: Iterable[str]) -> list[str]:
    """The tokens a mail carries: first of the addresses it went to, then of what it answers."""
    found = [
        match[1].lower() for text in addresses for match in IN_ADDRESS.finditer(f"{text}@" if "@" not in text else text)
    ]
    return [*found, *(match[1].lower() for text in references for match in IN_ID.finditer(text))]
