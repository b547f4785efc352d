"""Guards as a Django app."""

from django.apps import AppConfig


class GuardsConfig(AppConfig):
    name = "samdrift.foundation.guards"
    label = "guards"
