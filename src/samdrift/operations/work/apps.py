"""Makes the room known to Django."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "samdrift.operations.work"
    label = "work"
