"""Makes the room known to Django."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "samdrift.operations.promises"
    label = "promises"
