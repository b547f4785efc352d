"""Makes the room known to Django."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "samdrift.registers.parties"
    label = "parties"
