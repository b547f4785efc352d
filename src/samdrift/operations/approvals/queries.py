"""Questions about approvals."""

from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import NOTHING, Scope
from samdrift.operations.approvals import rules
from samdrift.operations.approvals.models import Approval


def waiting_for_me(scope: Scope) -> QuerySet[Approval]:
    """What this person may decide now, the one due first on top; never what the same person asked for."""
    rows = NOTHING
    for kind, permission in rules.PERMISSION.items():
        if scope.may(permission):
            rows |= Q(kind=kind) & Approval.visible_to(scope, permission)
    mine = Approval.objects.within(scope).filter(rows, state=rules.WAITING)
    named = mine.filter(Q(approver__isnull=True) | Q(approver=scope.person_id))
    return named.exclude(requested_by=scope.person_id).order_by("due_at", "pk")


def approvals_of(scope: Scope, subject_uid: UUID) -> QuerySet[Approval]:
    """Every step about one subject, in order, with who decided."""
    rows = Approval.objects.within(scope).filter(subject_uid=subject_uid)
    return rows.select_related("decided_by").order_by("step", "pk")


def decided_by_me(scope: Scope, *, most: int = 20) -> list[Approval]:
    """What this person decided lately."""
    rows = Approval.objects.within(scope).filter(decided_by=scope.person_id, decided_by__isnull=False)
    return list(rows.order_by("-decided_at", "-pk")[:most])
