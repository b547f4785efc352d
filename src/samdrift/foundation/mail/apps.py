"""Mail as a Django app."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "samdrift.foundation.mail"
    label = "mail"
