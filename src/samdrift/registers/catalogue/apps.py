"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "samdrift.registers.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from samdrift.foundation.search.public import searchable
        from samdrift.registers.catalogue.queries.known import line_choices
        from samdrift.registers.catalogue.web import told
        from samdrift.registers.parties.public import (
            ROLE_NAMES,
            Permission,
            register_permissions,
            register_team_choices,
        )

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
                Permission(
                    "catalogue.read_articles", _("Read articles that help oneself"),
                    dict.fromkeys((role for role in ROLE_NAMES if role not in ("CIT", "EVAL")), "all"),
                ),
                Permission(
                    "catalogue.advise", _("Read articles and scripts for agents"),
                    dict.fromkeys(("SD-AG", "SD-LEAD", "OPS-M", "SVC-L", "CTR-P", "CTR-C"), "all"),
                ),
                Permission(
                    "catalogue.write_articles", _("Write, publish and review articles and scripts"),
                    dict.fromkeys(("CTR-C", "CTR-P", "SD-LEAD", "OPS-M"), "all"),
                ),
            )
        )  # fmt: skip
        searchable("catalogue.help", permission="catalogue.read_articles", everywhere=True)
        searchable("catalogue.advice", permission="catalogue.advise", everywhere=True)
        searchable("catalogue.own", permission="catalogue.read_articles", everywhere=True)
