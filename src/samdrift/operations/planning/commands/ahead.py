"""Writing down what comes due: the occurrences of plans up to a day, and anew when a plan changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence, PlanVersion
from samdrift.operations.planning.queries.working import WorkingDays
from samdrift.operations.planning.rules import days, resting, states
from samdrift.operations.planning.rules.terms import DATED, FLOATING, Terms, terms_from

ALL_CLASSES = frozenset(f"D{number}" for number in range(10))
ONE_DAY = timedelta(days=1)


def system_scope(community_id: int) -> Scope:
    """Nobody in particular, within one community: what the clock does is done by no person."""
    permissions = frozenset({"planning.view"})
    return Scope(community_id=community_id, grants=(Grant("SYS", permissions, data_classes=ALL_CLASSES),))


def versions_of(plans: Iterable[MaintenancePlan]) -> dict[int, list[PlanVersion]]:
    """The versions of each plan, the first one first, in one statement."""
    found: dict[int, list[PlanVersion]] = {}
    with everywhere(reason="the terms of plans the caller has read"):
        for row in PlanVersion.objects.filter(plan__in=[plan.pk for plan in plans]).order_by("plan_id", "number"):
            found.setdefault(row.plan_id, []).append(row)
    return found


def terms_in_force(versions: Sequence[PlanVersion], day: date) -> Terms:
    """The terms of the version that holds on a day; before the first one holds, that one."""
    held = [row for row in versions if row.valid_from <= day] or versions[:1]
    return terms_from(held[-1].terms)


def days_of_plan(
    plan: MaintenancePlan, versions: Sequence[PlanVersion], first: date, last: date, works: Callable[[date], bool]
) -> list[tuple[PlanVersion, Terms, days.Day]]:
    """What comes due of a plan from one day to another, each under the version that holds on its nominal day."""
    last = min(last, plan.ended_on) if plan.ended_on else last
    found = []
    for index, version in enumerate(versions):
        terms = terms_from(version.terms)
        if terms.trigger not in DATED:
            continue
        begin = max(first, version.valid_from) if index else first
        end = min(last, versions[index + 1].valid_from - ONE_DAY) if index + 1 < len(versions) else last
        if terms.trigger == FLOATING and plan.floats_from is not None:
            again = days.plus(plan.floats_from, terms.every, terms.unit)
            terms, begin = replace(terms, anchor=again), max(begin, plan.floats_from + ONE_DAY)
        if begin <= end:
            named = days.days_of(terms, begin, end, works)
            found += [(version, terms, day) for day in resting.awake(named, plan.rests, works, terms.statutory)]
    return found


def occurrence_of(
    plan: MaintenancePlan, version_number: int, terms: Terms, day: days.Day, today: date, *, key: str = ""
) -> PlanOccurrence:
    """An occurrence as it stands when it is written down; written down anew for the same key it has the same uid."""
    key = key or day.nominal.isoformat()
    return new_row(
        PlanOccurrence,
        uid=uuid5(plan.uid, key), community_id=plan.community_id, data_class=plan.data_class,
        contract_id=plan.contract_id,
        site_id=plan.site_id, unit_id=plan.unit_id, line_code=plan.line_code, plan_id=plan.pk,
        version_number=version_number, key=key, nominal_on=day.nominal, due_on=day.due,
        window_from=day.window_from, window_to=day.window_to, issue_on=day.due - timedelta(days=terms.lead_days),
        state=states.state_at(today, day.due, terms.lead_days), statutory=terms.statutory, asset_id=plan.asset_id,
        team_id=plan.team_id, hours=terms.hours, cost_minor=terms.cost_minor,
    )  # fmt: skip


def write_ahead(
    plans: Sequence[MaintenancePlan], until: date, *, today: date, working: WorkingDays,
    versions: dict[int, list[PlanVersion]] | None = None,
) -> list[PlanOccurrence]:  # fmt: skip
    """Write down what comes due of plans up to a day, going on from where each was; the plans' rows are locked.

    In the transaction that also moves `planned_until` on: killed anywhere, all of it stands or none.
    """
    versions = versions if versions is not None else versions_of(plans)
    rows = []
    for plan in plans:
        of_plan = versions[plan.pk]
        first = plan.planned_until + ONE_DAY if plan.planned_until else today
        for version, terms, day in days_of_plan(plan, of_plan, first, until, working.of(plan.contract_id)):
            rows.append(occurrence_of(plan, version.number, terms, day, today))
    insert_rows(rows)
    with everywhere(reason="plans whose occurrences were just written down"):
        MaintenancePlan.objects.filter(pk__in=[plan.pk for plan in plans]).update(planned_until=until)
    for plan in plans:
        plan.planned_until = until
    return rows


def write_anew(plan: MaintenancePlan, from_day: date, *, today: date, working: WorkingDays) -> int:
    """Recompute what one plan brings from a day on, leaving what was given out, done, missed or waived as it is.

    Only this plan's rows are touched. Gives how many stand ahead now.
    """
    until = plan.planned_until or today + states.KEPT_AHEAD
    versions = versions_of([plan])[plan.pk]
    with everywhere(reason="the occurrences of a plan the actor may write"):
        of_plan = PlanOccurrence.objects.filter(plan=plan, nominal_on__gte=from_day)
        of_plan.filter(state__in=states.AHEAD).delete()
        kept = list(of_plan.values_list("nominal_on", "due_on"))
    taken = {nominal for nominal, _due in kept} | {due for _nominal, due in kept}
    rows = [
        occurrence_of(plan, version.number, terms, day, today)
        for version, terms, day in days_of_plan(plan, versions, from_day, until, working.of(plan.contract_id))
        if day.nominal not in taken and day.due not in taken
    ]
    insert_rows(rows)
    plan.planned_until = until
    plan.save_changes("planned_until")
    return len(rows)


def where(plan: Any) -> dict[str, Any]:
    """Where a plan or occurrence is, for asking whether somebody may."""
    return {
        "contract": plan.contract_id, "site": plan.site_id, "unit": plan.unit_id, "line": plan.line_code,
        "data_class": plan.data_class,
    }  # fmt: skip
