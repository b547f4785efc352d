"""Links that work without signing in: quietening one kind for one receiver, and nothing else."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "samdrift.notices.quieten"


@dataclass(frozen=True, slots=True)
class Quieting:
    """What a link quietens, and for whom."""

    kind: str
    person_id: int | None
    address: str


def absolute(path: str) -> str:
    """A path of ours as people open it from elsewhere."""
    return settings.SAMDRIFT_BASE_URL.rstrip("/") + path


def quieten_path(kind: str, *, person_id: int | None, address: str = "") -> str:
    """The path that quietens a kind for a receiver; signed, so nobody makes one for somebody else."""
    token = signing.dumps([kind, person_id, "" if person_id else address], salt=_SALT, compress=True)
    return reverse("notices:quieten", kwargs={"token": token})


def read_quieten(token: str) -> Quieting | None:
    """What a link quietens, or None when it is none of ours. It does not grow old: mails are kept for years."""
    try:
        kind, person_id, address = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Quieting(kind, person_id, address)
