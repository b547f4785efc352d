"""Makes the doors known to Django, so that their texts and static files are found."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoorsConfig(AppConfig):
    name = "samdrift.doors"
    label = "doors"

    def ready(self) -> None:
        """Announce who may read the open book, and who looks after what workers do."""
        from samdrift.registers.parties.public import Permission, register_permissions

        lookers = ("CTR-C", "CTR-P", "STEER-C", "STEER-P", "FIN-C", "FIN-P", "AUD", "ADMIN")
        managers = ("CTR-C", "CTR-P", "ADMIN")
        readers = dict.fromkeys(("CTR-C", "CTR-P", "STEER-C", "STEER-P", "AUD", "DPO"), "all")
        register_permissions(
            (
                Permission("events.view", _("Read the open book"), readers),
                Permission("checks.view", _("See what the nightly checks found"), dict.fromkeys(lookers, "all")),
                Permission("checks.run", _("Run a nightly check now"), dict.fromkeys(managers, "all")),
                Permission("jobs.view", _("See background jobs"), {"ADMIN": "all"}),
                Permission("jobs.manage", _("Try failed background jobs again"), {"ADMIN": "all"}),
                Permission(
                    "notices.view_sent",
                    _("See which messages left the house and which did not"),
                    dict.fromkeys(("ADMIN", "SD-LEAD"), "all"),
                ),
            )
        )
