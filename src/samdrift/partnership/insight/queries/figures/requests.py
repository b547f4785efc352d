"""Figures of requests and promises."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.clock import now
from samdrift.foundation.datasets.public import Where
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
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
from samdrift.partnership.insight.rules.hiding import FEWEST

VIEW, PROMISED = "requests.view", "promises.view"
# What is open has no month of its own.
NOW = frozenset(BY) - {"month"}
N = {"n": Count("pk")}
OLD = 30  # days
OPEN = Where(column="open", test="in", values=("yes",))
# What both agreed counts for nobody, and what the customer's own change broke, is in no figure.
COUNTS = Q(excluded="", credit_excluded=False, subject_kind="requests.servicerequest")


def _rows(scope: Scope, asked: Asked) -> QuerySet[requests.ServiceRequest]:
    return narrowed(requests.ServiceRequest.objects.within(scope), asked)


def _between(scope: Scope, asked: Asked, column: str) -> Q:
    begin, end = moments(scope, asked)
    return Q(**{f"{column}__gte": begin, f"{column}__lt": end})


def reported(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Requests by the day they were received."""
    kept_sums = tallied(scope, "requests.reported", asked, by)
    if kept_sums is not None:
        return counts(kept_sums)
    rows = _rows(scope, asked).filter(_between(scope, asked, "received_at"), FOR_BOTH)
    return counts(summed(scope, rows, by, N, when="received_at"))


_STANDING = Counting(
    lambda scope, asked, _at, _old: _rows(scope, asked).filter(is_open=True),
    {
        "n": Count("pk"), "late": lambda at, _old: Count("pk", filter=Q(paused=False, next_due_at__lt=at)),
        "risk": lambda at, _old: Count("pk", filter=Q(paused=False, at_risk_at__lte=at, next_due_at__gte=at)),
        "old": lambda _at, old: Count("pk", filter=Q(received_at__lt=old)),
    },
)  # fmt: skip


def old_since(scope: Scope, at: datetime) -> date:
    """The day so long ago that what was received before it is old: whole days, so that a list can show the same."""
    return at.astimezone(zone_of(scope)).date() - timedelta(days=OLD)


def midnight_of(day: date, scope: Scope) -> datetime:
    """When a day begins where the community lives."""
    return datetime(day.year, day.month, day.day, tzinfo=zone_of(scope))


def _standing(scope: Scope, asked: Asked, by: str) -> dict[Any, Sums]:
    """Open requests in all, past their next promise, near it, and open for long: one statement for all four."""

    def read() -> dict[Any, Sums]:
        at = asked.at or now()
        return _STANDING.sums(scope, asked, by, at, midnight_of(old_since(scope, at), scope))

    narrowed_by = (asked.contract_id, asked.unit_ids, asked.site_ids, asked.line, asked.at)
    return remembered(("standing", scope, narrowed_by, by), read)


def _of_standing(name: str) -> Any:
    """One of the four. A district or place where none is open is not told; where some are, 0 of them is."""

    def count(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
        return counts(_standing(scope, asked, by), name)

    return count


def kept(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Promises that fell due, kept of those decided: one still open is decided the day after, and not kept."""
    today = (asked.at or now()).astimezone(zone_of(scope)).date()
    sums = _tallied_promises(scope, asked, by, today)
    if sums is not None:
        return shares(sums)
    begin = midnight_of(today, scope)
    rows = narrowed(promises.Promise.objects.within(scope), asked)
    rows = rows.filter(_between(scope, asked, "due_at"), COUNTS, FOR_BOTH)
    rows = rows.filter(Q(state__in=("met", "breached")) | Q(state="open", due_at__lt=begin))
    told = {"n": Count("pk"), "kept": Count("pk", filter=Q(state="met"))}
    return shares(summed(scope, rows, by, told, when="due_at"))


def _tallied_promises(scope: Scope, asked: Asked, by: str, today: date) -> dict[Any, Sums] | None:
    """Of days gone by all count; of today and later only what is decided, the rest waits. Two questions at most."""
    return remembered(("promises", scope, asked, by, today), lambda: _read_promises(scope, asked, by, today))


def _read_promises(scope: Scope, asked: Asked, by: str, today: date) -> dict[Any, Sums] | None:
    spans = [(asked.since, min(asked.until, today)), (max(asked.since, today), asked.until)]
    found: dict[Any, Sums] = {}
    for number, (since, until) in enumerate(spans):
        if since >= until:
            continue
        sums = tallied(scope, "promises.due", asked, by, since=since, until=until)
        if sums is None:
            return None
        for key, one in sums.items():
            own = found.setdefault(key, {"n": Decimal(0), "kept": Decimal(0), "waiting": Decimal(0)})
            waiting = one["amount"] if number else Decimal(0)
            own["n"] += one["n"] - waiting
            own["waiting"] += waiting
            own["kept"] += one["kept"]
    return {key: one for key, one in found.items() if one["n"] or not by}


def undecided(scope: Scope, asked: Asked) -> int:
    """Promises due in the period, today or later, that are not decided yet: what `promises.kept` leaves out."""
    today = (asked.at or now()).astimezone(zone_of(scope)).date()
    sums = _tallied_promises(scope, asked, "", today)
    if sums is not None:
        return int(sums[None]["waiting"]) if None in sums else 0
    begin = midnight_of(today, scope)
    rows = narrowed(promises.Promise.objects.within(scope), asked)
    return rows.filter(_between(scope, asked, "due_at"), COUNTS, FOR_BOTH, state="open", due_at__gte=begin).count()


_RATED = Counting(
    lambda scope, asked, begin, end: _rows(scope, asked).filter(
        FOR_BOTH, closed_at__gte=begin, closed_at__lt=end, rating__isnull=False
    ),
    {"kept": Count("pk"), "amount": Sum("rating")}, when="closed_at",
)  # fmt: skip
_RESOLVED = Counting(
    lambda scope, asked, begin, end: _rows(scope, asked).filter(
        FOR_BOTH, resolved_at__gte=begin, resolved_at__lt=end
    ),
    {"n": Count("pk"), "kept": Count("pk", filter=Q(reopened__gt=0))}, when="resolved_at",
)  # fmt: skip


def satisfaction(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """The mean of what people gave closed requests, 1 to 5, by the day they were closed."""
    sums = tallied(scope, "requests.closed", asked, by)
    if sums is None:
        sums = _RATED.sums(scope, asked, by, *moments(scope, asked))
    return [one for one in shares(sums, part="amount", of="kept") if one.rows or not by]


def reopened(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Requests that came back, of those called done, by the day of that."""
    sums = tallied(scope, "requests.resolved", asked, by)
    return shares(_RESOLVED.sums(scope, asked, by, *moments(scope, asked)) if sums is None else sums)


def _list(**fixed: Any) -> Any:
    return lambda scope, asked: address("requests:list", scope, asked, **fixed)


def _received(scope: Scope, asked: Asked) -> str:
    last = asked.until - timedelta(days=1)
    return address("requests:list", scope, asked, group="all", since=asked.since, until=last)


def _old(scope: Scope, asked: Asked) -> str:
    last = old_since(scope, asked.at or now()) - timedelta(days=1)
    return address("requests:list", scope, asked, group="open", order="due", until=last)


def _promised(scope: Scope, asked: Asked) -> str:
    """The promises that were counted, each leading to its request."""
    counted = (
        Where(column="work", test="in", values=("requests.servicerequest",)),
        Where(column="state", test="not", values=("voided",)),
        Where(column="counts", test="in", values=("no",)), Where(column="agreed_out", test="empty"),
    )  # fmt: skip
    return listed("promises", scope, asked, "due", *counted)


# Which were rated; how is told to those who answer them (decision 0187).
RATED = Where(column="rated", test="in", values=("yes",))

FIGURES = (
    Figure(
        code="requests.reported", name=_("Requests received"),
        words=_("Requests received in the period, whatever became of them."),
        kind="count", better="", by=frozenset(BY), permission=VIEW, count=reported, rows=_received,
        ask=lambda scope, asked: listed("requests", scope, asked, "received"),
    ),
    Figure(
        code="requests.open", name=_("Open requests"),
        words=_("Requests open at this moment: received and not yet closed, cancelled, declined or joined to another."),
        kind="count", better=DOWN, by=NOW, permission=VIEW, count=_of_standing("n"), rows=_list(group="open"),
        ask=lambda scope, asked: listed("requests", scope, asked, "", OPEN),
    ),
    Figure(
        code="requests.overdue", name=_("Overdue requests"),
        words=_("Open requests whose next promised moment is past, those whose clock stands left out."),
        kind="count", better=DOWN, by=NOW, permission=VIEW, count=_of_standing("late"), rows=_list(standing="late"),
    ),
    Figure(
        code="requests.at_risk", name=_("Requests at risk"),
        words=_("Open requests in the last part of the time promised for their next step."),
        kind="count", better=DOWN, by=NOW, permission=VIEW, count=_of_standing("risk"), rows=_list(standing="at_risk"),
    ),
    Figure(
        code="requests.old", name=_("Open for more than 30 days"),
        words=_("Open requests received more than 30 days before today."),
        kind="count", better=DOWN, by=NOW, permission=VIEW, count=_of_standing("old"),
        rows=_old,
    ),
    Figure(
        code="promises.kept", name=_("Promises kept"),
        words=_(
            "Promises about requests that fell due in the period: those kept ÷ those decided. One still open the day "
            "after is decided, and not kept. What both parties agreed counts for nobody is left out."
        ),
        kind="share", better=UP, by=frozenset(BY), permission=PROMISED, count=kept, rows=_promised,
        compares=True,
    ),
    Figure(
        code="requests.satisfaction", name=_("Satisfaction"),
        words=_("The mean of what people gave requests closed in the period, from 1 to 5; fewer than five are hidden."),
        kind="score", better=UP, by=frozenset(BY), permission=VIEW, count=satisfaction, fewest=FEWEST,
        compares=True,
        rows=lambda scope, asked: listed("requests", scope, asked, "closed", RATED),
    ),
    Figure(
        code="requests.reopened", name=_("Requests that came back"),
        words=_("Requests called done in the period that were opened again ÷ all called done in the period."),
        kind="share", better=DOWN, by=frozenset(BY), permission=VIEW, count=reopened, compares=True,
        rows=lambda scope, asked: listed("requests", scope, asked, "resolved"),
    ),
)  # fmt: skip
