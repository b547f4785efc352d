"""Django's `migrate`, with an executor that renders only the models a step reads."""

from typing import Any
from unittest import mock

from django.core.management.commands import migrate

from samdrift.foundation.migrating import LeanExecutor


class Command(migrate.Command):
    """As Django's."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Migrate; the command asks its module for an executor and leaves no other place to name one."""
        with mock.patch.object(migrate, "MigrationExecutor", LeanExecutor):
            return super().handle(*args, **options)
