"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "samdrift.operations.approvals"
    label = "approvals"

    def ready(self) -> None:
        from samdrift.operations.approvals.web import told
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        seen = dict.fromkeys(("BUD", "LOC-FM", "SEC-OFF", "CTR-C", "AUD"), "all") | dict.fromkeys(
            ("USR", "REQ-P", "UNIT-ADM", "DIST-MGT", "SD-AG", "SD-LEAD", "OPS-M"), "own"
        )
        register_permissions(
            (
                Permission("approvals.view", _("See what waits for a yes or no"), seen),
                Permission("approvals.decide_budget", _("Approve what costs the unit's budget"), {"BUD": "all"}),
                Permission("approvals.decide_security", _("Approve what concerns security"), {"SEC-OFF": "all"}),
            )
        )
