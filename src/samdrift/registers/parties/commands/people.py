"""People come, are let in, are kept out and leave; one person however many employments."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import registry, rules
from samdrift.registers.parties.commands.shared import index_people, leave_scopes_behind, require_member
from samdrift.registers.parties.events import (
    EmploymentBegun,
    EmploymentEnded,
    PersonInvited,
    PersonStateChanged,
    SignInLinkMade,
)
from samdrift.registers.parties.models import Employment, Organisation, Person, RoleAssignment, Unit

FORCED_AFTER = timedelta(hours=24)
"""How long open approvals and assignments may hold back a departure (domain.md §2.1)."""


@transaction.atomic
def invite_person(
    scope: Scope, *, email: str, given_name: str, family_name: str, organisation_uid: UUID, unit_uid: UUID | None,
    starts_on: date, now: datetime, title: str = "", language: str = "en", protected_identity: bool = False,
) -> Employment:  # fmt: skip
    """Expect somebody: a new person, or one we know under this e-mail with one more employment.

    Raises:
        NotAllowed: The actor may not invite people to this unit.
        Invalid: The language is not one of ours.
        Refused: They have a full-time employment with this employer then already.
    """
    unit = Unit.objects.within(scope).get(uid=unit_uid) if unit_uid else None
    scope.require("parties.manage_people", unit=unit.pk if unit else None)
    if language not in LANGUAGES:
        raise Invalid({"language": _("Choose one of: en, da, sv.")})
    address = email.strip().lower()
    person, made = Person.objects.get_or_create(
        email=address,
        defaults={
            "given_name": given_name, "family_name": family_name, "language": language, "state": "invited",
            "protected_identity": protected_identity, "password": "!",
        },
    )  # fmt: skip
    if made:
        record(PersonInvited(person_uid=person.uid), scope=scope, at=now)
    return _begin(
        scope, person, organisation_uid=organisation_uid, unit=unit, title=title, starts_on=starts_on, now=now
    )


@transaction.atomic
def begin_employment(
    scope: Scope, person_uid: UUID, *, organisation_uid: UUID, unit_uid: UUID | None, starts_on: date, now: datetime,
    title: str = "", full_time_share: str = "1",
) -> Employment:  # fmt: skip
    """Give a person one more employment: the same person, another employer or another time.

    Raises:
        NotAllowed: The actor may not take people into this unit.
        DoesNotExist: There is no such person within the scope.
        Refused: They have a full-time employment with this employer then already.
    """
    unit = Unit.objects.within(scope).get(uid=unit_uid) if unit_uid else None
    person = locked_person(scope, person_uid)
    scope.require("parties.manage_people", unit=unit.pk if unit else None)
    return _begin(
        scope, person, organisation_uid=organisation_uid, unit=unit, title=title, starts_on=starts_on, now=now,
        full_time_share=full_time_share,
    )  # fmt: skip


def _begin(
    scope: Scope, person: Person, *, organisation_uid: UUID, unit: Unit | None, title: str, starts_on: date,
    now: datetime, full_time_share: str = "1",
) -> Employment:  # fmt: skip
    organisation = Organisation.objects.get(uid=organisation_uid)
    require_member(scope, organisation.pk)
    with everywhere(reason="a second full-time employment is one wherever it is"):
        others = Employment.objects.filter(person=person, organisation=organisation, full_time_share__gte=1)
        if float(full_time_share) >= 1 and others.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)).exists():
            raise Refused(_("This person has a full-time employment with this employer then already."))
    employment = Employment.objects.create(
        community_id=scope.community_id, person=person, organisation=organisation, unit=unit, title=title,
        starts_on=starts_on, full_time_share=full_time_share,
    )  # fmt: skip
    if person.state == "departed":
        _move(scope, person, "return", now)
    index_people([employment])
    leave_scopes_behind([person.pk])
    record(
        EmploymentBegun(
            employment_uid=employment.uid, person_uid=person.uid, organisation_uid=organisation.uid, from_day=starts_on
        ),
        scope=scope, at=now, subject=employment,
    )  # fmt: skip
    return employment


@transaction.atomic
def end_employment(
    scope: Scope, employment_uid: UUID, *, last_day: date, expected_version: int, now: datetime
) -> Employment:
    """Set the last day of an employment; every role of it ends the same day at midnight.

    Raises:
        NotAllowed: The actor may not see people of this unit off.
        Refused: The last day lies before the first.
        Stale: Somebody changed the employment first.
    """
    employment = Employment.objects.within(scope).locked(employment_uid, expected_version)
    scope.require("parties.manage_people", unit=employment.unit_id)
    if last_day < employment.starts_on:
        raise Refused(_("The last day lies before the first."))
    employment.ends_on = last_day
    employment.save_changes("ends_on")
    with everywhere(reason="every role of an employment ends with it, also those one may not see"):
        longer = RoleAssignment.objects.filter(employment=employment).filter(
            Q(valid_to=None) | Q(valid_to__gt=last_day)
        )
        ended = longer.update(valid_to=last_day)
    leave_scopes_behind([employment.person_id])
    record(
        EmploymentEnded(
            employment_uid=employment.uid, person_uid=employment.person.uid, last_day=last_day, roles_ended=ended
        ),
        scope=scope, at=now, subject=employment,
    )  # fmt: skip
    return employment


@transaction.atomic
def activate_person(scope: Scope, person_uid: UUID, *, now: datetime) -> Person:
    """Let an invited person in."""
    return _managed_move(scope, person_uid, "activate", now)


@transaction.atomic
def suspend_person(scope: Scope, person_uid: UUID, *, now: datetime) -> Person:
    """Keep a person out, at once and everywhere.

    Raises:
        Refused: It is oneself, or the account is not active.
    """
    return _managed_move(scope, person_uid, "suspend", now)


@transaction.atomic
def restore_person(scope: Scope, person_uid: UUID, *, now: datetime) -> Person:
    """Let a suspended person in again."""
    return _managed_move(scope, person_uid, "restore", now)


@transaction.atomic
def allow_first_password(scope: Scope, person_uid: UUID, *, now: datetime) -> Person:
    """Let somebody without a password have a link to choose their first.

    Only somebody without one: a link for others would let an administrator be them.

    Raises:
        NotAllowed: The actor may not let people of this unit in.
        Refused: They have a password, or the account is closed.
    """
    person = locked_person(scope, person_uid, "parties.manage_people")
    if person.state not in ("invited", "active") or person.has_usable_password():
        raise Refused(_("This person can sign in already, or the account is closed."))
    record(SignInLinkMade(person_uid=person.uid), scope=scope, at=now)
    return person


def _managed_move(scope: Scope, person_uid: UUID, move: str, now: datetime) -> Person:
    person = locked_person(scope, person_uid)
    with everywhere(reason="the units a person works in decide who may act"):
        units = Employment.objects.filter(person=person, community=scope.community_id).values_list("unit_id", flat=True)
        allowed = any(scope.allows("parties.manage_people", unit=unit) for unit in units)
    if not allowed:
        scope.require("parties.manage_people", unit=None)
    if person.pk == scope.person_id:
        raise Refused(_("Nobody changes their own account this way. Ask somebody else to do it."))
    _move(scope, person, move, now)
    return person


def _move(scope: Scope, person: Person, move: str, now: datetime) -> None:
    before, state = person.state, rules.after(person.state, move)
    if state is None:
        raise Refused(_("The account is not in a state that allows this."))
    person.state = state
    person.save(update_fields=["state"])
    leave_scopes_behind([person.pk])
    record(PersonStateChanged(person_uid=person.uid, from_state=before, to_state=state), scope=scope, at=now)


@transaction.atomic
def see_off(scope: Scope, person_uid: UUID, *, today: date, now: datetime) -> Person:
    """Close the account of somebody whose last employment has ended.

    Open approvals and assignments hold this back for at most 24 hours after the last day, so that somebody else
    takes them over first.

    Raises:
        Refused: An employment still holds, or something is still theirs to do.
    """
    person = locked_person(scope, person_uid)
    with everywhere(reason="an employment anywhere keeps the account open"):
        held = Employment.objects.filter(person=person).values_list("ends_on", flat=True)
        if any(ends_on is None or ends_on >= today for ends_on in held):
            raise Refused(_("This person still has an employment. End it first."))
        last_day = max((ends_on for ends_on in held if ends_on), default=today)
    waiting = registry.ties_of(person.pk) if today - last_day <= FORCED_AFTER else {}
    if waiting:
        raise Refused(
            _("%(count)s tasks are still this person's. Give them to somebody else first.")
            % {"count": sum(waiting.values())}
        )
    _move(scope, person, "depart", now)
    return person


@transaction.atomic
def see_off_due(community_id: int, *, today: date, now: datetime) -> int:
    """Close the accounts of everybody whose last employment has ended, as far as nothing holds them; how many."""
    scope = Scope(community_id=community_id, name="samdrift")
    with everywhere(reason="accounts end by themselves at the end of the last employment"):
        here = Employment.objects.filter(community=community_id, ends_on__lt=today)
        still = Employment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today)).values("person")
        ended = here.exclude(person__in=still).exclude(person__state__in=("departed", "anonymised"))
        last_days = dict(ended.values_list("person_id").annotate(Max("ends_on")))
    seen_off = 0
    for person in Person.objects.filter(pk__in=last_days).order_by("pk").select_for_update(of=("self",)):
        if today - last_days[person.pk] <= FORCED_AFTER and registry.ties_of(person.pk):
            continue
        _move(scope, person, "depart", now)
        seen_off += 1
    return seen_off


@transaction.atomic
def change_person(
    scope: Scope, person_uid: UUID, *, given_name: str, family_name: str, work_phone: str, protected_identity: bool,
    now: datetime,
) -> Person:  # fmt: skip
    """Correct a person's name, phone or protection.

    Raises:
        NotAllowed: The actor may not change people of this unit.
    """
    person = locked_person(scope, person_uid, "parties.manage_people")
    person.given_name, person.family_name, person.work_phone = given_name, family_name, work_phone
    person.protected_identity = protected_identity
    person.save(update_fields=["given_name", "family_name", "work_phone", "protected_identity"])
    leave_scopes_behind([person.pk])
    with everywhere(reason="a person is found by the same name in every employment"):
        index_people(list(Employment.objects.filter(person=person).select_related("person")))
    return person


def locked_person(scope: Scope, person_uid: UUID, permission: str = "") -> Person:
    """The person, locked, when one of their employments may be seen (or used with `permission`).

    Raises:
        DoesNotExist: There is no such person within the scope.
    """
    seen: Any = Employment.objects.within(scope)
    employment = seen.filter(person__uid=person_uid).order_by("pk").values_list("unit_id", "person_id")
    found = list(employment)
    if not found:
        raise Person.DoesNotExist
    if permission and not any(scope.allows(permission, unit=unit) for unit, _person in found):
        scope.require(permission, unit=found[0][0])
    return Person.objects.select_for_update(of=("self",)).get(pk=found[0][1])
