"""Tallies as a Django app."""

from django.apps import AppConfig


class TalliesConfig(AppConfig):
    name = "samdrift.foundation.tallies"
    label = "tallies"

    def ready(self) -> None:
        from samdrift.foundation.tallies import jobs  # noqa: F401
