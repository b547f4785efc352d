"""Opening what lies behind secured doors to somebody by name, and closing it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.commands.shared import leave_scopes_behind
from samdrift.registers.parties.events import ClearanceChanged
from samdrift.registers.parties.models import RoleAssignment


@transaction.atomic
def set_clearance(
    scope: Scope, assignment_uid: UUID, *, cleared: bool, expected_version: int, now: datetime
) -> RoleAssignment:
    """Clear the holder of a role for security matters (D8), or take that back; safe to repeat.

    Raises:
        NotAllowed: The actor is no security officer, or may not give roles there.
        Refused: It is the actor's own role, one not yet given, or one that carries the class by itself.
        Stale: Somebody changed the role first.
    """
    assignment = RoleAssignment.objects.within(scope).locked(assignment_uid, expected_version)
    with everywhere(reason="whose role it is and where they work decides who may clear them"):
        holder = assignment.employment
    scope.require("parties.assign_roles", unit=holder.unit_id)
    if "SEC-OFF" not in scope.roles:
        raise NotAllowed(_("Only a security officer opens restricted data to somebody."))
    if holder.person_id == scope.person_id:
        raise Refused(_("Nobody clears themselves. Ask another security officer."))
    if assignment.state != "granted" or not rules.may_be_cleared(assignment.role):
        raise Refused(_("This role cannot be cleared for security matters."))
    others = set(assignment.cleared_for) - {rules.SECURITY}
    assignment.cleared_for = sorted(others | ({rules.SECURITY} if cleared else set()))
    assignment.save_changes("cleared_for")
    leave_scopes_behind([holder.person_id])
    event = ClearanceChanged(assignment_uid=assignment.uid, role=assignment.role, cleared=cleared)
    record(event, scope=scope, at=now, subject=assignment)
    return assignment
