"""Figures that show what came of what was ordered: work somebody asked for, what plans ordered, hours written."""

from collections.abc import Sequence

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Where
from samdrift.foundation.scope import Scope
from samdrift.operations.planning import public as planning
from samdrift.operations.work import public as work
from samdrift.partnership.insight.queries.counting import (
    FOR_BOTH,
    Sums,
    listed,
    moments,
    narrowed,
    shares,
    summed,
    tallied,
)
from samdrift.partnership.insight.registry import BY, UP, Asked, Cell, Figure

VIEW, PLANNED = "work.view", "planning.view"
BY_PLAN = ("planned", "statutory")
"""Kinds of orders that a plan makes: what plans ordered is told by their occurrences, or it would be told twice."""
ASKED_FOR = tuple(kind for kind in work.KINDS if kind not in BY_PLAN)
DONE = ("done", "verified", "closed")
DECIDED = ("done_on_time", "done_late", "missed")


def ordered_work(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Orders made in the period that no plan made and nobody cancelled; of them those done by now."""
    sums = tallied(scope, "work.ordered", asked, by, kinds=ASKED_FOR)
    if sums is None:
        begin, end = moments(scope, asked)
        rows = narrowed(work.WorkOrder.objects.within(scope), asked).filter(
            FOR_BOTH, created_at__gte=begin, created_at__lt=end, kind__in=ASKED_FOR
        ).exclude(state="cancelled")  # fmt: skip
        told = {"n": Count("pk"), "kept": Count("pk", filter=Q(state__in=DONE))}
        sums = summed(scope, rows, by, told, when="created_at")
    return shares(sums)


def planned_work(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What plans ordered until a day within the period and is decided; of it what was done, early or late."""
    sums = tallied(scope, "planned.due", asked, by)
    if sums is None:
        rows = narrowed(planning.PlanOccurrence.objects.within(scope), asked).filter(
            FOR_BOTH, window_to__gte=asked.since, window_to__lt=asked.until, state__in=DECIDED
        )  # fmt: skip
        told = {"n": Count("pk"), "amount": Count("pk", filter=Q(state="missed"))}
        sums = summed(scope, rows, by, told, when="window_to")
    came: dict[object, Sums] = {key: {**one, "came": one["n"] - one["amount"]} for key, one in sums.items()}
    return shares(came, "came")


def minutes(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Minutes written on work orders, what was taken back taken off."""
    sums = tallied(scope, "work.minutes", asked, by)
    if sums is None:
        begin, end = asked.since, asked.until
        rows = work.WorkLine.objects.within(scope).filter(
            FOR_BOTH, kind="time", worked_on__gte=begin, worked_on__lt=end, work_order__contract=asked.contract_id
        )  # fmt: skip
        rows = rows if asked.unit_ids is None else rows.filter(work_order__unit__in=asked.unit_ids)
        rows = rows if asked.site_ids is None else rows.filter(work_order__site__in=asked.site_ids)
        rows = rows.filter(work_order__line_code=asked.line) if asked.line else rows
        columns = {name: f"work_order__{column}" for name, column in
                   (("unit", "unit_id"), ("site", "site_id"), ("line", "line_code"))}  # fmt: skip
        told = {"n": Count("pk"), "amount": Sum("minutes")}
        sums = summed(scope, rows, by, told, when="worked_on", columns=columns)
    return [Cell(key=key, value=one["amount"], rows=int(one["n"])) for key, one in sums.items()]


def _orders(scope: Scope, asked: Asked) -> str:
    no = (Where(column="kind", test="not", values=BY_PLAN), Where(column="state", test="not", values=("cancelled",)))
    return listed("work", scope, asked, "created", *no)


FIGURES = (
    Figure(
        code="work.delivered", name=_("Work asked for, done"),
        words=_(
            "Work orders made in the period that no plan ordered, what was cancelled left out: done by now ÷ all of "
            "them."
        ),
        kind="share", better=UP, by=frozenset(BY), permission=VIEW, count=ordered_work, rows=_orders, compares=True,
    ),
    Figure(
        code="planned.delivered", name=_("Planned work, done"),
        words=_(
            "What plans ordered until a day within the period, what the law demands among it, what was let go by "
            "agreement left out: done, in time or late ÷ done or missed."
        ),
        kind="share", better=UP, by=frozenset(BY), permission=PLANNED, count=planned_work, compares=True,
        rows=lambda scope, asked: listed("planned", scope, asked, "last_day",
                                         Where(column="state", test="in", values=DECIDED)),
    ),
    Figure(
        code="work.minutes", name=_("Hours written on work"),
        words=_("Working time people wrote on work orders, by the day they worked; what was taken back is taken off."),
        kind="minutes", better="", by=frozenset(BY), permission=VIEW, count=minutes,
        rows=lambda scope, asked: listed("hours", scope, asked, "day"),
    ),
)  # fmt: skip
