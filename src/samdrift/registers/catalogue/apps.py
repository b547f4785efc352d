"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "samdrift.registers.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from samdrift.registers.parties.public import Permission, register_permissions

        writers = {"CTR-C": "all", "CTR-P": "all"}
        register_permissions((Permission("catalogue.write", _("Change what can be asked for"), writers),))
