"""Tables of shifts and skills out, as they come in; people with a protected identity are not in them."""

from samdrift.foundation.scope import Scope
from samdrift.operations.workforce.models import Qualification, ShiftPattern

Rows = list[list[object]]


def shift_rows(scope: Scope) -> Rows:
    """Every written week one may plan, by mail address and first day; one read."""
    rows = ShiftPattern.objects.within_permission(scope, "workforce.plan").select_related("employment__person")
    rows = rows.filter(employment__person__protected_identity=False)
    return [
        [row.employment.person.email, row.valid_from, row.valid_to, *week]
        for row in rows.order_by("employment__person__email", "valid_from", "pk")
        for week in row.weeks
    ]


def skill_rows(scope: Scope) -> Rows:
    """Everything people have that one may write down, clearances left out; one read."""
    rows = Qualification.objects.within_permission(scope, "workforce.grant_skills").filter(state="held")
    rows = rows.exclude(skill__kind="clearance").filter(employment__person__protected_identity=False)
    return [
        [row.employment.person.email, row.skill.code, row.valid_from, row.valid_to, row.number]
        for row in rows.select_related("employment__person", "skill").order_by("employment__person__email", "pk")
    ]
