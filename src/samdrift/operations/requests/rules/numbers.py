"""Numbers people say on the phone, and the secrets that follow a report without an account."""

import hashlib
import hmac
from uuid import UUID

# Crockford's letters: none that is read as another.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RESTRICTED = frozenset({"D5", "D6", "D7", "D8"})


def running_number(community: str, year: int, last: int) -> str:
    """The number in running order, as in POL-2025-0048211."""
    return f"{community}-{year}-{last:07d}"


def random_number(community: str, year: int, random: bytes) -> str:
    """A number that tells nothing of how many there are, as in POL-2025-X4K9TQ2RM.

    Args:
        random: At least six random bytes.
    """
    value = int.from_bytes(random[:6]) % 32**8
    letters = ""
    for _position in range(8):
        value, rest = divmod(value, 32)
        letters = _ALPHABET[rest] + letters
    return f"{community}-{year}-X{letters}"


def is_restricted(data_class: str) -> bool:
    """Whether even the existence of such a row is hidden, so that its number must not run on."""
    return data_class in RESTRICTED


def track_token(uid: UUID, secret: str) -> str:
    """The secret of a tracking link: made from the uid, so that a repeated submission gives the same link again."""
    digest = hmac.new(secret.encode(), b"track\0" + uid.bytes, hashlib.sha256).digest()
    value = int.from_bytes(digest[:16]) % 32**25
    letters = ""
    for _position in range(25):
        value, rest = divmod(value, 32)
        letters += _ALPHABET[rest]
    return letters.lower()


def track_digest(token: str) -> str:
    """What is stored of a tracking link's secret."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()
