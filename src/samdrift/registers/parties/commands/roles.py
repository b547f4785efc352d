"""Giving and taking roles: nobody to themselves, and privileged ones by two people."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import registry, rules
from samdrift.registers.parties.commands.shared import leave_scopes_behind, require_member
from samdrift.registers.parties.events import RoleAsked, RoleEnded, RoleGranted, RoleRefused
from samdrift.registers.parties.models import Employment, RoleAssignment, Unit


@transaction.atomic
def assign_role(
    scope: Scope, employment_uid: UUID, *, role: str, valid_from: date, now: datetime, valid_to: date | None = None,
    reach_kind: str = "community", reach_to: Sequence[int | str] = (), cleared_for: Sequence[str] = (),
    reason: str = "",
) -> RoleAssignment:  # fmt: skip
    """Give an employment a role where it reaches; a privileged role is only asked for, until somebody else approves.

    Args:
        reach_to: Ids of units, sites, contracts or cases, or codes of lines, as `reach_kind` says.
        cleared_for: Classes of data opened by name; only a security officer opens them.

    Raises:
        NotAllowed: The actor may not give this role, or not here.
        Invalid: The role, its reach or its end do not fit.
        Refused: The actor is the one who would get it.
    """
    employment = Employment.objects.within(scope).select_related("person", "organisation").get(uid=employment_uid)
    scope.require("parties.assign_roles", unit=employment.unit_id)
    _check(scope, employment, role=role, cleared_for=cleared_for, reach_kind=reach_kind, reach_to=reach_to)
    last_day = _last_day(employment, role, valid_from, valid_to)
    needs_two = role in rules.DUAL_CONTROL
    assignment = RoleAssignment.objects.create(
        community_id=scope.community_id, employment=employment, role=role, reach_kind=reach_kind,
        reach_to=list(reach_to), cleared_for=sorted(cleared_for), state="asked" if needs_two else "granted",
        valid_from=valid_from, valid_to=last_day, granted_by_id=scope.person_id, reason=reason[:200],
    )  # fmt: skip
    if needs_two:
        event: Any = RoleAsked(assignment_uid=assignment.uid, employment_uid=employment.uid, role=role)
        record(event, scope=scope, at=now, subject=assignment)
        return assignment
    return _granted(scope, assignment, now)


def _check(
    scope: Scope, employment: Employment, *, role: str, cleared_for: Sequence[str], reach_kind: str,
    reach_to: Sequence[int | str],
) -> None:  # fmt: skip
    if role not in rules.ROLES:
        raise Invalid({"role": _("There is no such role.")})
    if employment.person_id == scope.person_id:
        raise Refused(_("Nobody gives a role to themselves. Ask somebody else who may."))
    if not rules.may_give(scope.roles, role):
        raise NotAllowed(_("This role is not yours to give."))
    side = require_member(scope, employment.organisation_id).side
    if not rules.fits(role, side):
        raise Invalid({"role": _("This role belongs to the other side of the contract.")})
    if cleared_for and "SEC-OFF" not in scope.roles:
        raise NotAllowed(_("Only a security officer opens restricted data to somebody."))
    if reach_kind not in rules.REACH_KINDS or (reach_kind == "community") == bool(reach_to):
        raise Invalid({"reach_to": _("Say where the role reaches, or that it reaches the whole community.")})
    if role in rules.OF_OWN_UNITS and not _own_units(employment, reach_kind, reach_to):
        raise Invalid({"reach_to": _("This role reaches units of the body its holder works for, and nothing else.")})
    if employment.organisation.kind in rules.WALLED_KINDS and not _own_body(employment, reach_kind, reach_to):
        told = _("Roles of this body's people reach its own units and contracts, and nothing else.")
        raise Invalid({"reach_to": told})
    _within_own_reach(scope, reach_kind, reach_to)


def _own_units(employment: Employment, reach_kind: str, reach_to: Sequence[int | str]) -> bool:
    """Whether a reach is made of units of the body somebody works for, and of nothing else."""
    if reach_kind != "unit":
        return False
    with everywhere(reason="whose units a role would reach; whether the actor may give it there is asked besides"):
        own = Unit.objects.filter(
            community=employment.community_id, organisation=employment.organisation_id, pk__in=list(reach_to)
        )
        return own.count() == len(set(reach_to))


def _own_body(employment: Employment, reach_kind: str, reach_to: Sequence[int | str]) -> bool:
    """Whether a reach is made of units, or of contracts, of the body somebody works for, and of nothing else."""
    if reach_kind != "contract":
        return _own_units(employment, reach_kind, reach_to)
    covered = [registry.units_of_contracts([int(one)]) for one in reach_to]
    return all(units and _own_units(employment, "unit", sorted(units)) for units in covered)


def _within_own_reach(scope: Scope, reach_kind: str, reach_to: Sequence[int | str]) -> None:
    """What one gives away reaches no further than where one may give."""
    if reach_kind == "unit":
        known = Unit.objects.within(scope).filter(pk__in=list(reach_to)).count()
        if known != len(set(reach_to)):
            raise Invalid({"reach_to": _("There is no such unit.")})
    word = {"unit": "unit", "sites": "site", "contract": "contract", "line": "line", "case": "case"}.get(reach_kind)
    for one in reach_to or (None,):
        scope.require("parties.assign_roles", **({word: one} if word else {"unit": None}))


def _last_day(employment: Employment, role: str, valid_from: date, valid_to: date | None) -> date | None:
    ends = [day for day in (valid_to, employment.ends_on) if day is not None]
    last_day = min(ends, default=None)
    if valid_from < employment.starts_on or (last_day is not None and last_day < valid_from):
        raise Invalid({"valid_from": _("The role must lie within the employment.")})
    if role == "CONS" and (last_day is None or last_day - valid_from > timedelta(days=rules.CONSULTANT_DAYS)):
        raise Invalid({"valid_to": _("A consultant's role ends within half a year.")})
    if role == "AUD" and (last_day is None or last_day - valid_from > timedelta(days=rules.AUDITOR_DAYS)):
        raise Invalid({"valid_to": _("An auditor's role ends within a year.")})
    return last_day


def _granted(scope: Scope, assignment: RoleAssignment, now: datetime) -> RoleAssignment:
    leave_scopes_behind([assignment.employment.person_id])
    record(
        RoleGranted(
            assignment_uid=assignment.uid, employment_uid=assignment.employment.uid, role=assignment.role,
            from_day=assignment.valid_from, to_day=assignment.valid_to,
        ),
        scope=scope, at=now, subject=assignment,
    )  # fmt: skip
    return assignment


@transaction.atomic
def approve_role(scope: Scope, assignment_uid: UUID, *, expected_version: int, now: datetime) -> RoleAssignment:
    """Be the second person who agrees to a privileged role; from now on it holds.

    Raises:
        NotAllowed: The actor may not give this role.
        Refused: The actor asked for it, or would get it, or nobody waits for an answer.
        Stale: Somebody answered first.
    """
    assignment = _asked(scope, assignment_uid, expected_version)
    if scope.person_id in (assignment.granted_by_id, assignment.employment.person_id):
        raise Refused(_("This role needs two people: whoever asked for it, and somebody else who agrees."))
    assignment.state, assignment.approved_by_id = "granted", scope.person_id
    assignment.save_changes("state", "approved_by")
    return _granted(scope, assignment, now)


@transaction.atomic
def refuse_role(scope: Scope, assignment_uid: UUID, *, expected_version: int, now: datetime) -> RoleAssignment:
    """Say no to a privileged role, or take one's own asking back."""
    assignment = _asked(scope, assignment_uid, expected_version)
    assignment.state, assignment.approved_by_id = "refused", scope.person_id
    assignment.save_changes("state", "approved_by")
    record(RoleRefused(assignment_uid=assignment.uid, role=assignment.role), scope=scope, at=now, subject=assignment)
    return assignment


def _asked(scope: Scope, assignment_uid: UUID, expected_version: int) -> RoleAssignment:
    assignment = RoleAssignment.objects.within(scope).locked(assignment_uid, expected_version)
    scope.require("parties.assign_roles", unit=_unit_of(assignment))
    if not rules.may_give(scope.roles, assignment.role):
        raise NotAllowed(_("This role is not yours to give."))
    if assignment.state != "asked":
        raise Refused(_("Nobody waits for an answer about this role."))
    return assignment


@transaction.atomic
def end_role(
    scope: Scope, assignment_uid: UUID, *, last_day: date, expected_version: int, now: datetime
) -> RoleAssignment:
    """Set a role's last day; it ends at midnight where the community is.

    Raises:
        NotAllowed: The actor may not take this role.
        Refused: The last day lies before the first.
        Stale: Somebody changed the role first.
    """
    assignment = RoleAssignment.objects.within(scope).locked(assignment_uid, expected_version)
    scope.require("parties.assign_roles", unit=_unit_of(assignment))
    if not rules.may_give(scope.roles, assignment.role):
        raise NotAllowed(_("This role is not yours to take."))
    if last_day < assignment.valid_from - timedelta(days=1):
        raise Refused(_("The last day lies before the first."))
    assignment.valid_to = last_day
    assignment.save_changes("valid_to")
    leave_scopes_behind([assignment.employment.person_id])
    record(
        RoleEnded(assignment_uid=assignment.uid, role=assignment.role, last_day=last_day),
        scope=scope, at=now, subject=assignment,
    )  # fmt: skip
    return assignment


def _unit_of(assignment: RoleAssignment) -> int | None:
    with everywhere(reason="where the role's holder works decides who may act on it"):
        return assignment.employment.unit_id
