"""Jobs as a Django app: finds every room's jobs at start-up."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "samdrift.foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Import every room's `jobs`, so that a worker knows whatever may have been enqueued."""
        autodiscover_modules("jobs")
