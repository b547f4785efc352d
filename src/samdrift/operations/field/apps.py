"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldConfig(AppConfig):
    name = "samdrift.operations.field"
    label = "field"

    def ready(self) -> None:
        from samdrift.operations.field.queries.notes import notes_panel
        from samdrift.registers.estate.public import PlacePanel, register_place_panel
        from samdrift.registers.parties.public import Permission, register_permissions

        register_place_panel(PlacePanel("field.notes", "field/at_place.html", notes_panel, position=30))
        writers = ("OPS-M", "SVC-L", "LOC-FM", "SEC-OFF")
        register_permissions(
            (
                Permission(
                    "field.write_notes",
                    _("Write about keys, ways and dangers of places"),
                    dict.fromkeys(writers, "all"),
                ),
            )
        )
