"""Figures of work orders, planned and statutory work, and rounds."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.clock import now
from samdrift.foundation.datasets.public import Where
from samdrift.foundation.scope import Scope
from samdrift.operations.planning import public as planning
from samdrift.operations.work import public as work
from samdrift.partnership.insight.queries.counting import (
    FOR_BOTH,
    Counting,
    Sums,
    address,
    counts,
    listed,
    moments,
    narrowed,
    shares,
    summed,
    tallied,
    zone_of,
)
from samdrift.partnership.insight.queries.telling import remembered
from samdrift.partnership.insight.registry import BY, DOWN, UP, Asked, Cell, Figure

VIEW, PLANNED, ROUNDS = "work.view", "planning.view", "rounds.view"
UNDECIDED = ("forecast", "scheduled", "issued")
N = {"n": Count("pk")}
DONE = ("done", "verified", "closed")


def done(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Work orders by the day they were done."""
    sums = tallied(scope, "work.done", asked, by)
    if sums is not None:
        return counts(sums)
    begin, end = moments(scope, asked)
    rows = narrowed(work.WorkOrder.objects.within(scope), asked).filter(
        FOR_BOTH, done_at__gte=begin, done_at__lt=end, state__in=DONE
    )  # fmt: skip
    return counts(summed(scope, rows, by, N, when="done_at"))


_OVERDUE = Counting(
    lambda scope, asked, at: narrowed(work.WorkOrder.objects.within(scope), asked).filter(is_open=True, due_at__lt=at),
    N,
)


def overdue(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Open work orders past the moment they are due."""
    return counts(_OVERDUE.sums(scope, asked, by, asked.at or now()))


def _fallen_due(scope: Scope, asked: Asked) -> QuerySet[Any]:
    return narrowed(planning.PlanOccurrence.objects.within(scope), asked).filter(
        FOR_BOTH, window_to__gte=asked.since, window_to__lt=asked.until
    )


_LAW, _IN_TIME = Q(statutory=True), Q(state="done_on_time")
_FALLEN_DUE = Counting(
    lambda scope, asked: _fallen_due(scope, asked).exclude(state="waived"),
    {
        "n": Count("pk", filter=~_LAW), "kept": Count("pk", filter=_IN_TIME & ~_LAW),
        "law": Count("pk", filter=_LAW), "law_kept": Count("pk", filter=_IN_TIME & _LAW),
    },
    when="window_to",
)  # fmt: skip
# What is not decided stays a small part however many years there are, and is not in the sums.
_UNDECIDED = Counting(
    lambda scope, asked: _fallen_due(scope, asked).filter(closed_at__isnull=True, state__in=UNDECIDED),
    {"n": Count("pk", filter=~_LAW), "law": Count("pk", filter=_LAW)}, when="window_to",
)  # fmt: skip


def _occurrences(scope: Scope, asked: Asked, by: str) -> dict[Any, Sums]:
    """What had its last allowed day within the period and was not let go; what the law demands apart."""

    def read() -> dict[Any, Sums]:
        planned = tallied(scope, "planned.due", asked, by, kinds=("planned",))
        law = tallied(scope, "planned.due", asked, by, kinds=("statutory",))
        if planned is None or law is None:
            return _FALLEN_DUE.sums(scope, asked, by)
        found: dict[Any, Sums] = defaultdict(lambda: dict.fromkeys(("n", "kept", "law", "law_kept"), Decimal(0)))
        for sums, of, kept in ((planned, "n", "kept"), (law, "law", "law_kept")):
            for key, one in sums.items():
                found[key][of] += one["n"]
                found[key][kept] += one["kept"]
        for key, one in _UNDECIDED.sums(scope, asked, by).items():
            for name in one:
                found[key][name] += one[name]
        return dict(found)

    return remembered(("occurrences", scope, asked, by), read)


def planned_done(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Planned work the law does not demand."""
    return [one for one in shares(_occurrences(scope, asked, by)) if one.rows or not by]


def statutory_done(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Planned work the law demands."""
    return [one for one in shares(_occurrences(scope, asked, by), "law_kept", "law") if one.rows or not by]


def delivered(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Rooms of rounds done of those ordered, those nobody got into left out; told from kept sums alone."""
    sums = tallied(scope, "rounds.visits", asked, by)
    return shares(sums) if sums is not None else []


_STATUTORY = Counting(
    lambda scope, asked, today: narrowed(planning.PlanOccurrence.objects.within(scope), asked).filter(
        statutory=True, counted_on__isnull=True, closed_at__isnull=True, window_to__lt=today,
        state__in=("issued", "scheduled", "missed"),
    ),
    N,
)  # fmt: skip


def statutory_overdue(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Work the law demands that is not counted as done past its last allowed day, as on the statutory page."""
    today = (asked.at or now()).astimezone(zone_of(scope)).date()
    return counts(_STATUTORY.sums(scope, asked, by, today))


def _overdue(scope: Scope, asked: Asked) -> str:
    """The open orders past their moment, the one due first on top."""
    late = (
        Where(column="open", test="in", values=("yes",)), Where(column="due", test="period", values=("past",)),
    )  # fmt: skip
    return listed("work", scope, asked, "", *late, order="due")


def _planned(statutory: str) -> Any:
    """The planned work that was counted, what the law demands or the rest."""
    which = (
        Where(column="statutory", test="in", values=(statutory,)),
        Where(column="state", test="not", values=("waived",)),
    )  # fmt: skip
    return lambda scope, asked: listed("planned", scope, asked, "last_day", *which)


FIGURES = (
    Figure(
        code="work.done", name=_("Work orders done"),
        words=_("Work orders done in the period, by the day they were done."),
        kind="count", better="", by=frozenset(BY), permission=VIEW, count=done,
        rows=lambda scope, asked: listed("work", scope, asked, "done", Where(column="state", test="in", values=DONE)),
    ),
    Figure(
        code="work.overdue", name=_("Overdue work orders"),
        words=_("Work orders still open past the moment they are due."),
        kind="count", better=DOWN, by=frozenset(BY) - {"month"}, permission=VIEW, count=overdue,
        rows=_overdue,
    ),
    Figure(
        code="planned.done", name=_("Planned work done on time"),
        words=_(
            "Planned work whose last allowed day lies in the period: done by that day ÷ all of it, what was let go by "
            "agreement left out, what the law demands counted apart."
        ),
        kind="share", better=UP, by=frozenset(BY), permission=PLANNED, count=planned_done, compares=True,
        rows=_planned("no"),
    ),
    Figure(
        code="statutory.done", name=_("Statutory work done on time"),
        words=_(
            "Work the law demands whose last allowed day lies in the period: done by that day, with its certificate ÷ "
            "all of it."
        ),
        kind="share", better=UP, by=frozenset(BY), permission=PLANNED, count=statutory_done, compares=True,
        rows=_planned("yes"),
    ),
    Figure(
        code="rounds.delivered", name=_("Visits delivered"),
        words=_("Rooms of rounds done ÷ rooms ordered in the period, those nobody could get into left out."),
        kind="share", better=UP, by=frozenset(BY), permission=ROUNDS, count=delivered, compares=True,
        rows=lambda scope, asked: listed("visits", scope, asked, "day"),
    ),
    Figure(
        code="statutory.overdue", name=_("Statutory work overdue"),
        words=_("Work the law demands, past its last allowed day and not done, or done without its certificate."),
        kind="count", better=DOWN, by=frozenset(BY) - {"month"}, permission=PLANNED, count=statutory_overdue,
        rows=lambda scope, asked: address("planning:statutory", scope, asked),
    ),
)  # fmt: skip
