"""Tables of shifts and skills out, as they come in; people with a protected identity are not in them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.workforce import formats
from samdrift.operations.workforce.models import Qualification, ShiftPattern, SkillKind

Rows = list[list[object]]
WHO_AND_WHEN = {
    "email": gettext_lazy("Mail address"), "valid_from": gettext_lazy("First day"),
    "valid_to": gettext_lazy("Last day"),
}  # fmt: skip
SHIFT_FIELDS = {
    **WHO_AND_WHEN, "mon": gettext_lazy("Monday"), "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"), "thu": gettext_lazy("Thursday"), "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"), "sun": gettext_lazy("Sunday"), "timezone": gettext_lazy("Time zone"),
}  # fmt: skip
SKILL_FIELDS = {**WHO_AND_WHEN, "code": gettext_lazy("Skill"), "number": gettext_lazy("Number of the certificate")}


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


def shifts_of_table(scope: Scope, unit: Any) -> Iterator[Mapping[str, object]]:
    """The same rows with the columns of the import; of all units, because a person stands at no place."""
    yield from (dict(zip(formats.SHIFT_COLUMNS, row, strict=True)) for row in shift_rows(scope))


def skills_of_table(scope: Scope, unit: Any) -> Iterator[Mapping[str, object]]:
    """What people have with the columns of the import; of all units, as shifts are."""
    yield from (dict(zip(formats.SKILL_COLUMNS, row, strict=True)) for row in skill_rows(scope))


def table_choices(scope: Scope, name: str) -> list[tuple[str, str]]:
    """What a word for a skill may be said to mean, by code and in words."""
    if name != "code":
        return []
    rows = SkillKind.objects.within(scope).filter(retired=False).exclude(kind="clearance").order_by("code")
    return [(row.code, f"{row.code} {in_language(row.name, scope.language)}") for row in rows]
