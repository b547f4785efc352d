"""What other rooms may use of parties."""

from samdrift.registers.parties.models import Community, Employment, Organisation, Person, Team, Unit
from samdrift.registers.parties.queries import scope_for
from samdrift.registers.parties.registry import Permission, all_permissions, register_permissions

__all__ = [
    "Community",
    "Employment",
    "Organisation",
    "Permission",
    "Person",
    "Team",
    "Unit",
    "all_permissions",
    "register_permissions",
    "scope_for",
]
