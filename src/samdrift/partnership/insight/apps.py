"""Makes the room known to Django, its permissions to the roles and the house's figures to all."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

READ = (
    "CTR-C", "CTR-P", "FIN-C", "FIN-P", "STEER-C", "STEER-P", "AUD", "DIST-MGT", "LOC-FM", "LOC-INS", "BUD", "OPS-M",
    "SVC-L", "SD-LEAD",
)  # fmt: skip


class InsightConfig(AppConfig):
    name = "samdrift.partnership.insight"
    label = "insight"

    def ready(self) -> None:
        from samdrift.partnership.insight.queries import figures
        from samdrift.partnership.insight.web import map_panel, told
        from samdrift.registers.parties.public import Permission, register_permissions

        figures.register()
        told.register()
        map_panel.register()
        register_permissions(
            (
                Permission(
                    "insight.view", _("See the overview of a contract and its districts"), dict.fromkeys(READ, "all")
                ),
                Permission(
                    "insight.operate",
                    _("See how the operation stands today, by line, team and district"),
                    dict.fromkeys(("OPS-M", "SVC-L", "SD-LEAD", "CTR-P", "CTR-C", "AUD"), "all"),
                ),
                Permission(
                    "insight.audit",
                    _("See what auditors ask of a contract, with its answers"),
                    dict.fromkeys(("AUD", "CTR-C", "CTR-P", "STEER-C", "STEER-P"), "all"),
                ),
                Permission(
                    "insight.publish",
                    _("Agree with the other party on figures of a contract that everybody may read"),
                    dict.fromkeys(("CTR-C", "CTR-P"), "all"),
                ),
                Permission(
                    "insight.compare",
                    _("See how one’s district compares with the others of the contract"),
                    dict.fromkeys(READ, "all"),
                ),
                Permission(
                    "insight.propose",
                    _("Write down managers’ time released, for the other party to agree to"),
                    dict.fromkeys(("DIST-MGT", "LOC-FM", "CTR-C", "CTR-P"), "all"),
                ),
                Permission(
                    "insight.agree",
                    _("Agree to managers’ time released that the other party wrote down"),
                    dict.fromkeys(("CTR-C", "CTR-P"), "all"),
                ),
            )
        )
