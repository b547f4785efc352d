"""Events as a Django app: finds every room's events and followers at start-up."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "samdrift.foundation.events"
    label = "events"

    def ready(self) -> None:
        """Import every room's `events` and `followers`, so that a kind used twice stops the start."""
        autodiscover_modules("events", "followers")
