"""Makes the room known to Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "samdrift.operations.desk"
    label = "desk"
