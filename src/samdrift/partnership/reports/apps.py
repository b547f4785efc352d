"""Makes the room known to Django, its permissions to the roles, and its sections to reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

OFFICES = ("CTR-C", "CTR-P")
STEERING = ("STEER-C", "STEER-P")
READ = (*OFFICES, *STEERING, "FIN-C", "FIN-P", "AUD")


class ReportsConfig(AppConfig):
    name = "samdrift.partnership.reports"
    label = "reports"

    def ready(self) -> None:
        from samdrift.partnership.reports.queries import own_sections
        from samdrift.partnership.reports.web import told
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        own_sections.register()
        register_permissions(
            (
                Permission("reports.view", _("Read contract reports and steering packs"), dict.fromkeys(READ, "all")),
                Permission(
                    "reports.comment", _("Comment on a report and name priorities, for one's party"),
                    dict.fromkeys((*OFFICES, *STEERING), "all"),
                ),
                Permission(
                    "reports.agree", _("Draft, agree on and freeze contract reports, for one's party"),
                    dict.fromkeys(OFFICES, "all"),
                ),
                Permission(
                    "reports.agree_pack", _("Agree on steering packs, for one's party"),
                    dict.fromkeys((*OFFICES, *STEERING), "all"),
                ),
            )
        )  # fmt: skip
