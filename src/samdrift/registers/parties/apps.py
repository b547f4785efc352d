"""Makes the room known to Django and announces what may be done in it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def _everybody(reach: str, *roles: str) -> dict[str, str]:
    return dict.fromkeys(roles, reach)


_LOOKS_UP_PEOPLE = (
    "REQ-P", "BUD", "UNIT-ADM", "LOC-FM", "LOC-INS", "DIST-MGT", "CTR-C", "SEC-OFF", "HR-C", "SD-AG", "SD-LEAD",
    "OPS-M", "SVC-L", "CTR-P", "HR-P", "AUD", "DPO", "ADMIN",
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
        everyone = [role for role in ROLE_NAMES if role != "CIT"]
        register_permissions(
            [
                Permission(
                    "parties.view_people",
                    _("Look up people with their unit, title and work phone."),
                    {**_everybody("own", *everyone), **_everybody("all", *_LOOKS_UP_PEOPLE)},
                ),
                Permission(
                    "parties.view_protected",
                    _("See the name of a person with protected identity."),
                    _everybody("all", "SEC-OFF", "HR-C", "HR-P"),
                ),
                Permission(
                    "parties.manage_people",
                    _("Invite, change, suspend and see off people."),
                    _everybody("all", "UNIT-ADM", "HR-C", "HR-P", "SEC-OFF", "ADMIN"),
                ),
                Permission(
                    "parties.manage_units",
                    _("Open, move and close units."),
                    _everybody("all", "CTR-C", "ADMIN"),
                ),
                Permission(
                    "parties.manage_organisations",
                    _("Take organisations into the community."),
                    _everybody("all", "ADMIN", "CTR-C"),
                ),
                Permission(
                    "parties.view_roles",
                    _("See who has which role, where and since when."),
                    {
                        **_everybody("own", *everyone),
                        **_everybody("all", "UNIT-ADM", "LOC-FM", "CTR-C", "CTR-P", "SEC-OFF", "AUD", "DPO", "ADMIN"),
                    },
                ),
                Permission(
                    "parties.assign_roles",
                    _("Give and take roles."),
                    _everybody("all", "UNIT-ADM", "CTR-C", "CTR-P", "SEC-OFF", "ADMIN"),
                ),
                Permission(
                    "parties.name_deputies",
                    _("Name a deputy for an absence."),
                    {**_everybody("own", *everyone), **_everybody("all", "UNIT-ADM", "CTR-C", "CTR-P")},
                ),
                Permission(
                    "parties.manage_teams",
                    _("Put teams together."),
                    _everybody("all", "OPS-M", "SD-LEAD", "CTR-P", "ADMIN"),
                ),
                Permission(
                    "parties.manage_counterparts",
                    _("Name who answers to whom on each tier."),
                    _everybody("all", "CTR-C", "CTR-P"),
                ),
                Permission(
                    "parties.manage_tokens",
                    _("Make and revoke keys for other systems."),
                    {**_everybody("own", *everyone), **_everybody("all", "ADMIN", "SEC-OFF")},
                ),
            ]
        )
