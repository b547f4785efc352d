"""What is measured: completion, the year's hours and cost by month, and how the law is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from samdrift.foundation.scope import Scope
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence, PlanVersion
from samdrift.operations.planning.queries.occurrences import SHOWN_WITH
from samdrift.operations.planning.queries.working import WorkingDays
from samdrift.operations.planning.rules import days, measures, states
from samdrift.operations.planning.rules.terms import DATED, terms_from


def completion(
    scope: Scope, first: date, last: date, *, statutory: bool | None = None, plan_id: int | None = None
) -> measures.Completion:
    """How the work due from one day to another was done (T-PPM); what is still open counts as due and not done.

    Args:
        statutory: Only what the law demands, or only the rest; None: all.
        plan_id: Only of one plan.
    """
    rows = PlanOccurrence.objects.within(scope).filter(due_on__range=(first, last))
    if statutory is not None:
        rows = rows.filter(statutory=statutory)
    if plan_id is not None:
        rows = rows.filter(plan=plan_id)
    counted = dict(rows.order_by().values("state").annotate(count=Count("pk")).values_list("state", "count"))
    return measures.Completion(
        due=sum(counted.values()), on_time=counted.get(states.ON_TIME, 0), late=counted.get(states.LATE, 0),
        missed=counted.get(states.MISSED, 0), waived=counted.get(states.WAIVED, 0),
    )  # fmt: skip


def forecast(scope: Scope, first: date, months: int, *, now: datetime) -> list[measures.MonthSum]:
    """Hours and cost by month: as written down as far as that goes, and computed from the plans beyond it."""
    begin = first.replace(day=1)
    last = days.plus(begin, months, "months") - timedelta(days=1)
    written = (
        PlanOccurrence.objects.within(scope).filter(due_on__range=(begin, last)).exclude(state=states.WAIVED)
        .order_by().annotate(month=TruncMonth("due_on")).values("month", "statutory")
        .annotate(count=Count("pk"), spent=Sum("hours"), cost=Sum("cost_minor"))
        .values_list("month", "statutory", "count", "spent", "cost")
    )  # fmt: skip
    sums = {one.month: one for one in measures.by_month(_computed(scope, begin, last, now), begin, months)}
    for month, statutory, count, spent, cost in written:
        before = sums[month]
        sums[month] = measures.MonthSum(
            month, before.count + count, before.statutory + (count if statutory else 0), before.hours + spent,
            before.cost_minor + cost,
        )  # fmt: skip
    return [sums[month] for month in sorted(sums)]


def _computed(scope: Scope, first: date, last: date, now: datetime) -> Iterator[tuple[date, bool, Decimal, int]]:
    """What lies beyond the day up to which occurrences are written down, by each plan's newest version."""
    beyond = MaintenancePlan.objects.within(scope).filter(ended_on__isnull=True, planned_until__lt=last)
    versions = (
        PlanVersion.objects.within(scope).filter(plan__in=beyond.values("pk"))
        .order_by("plan_id", "number").values_list("plan_id", "terms", "plan__planned_until", "plan__contract_id")
    )  # fmt: skip
    newest = {plan: (terms, until, contract) for plan, terms, until, contract in versions.iterator(chunk_size=5000)}
    working = WorkingDays(now)
    for kept, until, contract in newest.values():
        terms, until = terms_from(kept), until or first
        if terms.trigger in DATED:
            for day in days.days_of(terms, max(first, until + days.ONE_DAY), last, working.of(contract)):
                yield day.due, terms.statutory, terms.hours, terms.cost_minor


@dataclass(frozen=True, slots=True)
class Kept:
    """How the law is kept today: what is overdue, what lacks its certificate, what comes next."""

    overdue: list[PlanOccurrence]
    uncertified: list[PlanOccurrence]
    next: list[PlanOccurrence]
    overdue_count: int
    uncertified_count: int


def statutory_now(scope: Scope, today: date, *, most: int = 50) -> Kept:
    """What the law demands and is overdue, done without its certificate, or due within a month."""
    rows = PlanOccurrence.objects.within(scope).select_related(*SHOWN_WITH).filter(statutory=True)
    waiting = rows.filter(counted_on__isnull=True)
    overdue = waiting.filter(state__in=(states.ISSUED, states.SCHEDULED, states.MISSED), window_to__lt=today)
    uncertified = waiting.filter(work_done_on__isnull=False, certified_on__isnull=True)
    near = waiting.filter(state__in=states.OPEN, window_to__gte=today, due_on__lte=today + timedelta(days=31))
    return Kept(
        _first(overdue, most), _first(uncertified, most), _first(near, most), overdue.count(), uncertified.count()
    )


def _first(rows: QuerySet[PlanOccurrence], most: int) -> list[PlanOccurrence]:
    return list(rows.order_by("due_on", "pk")[:most])


def stopped_count(scope: Scope) -> int:
    """How many overdue tests have taken something out of service that still is."""
    rows = PlanOccurrence.objects.within(scope).filter(statutory=True, counted_on__isnull=True)
    return rows.exclude(stopped_assets=[]).count()


def by_site(scope: Scope, first: date, last: date) -> list[tuple[dict[str, str], int, int]]:
    """Each site's statutory work of a span: its name, what was due, and what was done on time; the worst first."""
    rows = PlanOccurrence.objects.within(scope).filter(statutory=True, due_on__range=(first, last)).order_by()
    found = (
        rows.values("site").annotate(due=Count("pk"), kept=Count("pk", filter=Q(state=states.ON_TIME)))
        .order_by(F("kept") - F("due"), "site").values_list("site__name", "due", "kept")
    )  # fmt: skip
    return [(name, due, kept) for name, due, kept in found[:30]]
