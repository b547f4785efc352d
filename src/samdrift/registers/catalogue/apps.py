"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "samdrift.registers.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from samdrift.registers.catalogue.queries.known import line_choices
        from samdrift.registers.catalogue.web import told
        from samdrift.registers.parties.public import Permission, register_permissions, register_team_choices

        register_team_choices("lines", line_choices)
        told.register()
        writers = {"CTR-C": "all", "CTR-P": "all"}
        readers = dict.fromkeys(
            ("CTR-C", "CTR-P", "AUD", "LOC-FM", "OPS-M", "DIST-MGT", "BUD", "SD-AG", "SD-LEAD", "SVC-L", "UNIT-ADM"),
            "all",
        )
        register_permissions(
            (
                Permission("catalogue.write", _("Change what can be asked for"), writers),
                Permission("catalogue.view", _("Read the whole service catalogue"), readers),
            )
        )
