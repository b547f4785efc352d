"""Work that is done as a log with the columns of the import: taken along, and brought in again without a change."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import gettext_lazy

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.work import rules
from samdrift.operations.work.models import WorkLine, WorkOrder
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate

# What rules may name: an order made for a request has the request's promises, so "corrective" is work found on the way.
KIND_WORDS = {
    "corrective": gettext_lazy("Repairs nobody asked for"),
    "planned": gettext_lazy("Planned maintenance"),
    "statutory": gettext_lazy("Statutory inspections"),
    "extra": gettext_lazy("Extra work"),
    "cleaning": gettext_lazy("Cleaning rounds"),
    "transport": gettext_lazy("Transports"),
    "catering": gettext_lazy("Catering"),
    "move": gettext_lazy("Moves"),
    "inspection": gettext_lazy("Inspections"),
    "fleet": gettext_lazy("Vehicle service"),
    "round": gettext_lazy("Rounds"),
    "mobilisation": gettext_lazy("Mobilisation"),
    "exit": gettext_lazy("Hand-over"),
}
OURS = "samdrift"  # the system of a row that was taken along from here
TABLE_FIELDS = {
    "number": gettext_lazy("Number in the other system"), "asset": gettext_lazy("Thing"),
    "site": gettext_lazy("Site"), "title": gettext_lazy("What was done"), "done_at": gettext_lazy("Done"),
    "kind": gettext_lazy("Kind of work"), "cost": gettext_lazy("Cost, in the contract’s currency"),
    "minutes": gettext_lazy("Minutes"), "line": gettext_lazy("Service line"),
    "system": gettext_lazy("Other system"),
}  # fmt: skip


def table_choices(scope: Scope, name: str) -> list[tuple[str, str]]:
    """What a word of another system's log may be said to mean, by code and in words."""
    if name == "site":
        sites = estate.Site.objects.within_permission(scope, "work.import").order_by("code")
        return [(site.code, f"{site.code} {in_language(site.name, scope.language)}") for site in sites]
    if name == "line":
        lines = catalogue.catalogue_of(scope.community_id).lines.values()
        return [(line.code, in_language(line.name, scope.language)) for line in lines]
    return [(kind, str(KIND_WORDS[kind])) for kind in rules.KINDS]


def rows_of_table(scope: Scope, unit: Any) -> Iterator[Mapping[str, object]]:
    """Work that is done, as a log with the columns of the import: what was done to which thing, and what it cost.

    Args:
        unit: Only work at sites of this unit and those below it; all when None.
    """
    rows = WorkOrder.objects.within(scope).filter(data_class="D1", asset__isnull=False, done_at__isnull=False)
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path)
    spent = WorkLine.objects.within(scope).filter(work_order=OuterRef("pk")).order_by().values("work_order")
    rows = rows.annotate(
        cost_minor=Subquery(spent.annotate(total=Sum("cost_minor")).values("total")),
        minutes=Subquery(spent.annotate(total=Sum("minutes")).values("total")),
    ).select_related("asset", "site")
    for one in rows.order_by("done_at", "pk").iterator(chunk_size=2_000):
        yield {
            "number": one.number, "system": OURS, "asset": one.asset.number if one.asset else "",
            "site": one.site.code if one.site else "", "title": one.title, "done_at": one.done_at, "kind": one.kind,
            "cost": None if one.cost_minor is None else Decimal(one.cost_minor) / 100, "minutes": one.minutes or None,
            "line": one.line_code,
        }  # fmt: skip
