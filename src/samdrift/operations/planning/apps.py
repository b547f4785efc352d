"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "samdrift.operations.planning"
    label = "planning"

    def ready(self) -> None:
        from samdrift.foundation.files.public import file_owner
        from samdrift.operations.planning.commands.imported import PlansIntake
        from samdrift.operations.planning.queries.occurrences import sees_certificate
        from samdrift.operations.planning.queries.table import TABLE_FIELDS, rows_of_table, table_choices
        from samdrift.operations.planning.queries.tallied import register_tallies
        from samdrift.operations.planning.web import told
        from samdrift.operations.planning.web.panel import panel_of
        from samdrift.registers.estate.public import PlacePanel, TableKeeper, register_place_panel, register_table
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        register_tallies()
        register_table(
            TableKeeper(
                "plans", PlansIntake, rows_of_table, table_choices, TABLE_FIELDS, asks=("site",),
                defaults=("site", "line"),
            )
        )  # fmt: skip
        register_place_panel(PlacePanel("planning.ahead", "planning/panel.html", panel_of, position=40))
        file_owner("planning.certificate", visible=sees_certificate)
        readers = ("OPS-M", "SVC-L", "SD-LEAD", "CTR-C", "CTR-P", "LOC-FM", "LOC-INS", "DIST-MGT", "AUD")
        register_permissions(
            (
                Permission("planning.view", _("See maintenance plans"), dict.fromkeys(readers, "all")),
                Permission("planning.write", _("Write maintenance plans"), {"OPS-M": "all"}),
                Permission(
                    "planning.certify", _("File certificates and readings"),
                    dict.fromkeys(("OPS-M", "SVC-L", "LOC-FM"), "all"),
                ),
                Permission("planning.waive", _("Waive planned work"), {"CTR-C": "all"}),
            )
        )  # fmt: skip
