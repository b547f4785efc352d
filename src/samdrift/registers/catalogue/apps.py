"""Makes the room known to Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "samdrift.registers.catalogue"
    label = "catalogue"
