"""The errors a person may meet; one table in doors/errors.py turns them into status codes for pages and API."""

from collections.abc import Mapping
from typing import Any


class SamdriftError(Exception):
    """Something a person can be told about, in a whole translated sentence."""

    def __init__(self, message: object = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Unscoped(RuntimeError):
    """Tenant data was read without saying for whom: a mistake in the code, never in the input."""


class NotAllowed(SamdriftError):
    """The actor sees the thing but may not do this with it (403)."""


class Refused(SamdriftError):
    """The rules do not allow this now (409)."""


class Stale(Refused):
    """Somebody else changed the row first (409); `changes` says what differs."""

    def __init__(self, message: object = "", changes: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.changes = dict(changes or {})


class Invalid(SamdriftError):
    """Input that does not fit (422); `fields` maps a field's name to one sentence each."""

    def __init__(self, fields: Mapping[str, object], message: object = "") -> None:
        super().__init__(message or " ".join(str(text) for text in fields.values()))
        self.fields = {name: str(text) for name, text in fields.items()}


class TooMany(SamdriftError):
    """More than the agreed number in the agreed time (429); try again after `retry_after` seconds."""

    def __init__(self, message: object = "", retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after
