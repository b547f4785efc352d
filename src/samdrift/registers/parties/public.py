"""What other rooms may use of parties."""

from samdrift.registers.parties.commands import change_password, choose_language, note_use
from samdrift.registers.parties.models import (
    ApiToken,
    Community,
    Employment,
    Organisation,
    Person,
    Team,
    TeamMember,
    Unit,
)
from samdrift.registers.parties.queries import (
    employments_of,
    faces_of_the_demonstration,
    forget_scopes,
    scope_at,
    scope_for,
    tag_scope,
    token_by_digest,
    token_scope,
)
from samdrift.registers.parties.registry import Permission, all_permissions, register_permissions, role_name

__all__ = [
    "ApiToken",
    "Community",
    "Employment",
    "Organisation",
    "Permission",
    "Person",
    "Team",
    "TeamMember",
    "Unit",
    "all_permissions",
    "change_password",
    "choose_language",
    "employments_of",
    "faces_of_the_demonstration",
    "forget_scopes",
    "note_use",
    "register_permissions",
    "role_name",
    "scope_at",
    "scope_for",
    "tag_scope",
    "token_by_digest",
    "token_scope",
]
