"""Makes the room known to Django."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    name = "samdrift.registers.estate"
    label = "estate"
