"""Planned work: the occurrences of 48,400 plans' year, and one plan moved among them.

On each database: computing the days alone, writing down a year ahead as the hourly job does, moving one plan, issuing a
day's orders, and a year's forecast by month.
"""

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

NOON = datetime(2025, 1, 6, 11, tzinfo=UTC)


def run(plans: int = 48_400) -> dict[str, Any]:
    """Seconds on SQLite and on PostgreSQL."""
    from benchmarks._databases import on_both

    return on_both("benchmarks.plans", plans)


def inside(count: int) -> dict[str, Any]:
    """Measure on the database at hand."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.world import World

    world = World()
    return {**_computed(world, count), **_written(world, count)}


def _terms(number: int) -> Any:
    """A plan's terms: quarterly in the main, as in the demonstration, each from a day of its own."""
    from samdrift.operations.planning.rules.terms import Terms

    rule = ("FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=MONTHLY;INTERVAL=6")[number % 4]
    return Terms(rule=rule, anchor=date(2024, 1, 1) + timedelta(days=number % 364), lead_days=14)


def _computed(world: Any, count: int) -> dict[str, Any]:
    from samdrift.kernel.recurrence import days_between
    from samdrift.operations.planning.queries.working import WorkingDays
    from samdrift.operations.planning.rules.days import days_of

    works = WorkingDays(NOON).of(world.contract.pk)
    terms = [_terms(number) for number in range(count)]
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    days_between.cache_clear()
    began = time.perf_counter()
    found = sum(len(days_of(one, first, last, works)) for one in terms)
    return {"occurrences": found, "compute_s": round(time.perf_counter() - began, 2)}


def _written(world: Any, count: int) -> dict[str, Any]:
    from samdrift.foundation.scope import everywhere
    from samdrift.operations.planning.commands import passing
    from samdrift.operations.planning.commands.ahead import system_scope
    from samdrift.operations.planning.commands.writing import PlanDraft, change_plan, write_plans
    from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence
    from samdrift.operations.planning.queries.measuring import forecast

    figures: dict[str, Any] = {}
    scope, system, today = world.asta.scope, system_scope(world.community.pk), NOON.date()

    def timed(name: str, do: Any) -> Any:
        began = time.perf_counter()
        made = do()
        figures[name] = round(time.perf_counter() - began, 3)
        return made

    def write() -> None:
        for start in range(0, count, 2000):
            drafts = [
                PlanDraft(name=f"Plan {n}", line_code="MNT", terms=_terms(n), asset_id=world.lift.pk)
                for n in range(start, min(start + 2000, count))
            ]
            write_plans(scope, drafts, now=NOON)

    timed("write_plans_and_400_days_s", write)
    with everywhere(reason="a benchmark"):
        uid = MaintenancePlan.objects.order_by("pk")[count // 2].uid
        figures["rows_400_days"] = PlanOccurrence.objects.count()
    later = NOON + timedelta(days=365)
    made = timed("job_writes_a_year_on_s", lambda: passing.write_on(system, today=later.date(), now=later))
    figures["rows_of_that_year"] = made
    timed("job_again_s", lambda: passing.write_on(system, today=later.date(), now=later))
    moved = _terms(1)
    timed("move_one_plan_s", lambda: change_plan(
        scope, uid, moved, valid_from=today + timedelta(days=30), expected_version=None, now=NOON
    ))  # fmt: skip
    passing.make_firm(system, today=today)
    issued, _refused = timed("issue_first_lead_time_s", lambda: passing.issue_due(system, today=today, now=NOON))
    figures["issued"] = issued
    timed("forecast_12_months_s", lambda: forecast(scope, today, 12, now=NOON))
    timed("forecast_36_months_s", lambda: forecast(scope, today, 36, now=NOON))
    return figures


if __name__ == "__main__":
    print(json.dumps(inside(int(sys.argv[1]))))
