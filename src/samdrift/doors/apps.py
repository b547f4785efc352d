"""Makes the doors known to Django, so that their texts and static files are found."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoorsConfig(AppConfig):
    name = "samdrift.doors"
    label = "doors"

    def ready(self) -> None:
        """Announce who may read the open book, and who looks after what workers do."""
        from samdrift.doors.ask import open_book, telling  # noqa: F401
        from samdrift.registers.parties.public import Permission, register_permissions

        lookers = ("CTR-C", "CTR-P", "STEER-C", "STEER-P", "FIN-C", "FIN-P", "AUD", "ADMIN")
        managers = ("CTR-C", "CTR-P", "ADMIN")
        readers = dict.fromkeys(("CTR-C", "CTR-P", "STEER-C", "STEER-P", "AUD", "DPO"), "all")
        # Whoever looks after a contract, a district, a desk or a site from either side.
        sharers = dict.fromkeys(
            ("CTR-C", "CTR-P", "STEER-C", "STEER-P", "FIN-C", "FIN-P", "DIST-MGT", "LOC-FM", "SD-LEAD", "OPS-M",
             "SVC-L", "AUD", "ADMIN"), "all",
        )  # fmt: skip
        register_permissions(
            (
                Permission("events.view", _("Read the open book"), readers),
                Permission("checks.view", _("See what the nightly checks found"), dict.fromkeys(lookers, "all")),
                Permission("checks.run", _("Run a nightly check now"), dict.fromkeys(managers, "all")),
                Permission("datasets.export", _("Take lists along as files"), sharers),
                Permission("datasets.share", _("Share kept questions with everybody of the own party"), sharers),
                Permission("datasets.link", _("Make feeds and wall screens that need no sign-in"), sharers),
                Permission("jobs.view", _("See background jobs"), {"ADMIN": "all"}),
                Permission("jobs.manage", _("Try failed background jobs again"), {"ADMIN": "all"}),
                Permission(
                    "notices.view_sent",
                    _("See which messages left the house and which did not"),
                    dict.fromkeys(("ADMIN", "SD-LEAD"), "all"),
                ),
            )
        )
