"""Questions about approvals."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import NOTHING, Scope
from samdrift.operations.approvals import registry, rules
from samdrift.operations.approvals.models import Approval
from samdrift.registers.parties import public as parties


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


def words_of_subjects(scope: Scope, steps: Iterable[Approval]) -> dict[UUID, tuple[str, str]]:
    """What each step is about: its words and its address, as far as this person may see it."""
    by_kind: dict[str, list[UUID]] = {}
    for step in steps:
        by_kind.setdefault(step.subject_kind, []).append(step.subject_uid)
    shown: dict[UUID, tuple[str, str]] = {}
    for kind, uids in by_kind.items():
        shown.update(registry.subject_of(kind).show(scope, uids))
    return shown


def askers(scope: Scope, steps: Iterable[Approval]) -> dict[int, str]:
    """Who asked, by id; nobody is named whose identity is protected."""
    ids = {step.requested_by_id for step in steps if step.requested_by_id}
    found = parties.Person.objects.filter(pk__in=ids, protected_identity=False)
    return {person.pk: person.full_name for person in found}


def currency_of(scope: Scope) -> str:
    """The community's currency."""
    return parties.Community.objects.values_list("currency", flat=True).get(pk=scope.community_id)
