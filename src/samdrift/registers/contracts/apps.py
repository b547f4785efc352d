"""Makes the room known to Django."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "samdrift.registers.contracts"
    label = "contracts"
