"""Mail as a Django app."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "samdrift.foundation.mail"
    label = "mail"

    def ready(self) -> None:
        """Let whoever may read a mail open it as it came."""
        from samdrift.foundation.files.public import file_owner
        from samdrift.foundation.mail.intake import FILES_OF, sees_mail

        file_owner(FILES_OF, visible=sees_mail)
