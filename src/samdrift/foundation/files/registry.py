"""Whose files there are: each kind of owner says whether a scope may see one of it."""

from collections.abc import Callable
from uuid import UUID

from samdrift.foundation.scope import Scope

Visible = Callable[[Scope, UUID], bool]

owners: dict[str, Visible] = {}


def file_owner(kind: str, *, visible: Visible) -> None:
    """Let things of `kind` own files, seen by whoever may see the thing. Called by a room at start-up."""
    known = owners.get(kind)
    if known not in (None, visible):
        raise RuntimeError(f"{kind!r} owns files already.")
    owners[kind] = visible
