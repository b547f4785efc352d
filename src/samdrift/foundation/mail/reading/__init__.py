"""Reading mails into plain values: whatever program wrote them, however broken they are. No Django, no database."""

from samdrift.foundation.mail.reading.letter import Attached, ReadMail, Unreadable, read_mail

__all__ = ["Attached", "ReadMail", "Unreadable", "read_mail"]
