"""What people change about their own account."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties.models import ApiToken, Person


@transaction.atomic
def change_password(scope: Scope, new_password: str, *, now: datetime) -> Person:
    """Give the person who acts a new password; how strong it is, the form has seen to."""
    person = _oneself(scope)
    person.set_password(new_password)
    person.save(update_fields=["password"])
    return person


@transaction.atomic
def choose_language(scope: Scope, language: str) -> Person:
    """Speak to the person who acts in another language from now on, in messages too.

    Raises:
        Invalid: We do not speak it.
    """
    if language not in LANGUAGES:
        raise Invalid({"language": "en, da, sv"})
    person = _oneself(scope)
    if person.language != language:
        person.language = language
        person.grants_version = F("grants_version") + 1
        person.save(update_fields=["language", "grants_version"])
    return person


def note_use(token: ApiToken, *, day: date) -> None:
    """Remember the last day a key was used, with one write a day."""
    if token.last_used_on != day:
        with everywhere(reason="a key's own note, before anybody acts"):
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=day)


def _oneself(scope: Scope) -> Person:
    if scope.person_id is None:
        raise NotAllowed
    return Person.objects.select_for_update(of=("self",)).get(pk=scope.person_id)
