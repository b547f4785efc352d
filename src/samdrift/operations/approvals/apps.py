"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "samdrift.operations.approvals"
    label = "approvals"

    def ready(self) -> None:
        from samdrift.operations.approvals.queries.deciding import still_asked
        from samdrift.operations.approvals.web import told
        from samdrift.registers.parties.public import Permission, register_permissions, register_tie

        told.register()
        register_tie("approvals", still_asked)
        seen = dict.fromkeys(("BUD", "LOC-FM", "SEC-OFF", "OH-CLIN", "CTR-C", "AUD"), "all") | dict.fromkeys(
            ("USR", "REQ-P", "UNIT-ADM", "DIST-MGT", "SD-AG", "SD-LEAD", "OPS-M"), "own"
        )
        rules = dict.fromkeys(("BUD", "LOC-FM", "DIST-MGT", "CTR-C", "FIN-C", "AUD"), "all")
        register_permissions(
            (
                Permission("approvals.view", _("See what waits for a yes or no"), seen, delegable=True),
                Permission(
                    "approvals.decide_budget", _("Approve what costs the unit's budget"), {"BUD": "all"}, delegable=True
                ),
                Permission(
                    "approvals.decide_security", _("Approve what concerns security"), {"SEC-OFF": "all"}, delegable=True
                ),
                Permission("approvals.decide_clinical", _("Approve clinical matters"), {"OH-CLIN": "all"}),
                Permission("approvals.decide_unheld", _("Approve where there is no budget holder"), {"CTR-C": "all"}),
                Permission("approvals.view_rules", _("See approval rules and limits"), rules),
                Permission("approvals.write_rules", _("Write approval rules and limits"), {"CTR-C": "all"}),
            )
        )
