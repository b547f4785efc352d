"""Nightly checks as a Django app."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "samdrift.foundation.checks"
    label = "checks"
