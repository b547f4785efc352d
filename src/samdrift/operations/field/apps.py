"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldConfig(AppConfig):
    name = "samdrift.operations.field"
    label = "field"

    def ready(self) -> None:
        from samdrift.registers.parties.public import Permission, register_permissions

        writers = ("OPS-M", "SVC-L", "LOC-FM", "SEC-OFF")
        register_permissions(
            (
                Permission(
                    "field.write_notes", _("Write about keys, ways and dangers of places"), dict.fromkeys(writers, "all")
                ),
            )
        )
