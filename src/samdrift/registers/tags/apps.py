"""Makes the room known to Django."""

from django.apps import AppConfig


class TagsConfig(AppConfig):
    name = "samdrift.registers.tags"
    label = "tags"
