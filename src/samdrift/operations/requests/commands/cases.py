"""Cases: what exists only for the people named on it, who they are, and how a general request becomes one."""

import os
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import withhold
from samdrift.foundation.files.public import reclassify_files
from samdrift.foundation.notices.public import reclassify as reclassify_notices
from samdrift.foundation.scope import CASE_CLASSES, Scope, everywhere
from samdrift.foundation.search.public import forget_row
from samdrift.operations.approvals import public as approvals
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events, registry
from samdrift.operations.requests.commands import loading, numbers
from samdrift.operations.requests.commands.submit import SEARCH_KIND, name_receivers
from samdrift.operations.requests.models import Comment, ImportedRequest, ServiceRequest, Witness
from samdrift.operations.requests.queries import access, lists
from samdrift.operations.requests.rules import numbers as number_rules
from samdrift.registers.parties import public as parties

FILES_KIND = "requests.servicerequest"


def restrict(scope: Scope, row: ServiceRequest, *, now: datetime) -> None:
    """Hide a request that was filed as a general one, with all that was ever kept of it; unsaved, in the transaction.

    Its class is set by then. Whoever had seen it, the actor included, finds nothing any more unless they are named:
    not the request, its history, files, search rows, notices nor what other rooms kept. Its number becomes a random
    one, so that an old one in a letter leads nowhere.

    Raises:
        Refused: Nobody is named to receive it, so nobody would ever see it.
    """
    zone = ZoneInfo(row.site.timezone if row.site else "UTC")
    year = row.received_at.astimezone(zone).year
    row.number = number_rules.random_number(numbers.community_code(row.community_id), year, os.urandom(8))
    row.team_id = row.assignee_id = None
    name_receivers(scope, row, now)
    hidden = [row.uid, *promises.reclassify(row.uid, row.data_class)]
    hidden += approvals.reclassify_approvals(row.uid, row.data_class)
    with everywhere(reason="all that was said about a request that is a case now"):
        for model in (Comment, Witness, ImportedRequest):
            rows = model.objects.filter(service_request=row)
            hidden += rows.values_list("uid", flat=True)
            rows.update(data_class=row.data_class)
    hidden += registry.restrict(row, row.data_class)
    reclassify_files(FILES_KIND, row.uid, row.data_class)
    forget_row(SEARCH_KIND, row.uid)
    reclassify_notices(row.uid, row.data_class)
    withhold(hidden, since=now)
    lists.forget()
    loading.tell(scope, row, events.RequestRestricted, at=now)


@transaction.atomic
def name_person(scope: Scope, uid: UUID, *, email: str, now: datetime) -> parties.CaseMember:
    """Let a case exist for somebody more: a colleague, a representative, the right handler.

    Raises:
        DoesNotExist: There is no such case for the actor.
        Invalid: Nobody at work here has this address, or the matter is clinical and they are no clinician.
        NotAllowed: The actor may not name people on it.
        Refused: It is no restricted matter.
    """
    row = _case(scope, uid)
    person = parties.Person.objects.filter(email=email.strip().lower(), state="active").first()
    worker = parties.employed_here(row.community_id, person.pk, now=now) if person else None
    if worker is None:
        raise Invalid({"email": _("Nobody at work here has this address.")})
    return _named(scope, row, now, employment_id=worker.employment_id)


@transaction.atomic
def name_team(scope: Scope, uid: UUID, *, team_id: int, now: datetime) -> parties.CaseMember:
    """Let a case exist for a team, whoever is in it at the time.

    Raises:
        As name_person does.
    """
    row = _case(scope, uid)
    if not parties.Team.objects.within(scope).filter(pk=team_id).exists():
        raise Invalid({"team": _("There is no such team.")})
    return _named(scope, row, now, team_id=team_id)


@transaction.atomic
def let_go(scope: Scope, uid: UUID, member_uid: UUID, *, now: datetime) -> None:
    """Let a case no longer exist for somebody; whoever asked for it always sees it.

    Raises:
        DoesNotExist: There is no such case for the actor, or nobody of that uid is named on it.
        Invalid: Nobody would be left.
        NotAllowed: The actor may not let people go from it.
    """
    row = _case(scope, uid)
    member = parties.end_on_case(row.uid, member_uid, now=now)
    loading.tell(scope, row, events.CaseMemberEnded, at=now, member_id=member.uid)


def note_read(scope: Scope, row: ServiceRequest, *, now: datetime) -> None:
    """Write into the book that somebody reads a clinical matter; nothing for any other."""
    if row.data_class == "D6":
        with transaction.atomic():
            loading.tell(scope, row, events.ClinicalRequestRead, at=now)


def _case(scope: Scope, uid: UUID) -> ServiceRequest:
    row = loading.locked(scope, uid, None)
    access.require(scope, "requests.name_people", row)
    if row.data_class not in CASE_CLASSES:
        raise Refused(_("This is no restricted matter: whoever may see requests here sees it."))
    return row


def _named(
    scope: Scope, row: ServiceRequest, now: datetime, *, employment_id: int | None = None, team_id: int | None = None
) -> parties.CaseMember:
    made = parties.name_on_case(
        scope, row.uid, data_class=row.data_class, now=now, employment_ids=[employment_id] if employment_id else [],
        team_ids=[team_id] if team_id else [],
    )  # fmt: skip
    if not made:
        raise Invalid({"email": _("They are named on it already.")})
    loading.tell(
        scope, row, events.CaseMemberNamed, at=now, member_id=made[0].uid, employment_id=employment_id,
        team_id=team_id,
    )  # fmt: skip
    return made[0]
