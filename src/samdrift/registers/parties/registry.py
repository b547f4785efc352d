"""Which permissions exist and which roles have them: each room announces its own at start-up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing somebody may do: `<room>.<verb>`, said in a sentence, and how far each role's reach goes by default."""

    code: str
    meaning: object  # a lazily translated sentence
    roles: Mapping[str, str] = field(default_factory=dict)  # role code → reach: all, own, assigned


_permissions: dict[str, Permission] = {}


def register_permissions(permissions: Iterable[Permission]) -> None:
    """Make permissions known; a code announced twice stops the start-up."""
    for permission in permissions:
        if permission.code in _permissions:
            raise ValueError(f"The permission {permission.code} is announced twice.")
        _permissions[permission.code] = permission


def all_permissions() -> Mapping[str, Permission]:
    """Every permission by code."""
    return _permissions


def permissions_of(role: str) -> dict[str, frozenset[str]]:
    """A role's permissions by reach: {"all": {…}, "own": {…}, "assigned": {…}}."""
    by_reach: dict[str, set[str]] = {}
    for permission in _permissions.values():
        reach = permission.roles.get(role)
        if reach:
            by_reach.setdefault(reach, set()).add(permission.code)
    return {reach: frozenset(codes) for reach, codes in by_reach.items()}
