"""What people change about their own account."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties.commands.shared import leave_scopes_behind
from samdrift.registers.parties.events import PersonStateChanged
from samdrift.registers.parties.models import ApiToken, Employment, Person


@transaction.atomic
def change_password(scope: Scope, new_password: str, *, now: datetime) -> Person:
    """Give the person who acts a new password; how strong it is, the form has seen to."""
    person = _oneself(scope)
    person.set_password(new_password)
    person.save(update_fields=["password"])
    return person


@transaction.atomic
def choose_first_password(person_uid: UUID, new_password: str, *, now: datetime) -> Person:
    """Give somebody who came with a valid link their first password, and let them in if they were invited.

    Raises:
        DoesNotExist: There is no such person.
        Refused: They have a password already, or the account is closed.
    """
    person = Person.objects.select_for_update(of=("self",)).get(uid=person_uid)
    if person.state not in ("invited", "active") or person.has_usable_password():
        raise Refused(_("This link was used already, or the account is closed."))
    person.set_password(new_password)
    person.save(update_fields=["password"])
    if person.state == "invited":
        _let_in(person, now)
    return person


@transaction.atomic
def replace_password(person_uid: UUID, new_password: str, *, before: str, now: datetime) -> Person:
    """Give somebody who came with a link from their mailbox a new password.

    Args:
        before: The password's hash as it was when the link was checked: of two who use one link, one is late.

    Raises:
        DoesNotExist: There is no such person.
        Refused: The link was used meanwhile, or the account is closed.
    """
    person = Person.objects.select_for_update(of=("self",)).get(uid=person_uid)
    if not person.is_active or person.password != before:
        raise Refused(_("This link was used already, or the account is closed."))
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


@transaction.atomic
def person_from_provider(subject: str, *, email: str, email_verified: bool, now: datetime) -> Person | None:
    """Whom the identity provider means: by the subject we know, else by a verified e-mail we know, linked from then on.

    Somebody invited is let in by it. Nobody is made, and a closed account stays closed.

    Args:
        subject: The provider's own name for somebody, which never changes and is never used again.
    """
    if not subject or len(subject) > 120:
        return None
    person = Person.objects.select_for_update(of=("self",)).filter(external_id=subject).first()
    if person is None and email_verified:
        known = Person.objects.select_for_update(of=("self",)).filter(email=email.strip().lower(), external_id="")
        person = known.first()
        if person is not None:
            person.external_id = subject
            person.save(update_fields=["external_id"])
    if person is not None and person.state == "invited":
        _let_in(person, now)
    return person if person is not None and person.is_active else None


def _let_in(person: Person, now: datetime) -> None:
    with everywhere(reason="nobody acts before the first sign-in"):
        employment = Employment.objects.filter(person=person).order_by("pk").first()
    if employment is None:
        return
    person.state = "active"
    person.save(update_fields=["state"])
    leave_scopes_behind([person.pk])
    scope = Scope(community_id=employment.community_id, person_id=person.pk, employment_id=employment.pk)
    record(PersonStateChanged(person_uid=person.uid, from_state="invited", to_state="active"), scope=scope, at=now)


def note_use(token: ApiToken, *, day: date) -> None:
    """Remember the last day a key was used, with one write a day."""
    if token.last_used_on != day:
        with everywhere(reason="a key's own note, before anybody acts"):
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=day)


def _oneself(scope: Scope) -> Person:
    if scope.person_id is None:
        raise NotAllowed
    return Person.objects.select_for_update(of=("self",)).get(pk=scope.person_id)
