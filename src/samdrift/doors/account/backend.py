"""Who somebody is by e-mail and password; a wrong answer costs the same work whatever made it wrong."""

import secrets
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from samdrift.foundation.notices.public import has_unread
from samdrift.foundation.prepared import Prepared
from samdrift.registers.parties.public import Person

# Asked along with the person: whether the bell has anything to count, so that most pages pay nothing for it.
_BY_PK = Prepared(
    lambda pk: Person.objects.filter(pk=pk).annotate(has_unread=has_unread()),
    -77_004,
    reason="who is signed in, before anybody's scope is known",
)
_nobodys = ""


def _nobodys_password() -> str:
    """A hash no password fits, made once, so that people who do not exist take as long to refuse as those who do."""
    global _nobodys
    if not _nobodys:
        _nobodys = make_password(secrets.token_urlsafe())
    return _nobodys


class PasswordBackend(BaseBackend):
    """Checks a password; only active people get in."""

    def authenticate(
        self, request: HttpRequest | None, email: str = "", password: str = "", **others: Any
    ) -> Person | None:
        """The person, or None: for an unknown e-mail, a wrong password and a closed account alike."""
        person = Person.objects.filter(email=email.strip().lower()).first()
        if person is None or not person.is_active or not person.has_usable_password():
            check_password(password, _nobodys_password())
            return None
        return person if person.check_password(password) else None

    def get_user(self, user_id: int) -> Person | None:
        """The signed-in person, unless they have been suspended or have left since."""
        return next((person for person in _BY_PK.rows(user_id) if person.is_active), None)
