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
        from samdrift.registers.parties.public import Permission, register_permissions

        figures.register()
        register_permissions(
            (
                Permission(
                    "insight.view", _("See the overview of a contract and its districts"), dict.fromkeys(READ, "all")
                ),
            )
        )
