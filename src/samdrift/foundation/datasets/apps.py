"""Datasets as a Django app: finds every room's lists at start-up."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DatasetsConfig(AppConfig):
    name = "samdrift.foundation.datasets"
    label = "datasets"

    def ready(self) -> None:
        """Import every room's `queries/datasets.py`, which registers its lists."""
        autodiscover_modules("queries.datasets")
