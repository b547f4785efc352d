"""Files as a Django app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "samdrift.foundation.files"
    label = "files"
