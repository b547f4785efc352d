"""What waits for somebody, what was decided, and what an approver reads of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import NOTHING, Scope
from samdrift.operations.approvals import registry, rules
from samdrift.operations.approvals.models import Approval, asked_ones
from samdrift.operations.approvals.queries import deciding
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


def waiting_for_me(scope: Scope) -> QuerySet[Approval]:
    """What this person is asked now, for themselves or whom they stand in for, the one due first on top.

    Never what the same person asked for.
    """
    if scope.person_id is None:
        return Approval.objects.within(scope).none()
    rows = NOTHING
    for kind, permission in rules.PERMISSION.items():
        if scope.may(permission):
            rows |= Q(kind=kind) & Approval.visible_to(scope, permission)
    if scope.may(rules.UNHELD):
        rows |= Q(level=rules.FALLBACK_LEVEL) & Approval.visible_to(scope, rules.UNHELD)
    asked = asked_ones({scope.person_id} | scope.stands_in_for)
    mine = Approval.objects.within(scope).filter(rows, state=rules.WAITING, pk__in=asked)
    own = Q(requested_by=scope.person_id) | Q(entered_by=scope.person_id, entered_by__isnull=False)
    return mine.exclude(own).order_by("due_at", "pk")


def approvals_of(scope: Scope, subject_uid: UUID) -> QuerySet[Approval]:
    """Every step about one subject, in order, with who decided and for whom."""
    rows = Approval.objects.within(scope).filter(subject_uid=subject_uid)
    return rows.select_related("decided_by", "decided_for").order_by("step", "pk")


def decided_by_me(scope: Scope, *, most: int = 20) -> list[Approval]:
    """What this person decided lately."""
    rows = Approval.objects.within(scope).filter(decided_by=scope.person_id, decided_by__isnull=False)
    return list(rows.select_related("decided_for").order_by("-decided_at", "-pk")[:most])


def shown_subjects(scope: Scope, steps: Iterable[Approval]) -> dict[UUID, registry.Shown]:
    """What each step is about, as far as this person may see it."""
    by_kind: dict[str, list[UUID]] = {}
    for step in steps:
        by_kind.setdefault(step.subject_kind, []).append(step.subject_uid)
    shown: dict[UUID, registry.Shown] = {}
    for kind, uids in by_kind.items():
        shown.update(registry.subject_of(kind).show(scope, uids))
    return shown


def people_of(scope: Scope, steps: Iterable[Approval]) -> dict[int, str]:
    """Who asked and whom a deputy decided for, by id; nobody is named whose identity is protected."""
    named = {(step.requested_by_id, step.decided_for_id) for step in steps}
    ids = {one for pair in named for one in pair if one} | scope.stands_in_for
    found = parties.Person.objects.filter(pk__in=ids, protected_identity=False)
    return {person.pk: person.full_name for person in found}


def asked_instead_of(scope: Scope, steps: Iterable[Approval]) -> dict[int, int]:
    """For each step somebody is asked for only as a deputy: whom they stand in for."""
    if not scope.stands_in_for:
        return {}
    ids = [step.pk for step in steps]
    own = set(asked_ones({scope.person_id or 0}).filter(approval__in=ids))
    rows = asked_ones(scope.stands_in_for).filter(approval__in=ids).values_list("approval_id", "person_id")
    return {step: person for step, person in rows.order_by("-pk") if step not in own}


@dataclass(frozen=True, slots=True)
class Expected:
    """A yes that would be needed: its kind, and who would be asked first; nobody when nobody may decide."""

    kind: str
    people: tuple[str, ...]


def who_decides(
    scope: Scope, terms: rules.Terms, *, contract: contracts.Contract, unit_id: int | None, data_class: str,
    amount_minor: int | None, day: date,
) -> list[Expected]:  # fmt: skip
    """Which yeses something would need if it were asked for now, in order, and whose: shown before ordering."""
    expected = []
    for kind in rules.steps_needed(terms, amount_minor):
        step = Approval(
            community_id=scope.community_id, data_class=data_class, kind=kind, unit_id=unit_id, contract=contract,
            requested_by_id=scope.person_id, amount_minor=amount_minor,
        )  # fmt: skip
        never = frozenset({scope.person_id} - {None})
        could = deciding.could_decide(step, day=day)
        found = rules.asked(could, amount_minor=amount_minor, never=never)  # type: ignore[arg-type]
        found = found or rules.asked(deciding.instead(step, day=day), amount_minor=None, never=never)  # type: ignore[arg-type]
        people = parties.Person.objects.filter(pk__in=[one.person_id for one in found], protected_identity=False)
        expected.append(Expected(kind, tuple(person.full_name for person in people.order_by("folded_name", "pk")[:3])))
    return expected
