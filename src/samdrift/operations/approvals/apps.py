"""Makes the room known to Django."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "samdrift.operations.approvals"
    label = "approvals"
