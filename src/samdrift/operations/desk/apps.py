"""Makes the room known to Django and announces what may be done in it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

DESK = ("SD-AG", "SD-LEAD", "OPS-M")


class DeskConfig(AppConfig):
    name = "samdrift.operations.desk"
    label = "desk"

    def ready(self) -> None:
        from samdrift.operations.desk.web import told
        from samdrift.registers.parties.public import Permission, register_permissions

        measured_by = dict.fromkeys(("SD-LEAD", "OPS-M", "CTR-C", "CTR-P", "AUD"), "all")
        told.register()
        register_permissions(
            (
                Permission("desk.view", _("See the desk's queue and its contacts."), dict.fromkeys(DESK, "all")),
                Permission("desk.take", _("Take a report on behalf of somebody."), dict.fromkeys(DESK, "all")),
                Permission("desk.measure", _("See what the desk's months come to."), measured_by),
                Permission("desk.audit", _("Correct how a contact ended."), dict.fromkeys(("SD-LEAD", "OPS-M"), "all")),
            )
        )
