"""Plans as a table with the columns of the import: taken along, and brought in again without a change."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.planning.models import MaintenancePlan, PlanVersion
from samdrift.operations.planning.rules.terms import terms_from
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate

OURS = "samdrift"  # the system of a row that was taken along from here
TABLE_FIELDS = {
    "number": gettext_lazy("Number in the other system"), "name": gettext_lazy("What is done"),
    "site": gettext_lazy("Site"), "asset": gettext_lazy("Thing"), "asset_kind": gettext_lazy("Class of things"),
    "line": gettext_lazy("Service line"), "rule": gettext_lazy("Rule (RRULE)"), "every": gettext_lazy("Every"),
    "unit": gettext_lazy("Days, weeks, months or years"), "first": gettext_lazy("First day"),
    "until": gettext_lazy("Last day"), "holidays": gettext_lazy("On a day nobody works"),
    "lead_days": gettext_lazy("Given out so many days before"),
    "before_days": gettext_lazy("In time from so many days before"),
    "after_days": gettext_lazy("To so many days after"), "document": gettext_lazy("Document"),
    "competent_body": gettext_lazy("Competent body"), "skill": gettext_lazy("Skill"),
    "hours": gettext_lazy("Hours"), "cost": gettext_lazy("Cost"), "tasks": gettext_lazy("Tasks, one a line"),
    "system": gettext_lazy("Other system"),
}  # fmt: skip


def table_choices(scope: Scope, name: str) -> list[tuple[str, str]]:
    """What a word of another system's table may be said to mean, by code and in words."""
    if name == "line":
        lines = catalogue.catalogue_of(scope.community_id).lines.values()
        return [(line.code, in_language(line.name, scope.language)) for line in lines]
    sites = estate.Site.objects.within(scope).order_by("code")
    return [(site.code, f"{site.code} {in_language(site.name, scope.language)}") for site in sites]


def rows_of_table(scope: Scope, unit: Any) -> Iterator[Mapping[str, object]]:
    """Plans that run, with the terms of their newest version.

    Args:
        unit: Only plans at sites of this unit and those below it; all when None.
    """
    rows = MaintenancePlan.objects.within(scope).filter(ended_on__isnull=True, data_class="D1")
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path)
    versions = PlanVersion.objects.within(scope).filter(plan__in=rows.values("pk")).order_by("plan_id", "number")
    newest = dict(versions.values_list("plan_id", "terms").iterator(chunk_size=5_000))
    for one in rows.select_related("site", "asset").order_by("number", "pk").iterator(chunk_size=2_000):
        terms = terms_from(newest[one.pk])
        yield {
            "number": one.number, "system": OURS, "name": one.name, "site": one.site.code,
            "asset": one.asset.number if one.asset else "", "asset_kind": one.asset_kind, "line": one.line_code,
            "rule": terms.rule, "every": terms.every, "unit": terms.unit, "first": terms.anchor, "until": terms.until,
            "holidays": terms.holidays, "lead_days": terms.lead_days, "before_days": terms.before_days,
            "after_days": terms.after_days, "document": terms.document, "competent_body": terms.competent_body,
            "skill": terms.skill, "hours": terms.hours, "cost": Decimal(terms.cost_minor) / 100,
            "tasks": " / ".join(terms.tasks),
        }  # fmt: skip
