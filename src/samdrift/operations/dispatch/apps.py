"""Makes the room known to Django."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "samdrift.operations.dispatch"
    label = "dispatch"
