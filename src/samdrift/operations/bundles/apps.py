"""Makes the room known to Django, its permissions to the roles and its files to the gate."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BundlesConfig(AppConfig):
    name = "samdrift.operations.bundles"
    label = "bundles"

    def ready(self) -> None:
        from samdrift.foundation.files.public import file_owner
        from samdrift.operations.bundles.commands.making import KIND
        from samdrift.operations.bundles.queries.made import may_open
        from samdrift.registers.parties.public import Permission, register_permissions

        file_owner(KIND, visible=may_open)
        managers = dict.fromkeys(("CTR-C", "CTR-P"), "all")
        register_permissions(
            (
                Permission(
                    "bundles.view", _("Take the open book of a month or a year along"), managers | {"AUD": "all"}
                ),
                Permission("bundles.make", _("Let the open book of a month or a year be made"), managers),
            )
        )
