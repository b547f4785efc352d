"""Makes the room known to Django and announces what may be done in it."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_LOOKS_UP_PEOPLE = (
    "REQ-P", "BUD", "UNIT-ADM", "LOC-FM", "LOC-INS", "DIST-MGT", "CTR-C", "SEC-OFF", "HR-C", "SD-AG", "SD-LEAD",
    "OPS-M", "SVC-L", "CTR-P", "HR-P", "AUD", "DPO", "ADMIN",
)  # fmt: skip
_SEES_ROLES = ("UNIT-ADM", "LOC-FM", "CTR-C", "CTR-P", "SEC-OFF", "AUD", "DPO", "ADMIN")

# What one may do with what is one's own, whatever one's role, and which roles may do it for others too.
OWN: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("parties.view_people", _("Look up people with their unit, title and work phone."), _LOOKS_UP_PEOPLE),
    ("parties.view_roles", _("See who has which role, where and since when."), _SEES_ROLES),
    ("parties.declare_interests", _("Declare an interest, a gift or hospitality of one's own."), ()),
    ("parties.name_deputies", _("Name a deputy for an absence."), ("UNIT-ADM", "CTR-C", "CTR-P")),
    ("parties.manage_tokens", _("Make and revoke keys for other systems."), ("ADMIN", "SEC-OFF")),
)
PERMISSIONS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("parties.view_protected", _("See the name of a person with protected identity."), ("SEC-OFF", "HR-C", "HR-P")),
    (
        "parties.manage_people", _("Invite, change, suspend and see off people."),
        ("UNIT-ADM", "HR-C", "HR-P", "SEC-OFF", "ADMIN"),
    ),
    ("parties.manage_units", _("Open, move and close units."), ("CTR-C", "ADMIN")),
    ("parties.manage_organisations", _("Take organisations into the community."), ("ADMIN", "CTR-C")),
    ("parties.assign_roles", _("Give and take roles."), ("UNIT-ADM", "CTR-C", "CTR-P", "SEC-OFF", "ADMIN")),
    ("parties.clinical_cases", _("Be named on clinical cases."), ("OH-CLIN", "OH-ADM")),
    (
        "parties.decide_interests", _("See declared interests and hospitality, and decide on them."),
        ("CTR-C", "CTR-P", "STEER-C", "STEER-P"),
    ),
    ("parties.manage_teams", _("Put teams together."), ("OPS-M", "SD-LEAD", "CTR-P", "ADMIN")),
    ("parties.manage_counterparts", _("Name who answers to whom on each tier."), ("CTR-C", "CTR-P")),
)  # fmt: skip


class PartiesConfig(AppConfig):
    name = "samdrift.registers.parties"
    label = "parties"

    def ready(self) -> None:
        from samdrift.foundation.search.public import searchable
        from samdrift.registers.parties.registry import ROLE_NAMES, Permission, register_permissions
        from samdrift.registers.parties.web import told

        told.register()
        searchable("person", permission="parties.view_people")
        own = {role: "own" for role in ROLE_NAMES if role != "CIT"}
        register_permissions(Permission(code, says, own | dict.fromkeys(roles, "all")) for code, says, roles in OWN)
        register_permissions(Permission(code, says, dict.fromkeys(roles, "all")) for code, says, roles in PERMISSIONS)
