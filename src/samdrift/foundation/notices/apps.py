"""Notices as a Django app: finds every room's kinds at start-up and follows the events they speak of."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "samdrift.foundation.notices"
    label = "notices"

    def ready(self) -> None:
        """Import every room's `notices`, then follow all their events under one name: one delivery an event."""
        from samdrift.foundation.notices.commands.telling import follow_events

        autodiscover_modules("notices")
        follow_events()
