"""Makes the doors known to Django, so that their texts and static files are found."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "samdrift.doors"
    label = "doors"
