"""Makes the room known to Django."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "samdrift.operations.requests"
    label = "requests"
