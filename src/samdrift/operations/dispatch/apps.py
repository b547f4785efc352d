"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "samdrift.operations.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        from samdrift.operations.dispatch.web import told
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        planners = dict.fromkeys(("OPS-M", "SD-AG"), "all")
        readers = planners | dict.fromkeys(("SVC-L", "SD-LEAD"), "all")
        register_permissions(
            (
                Permission("dispatch.view", _("See a team's day on the dispatcher's board"), readers),
                Permission("dispatch.plan", _("Have a day planned and accept it"), planners),
                Permission("dispatch.set_up", _("Say where teams start and how far it is"), {"OPS-M": "all"}),
            )
        )
