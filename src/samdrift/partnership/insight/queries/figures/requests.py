"""Figures of requests and promises."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.clock import now
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.partnership.insight.queries.counting import (
    address,
    counts,
    moments,
    narrowed,
    shares,
    summed,
)
from samdrift.partnership.insight.registry import BY, DOWN, UP, Asked, Cell, Figure
from samdrift.partnership.insight.rules.hiding import FEWEST

VIEW, PROMISED = "requests.view", "promises.view"
# What is open has no month of its own.
NOW = frozenset(BY) - {"month"}
N = {"n": Count("pk")}
OLD = timedelta(days=30)
# What both agreed counts for nobody, and what the customer's own change broke, is in no figure.
COUNTS = Q(excluded="", credit_excluded=False, subject_kind="requests.servicerequest")


def _rows(scope: Scope, asked: Asked) -> QuerySet[requests.ServiceRequest]:
    return narrowed(requests.ServiceRequest.objects.within(scope), asked)


def _between(scope: Scope, asked: Asked, column: str) -> Q:
    begin, end = moments(scope, asked)
    return Q(**{f"{column}__gte": begin, f"{column}__lt": end})


def reported(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Requests by the day they were received."""
    rows = _rows(scope, asked).filter(_between(scope, asked, "received_at"))
    return counts(summed(scope, rows, by, N, when="received_at"))


def standing_open(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Requests open now."""
    return counts(summed(scope, _rows(scope, asked).filter(is_open=True), by, N))


def overdue(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Open requests whose next promise is past."""
    rows = _rows(scope, asked).filter(is_open=True, paused=False, next_due_at__lt=asked.at)
    return counts(summed(scope, rows, by, N))


def at_risk(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Open requests in the last part of their time."""
    rows = _rows(scope, asked).filter(
        is_open=True, paused=False, at_risk_at__lte=asked.at, next_due_at__gte=asked.at
    )  # fmt: skip
    return counts(summed(scope, rows, by, N))


def old(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Requests open for long."""
    rows = _rows(scope, asked).filter(is_open=True, received_at__lt=(asked.at or now()) - OLD)
    return counts(summed(scope, rows, by, N))


def kept(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Promises that fell due, kept of those decided: one still open past its moment is decided, and not kept."""
    rows = narrowed(promises.Promise.objects.within(scope), asked).filter(_between(scope, asked, "due_at"), COUNTS)
    rows = rows.filter(Q(state__in=("met", "breached")) | Q(state="open", due_at__lt=asked.at))
    told = {"n": Count("pk"), "kept": Count("pk", filter=Q(state="met"))}
    return shares(summed(scope, rows, by, told, when="due_at"))


def satisfaction(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """The mean of what people gave closed requests, 1 to 5, by the day they were closed."""
    rows = _rows(scope, asked).filter(_between(scope, asked, "closed_at"), rating__isnull=False)
    told = {"n": Count("pk"), "given": Sum("rating")}
    return shares(summed(scope, rows, by, told, when="closed_at"), part="given")


def reopened(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Requests that came back, of those called done, by the day of that."""
    rows = _rows(scope, asked).filter(_between(scope, asked, "resolved_at"))
    told = {"n": Count("pk"), "kept": Count("pk", filter=Q(reopened__gt=0))}
    return shares(summed(scope, rows, by, told, when="resolved_at"))


def _list(**fixed: Any) -> Any:
    return lambda scope, asked: address("requests:list", scope, asked, **fixed)


def _received(scope: Scope, asked: Asked) -> str:
    last = asked.until - timedelta(days=1)
    return address("requests:list", scope, asked, group="all", since=asked.since, until=last)


FIGURES = (
    Figure(
        code="requests.reported", name=_("Requests received"),
        words=_("Requests received in the period, whatever became of them."),
        kind="count", better="", by=frozenset(BY), permission=VIEW, count=reported, rows=_received,
    ),
    Figure(
        code="requests.open", name=_("Open requests"),
        words=_("Requests open at this moment: received and not yet closed, cancelled, declined or joined to another."),
        kind="count", better=DOWN, by=NOW, permission=VIEW, count=standing_open, rows=_list(group="open"),
    ),
    Figure(
        code="requests.overdue", name=_("Overdue requests"),
        words=_("Open requests whose next promised moment is past, those whose clock stands left out."),
        kind="count", better=DOWN, by=NOW, permission=VIEW, count=overdue, rows=_list(standing="late"),
    ),
    Figure(
        code="requests.at_risk", name=_("Requests at risk"),
        words=_("Open requests in the last part of the time promised for their next step."),
        kind="count", better=DOWN, by=NOW, permission=VIEW, count=at_risk, rows=_list(standing="at_risk"),
    ),
    Figure(
        code="requests.old", name=_("Open for more than 30 days"),
        words=_("Open requests received more than 30 days ago."),
        kind="count", better=DOWN, by=NOW, permission=VIEW, count=old, rows=_list(group="open", order="due"),
    ),
    Figure(
        code="promises.kept", name=_("Promises kept"),
        words=_(
            "Promises about requests that fell due in the period: those kept ÷ those decided. One still open past its "
            "moment is decided. What both parties agreed counts for nobody is left out."
        ),
        kind="share", better=UP, by=frozenset(BY), permission=PROMISED, count=kept, rows=_received,
        compares=True,
    ),
    Figure(
        code="requests.satisfaction", name=_("Satisfaction"),
        words=_("The mean of what people gave requests closed in the period, from 1 to 5; fewer than five are hidden."),
        kind="score", better=UP, by=frozenset(BY), permission=VIEW, count=satisfaction, fewest=FEWEST,
        compares=True,
    ),
    Figure(
        code="requests.reopened", name=_("Requests that came back"),
        words=_("Requests called done in the period that were opened again ÷ all called done in the period."),
        kind="share", better=DOWN, by=frozenset(BY), permission=VIEW, count=reopened, compares=True,
    ),
)  # fmt: skip
