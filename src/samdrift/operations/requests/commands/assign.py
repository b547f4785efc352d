"""Giving a request to a team, a person or both, in one action."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import CASE_CLASSES, Scope, everywhere
from samdrift.operations.requests import events, registry
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.commands.submit import index
from samdrift.operations.requests.commands.triage import confirm
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries import access
from samdrift.operations.requests.rules import states
from samdrift.registers.parties import public as parties


@transaction.atomic
def assign_request(
    scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, team_id: int | None = None,
    assignee_id: int | None = None,
) -> ServiceRequest:  # fmt: skip
    """Give it to a team, a person or both. One that the desk has not confirmed yet is confirmed as it stands.

    Raises:
        DoesNotExist: No such request within the scope.
        Invalid: Neither team nor person, or they do not belong to the community.
        NotAllowed: The actor may not assign here.
        Refused, Stale: It cannot be assigned now, or changed meanwhile.
    """
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, states.PERMISSION["assign"], row)
    give(scope, row, team_id=team_id, assignee_id=assignee_id, now=now)
    registry.hand_out(scope, row, now)
    return row


def give(scope: Scope, row: ServiceRequest, *, team_id: int | None, assignee_id: int | None, now: datetime) -> None:
    """Give a locked request away, in the caller's transaction, with no work order to follow."""
    if row.state in states.UNTRIAGED:
        confirm(scope, row, now)  # which also acknowledges
    loading.refuse_unless_possible(row, "assign")
    team_id = _checked(scope, team_id, assignee_id)
    row.team_id, row.assignee_id = team_id, assignee_id
    if row.data_class in CASE_CLASSES:
        name_doers(scope, row, now)
    before = loading.move_to(row, states.MOVES[row.state, "assign"], at=now)
    loading.tell(
        scope, row, events.RequestAssigned, at=now, before=before, after=row.state, team_id=team_id,
        assignee_id=assignee_id,
    )  # fmt: skip
    loading.save(row, "team", "assignee", "triaged_at", "danger_waits")
    index(row)


def name_doers(scope: Scope, row: ServiceRequest, now: datetime) -> None:
    """Whoever a case is given to is named on it; in the caller's transaction."""
    worker = parties.employed_here(scope.community_id, row.assignee_id, now=now) if row.assignee_id else None
    parties.name_on_case(
        scope, row.uid, data_class=row.data_class, now=now, team_ids=[row.team_id] if row.team_id else [],
        employment_ids=[worker.employment_id] if worker else [],
    )  # fmt: skip


@transaction.atomic
def take_request(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ServiceRequest:
    """Assign it to oneself: one tap for somebody whose team has it."""
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, "requests.take", row)
    loading.refuse_unless_possible(row, "assign")
    row.assignee_id = scope.person_id
    before = loading.move_to(row, states.MOVES[row.state, "assign"], at=now)
    loading.tell(
        scope, row, events.RequestAssigned, at=now, before=before, after=row.state, team_id=row.team_id,
        assignee_id=scope.person_id,
    )  # fmt: skip
    loading.save(row, "assignee")
    index(row)
    registry.hand_out(scope, row, now)
    return row


def _checked(scope: Scope, team_id: int | None, assignee_id: int | None) -> int | None:
    if team_id is None and assignee_id is None:
        raise Invalid({"team": _("Choose a team or a person.")})
    if team_id is not None and not parties.Team.objects.within(scope).filter(pk=team_id, closed_on=None).exists():
        raise Invalid({"team": _("There is no such team.")})
    if assignee_id is not None:
        with everywhere(reason="whether the person works in this community"):
            employed = parties.Employment.objects.filter(community=scope.community_id, person=assignee_id)
            if not employed.exists():
                raise Invalid({"assignee": _("There is no such person here.")})
    return team_id
