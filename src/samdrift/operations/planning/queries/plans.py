"""Plans: the list, one with its versions, and the standards they follow."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery

from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import fold
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence, PlanVersion, Reading, StandardPlan
from samdrift.operations.planning.rules import states

SHOWN_WITH = ("site", "space", "asset", "team")
ORDER = ("name", "pk")


def plans_shown(
    scope: Scope, *, text: str = "", trigger: str = "", statutory: bool | None = None, site_uid: UUID | None = None,
    ended: bool = False,
) -> QuerySet[MaintenancePlan]:  # fmt: skip
    """The plans one may see, by name, each with the day it next comes due."""
    rows = MaintenancePlan.objects.within(scope).select_related(*SHOWN_WITH).filter(ended_on__isnull=not ended)
    if text:
        rows = rows.filter(Q(search_text__contains=fold(text)) | Q(number__icontains=text))
    if trigger:
        rows = rows.filter(trigger=trigger)
    if statutory is not None:
        rows = rows.filter(statutory=statutory)
    if site_uid is not None:
        rows = rows.filter(site__uid=site_uid)
    ahead = PlanOccurrence.objects.within(scope).filter(plan=OuterRef("pk"), state__in=states.OPEN).order_by("due_on")
    return rows.annotate(next_due=Subquery(ahead.values("due_on")[:1]))


def plan_with_all(scope: Scope, uid: UUID) -> MaintenancePlan:
    """A plan with what its page shows.

    Raises:
        DoesNotExist: No such plan within the scope.
    """
    return MaintenancePlan.objects.within(scope).select_related(*SHOWN_WITH, "standard", "contract").get(uid=uid)


def versions_of_plan(scope: Scope, plan: MaintenancePlan) -> list[PlanVersion]:
    """Its versions, the newest first."""
    return list(PlanVersion.objects.within(scope).filter(plan=plan).select_related("recorded_by").order_by("-number"))


def standards_shown(scope: Scope) -> QuerySet[StandardPlan]:
    """The standard plans one may see, by code."""
    return StandardPlan.objects.within(scope).select_related("contract").order_by("code", "pk")


def plans_by_standard(scope: Scope) -> dict[int, tuple[int, date | None]]:
    """How many plans follow each standard, and when the next of them comes due."""
    counts = (
        MaintenancePlan.objects.within(scope).filter(standard__isnull=False, ended_on__isnull=True)
        .values("standard").annotate(count=Count("pk")).values_list("standard", "count")
    )  # fmt: skip
    soonest = (
        PlanOccurrence.objects.within(scope).filter(plan__standard__isnull=False, state__in=states.OPEN)
        .values("plan__standard").annotate(first=Min("due_on")).values_list("plan__standard", "first")
    )  # fmt: skip
    firsts = dict(soonest)
    return {pk: (count, firsts.get(pk)) for pk, count in counts}


def events_waited_for(scope: Scope, plan_ids: Iterable[int]) -> list[str]:
    """What the plans wait for, each once."""
    rows = PlanVersion.objects.within(scope).filter(plan__in=list(plan_ids)).values_list("terms__event", flat=True)
    return sorted({event for event in rows if event})


def readings_of(scope: Scope, asset_id: int) -> list[Reading]:
    """The last readings of an asset, the newest first."""
    rows = Reading.objects.within(scope).filter(asset=asset_id).select_related("recorded_by")
    return list(rows.order_by("-read_on", "-pk")[:12])
