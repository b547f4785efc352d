"""A month at the desk, counted in the database: calls, answers, first-contact resolution, what need not have been."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import contact_measures as measures
from samdrift.kernel.contact_measures import Counts, Satisfaction
from samdrift.operations.desk.models import Contact, Queue
from samdrift.operations.desk.rules import contacts as rules
from samdrift.operations.requests import public as requests
from samdrift.registers.parties import public as parties

DEFAULT_ANSWER_S, DEFAULT_SHORT_S = 60, 5
DIMENSIONS = {"line": "line_code", "queue": "queue", "channel": "channel"}
# Voice: where somebody waits to be answered and can give up. Mail and forms wait for an answer of another kind.
MEASURE = "desk.measure"
SPOKEN = ("phone", "chat")
MOST_REASONS = 10


@dataclass(frozen=True, slots=True)
class Month:
    """A month's figures, whole and by one dimension.

    Attributes:
        parts: By the dimension's value ("" where nobody said), the busiest first.
        reasons: Why contacts need not have happened, the commonest first.
        final_from: When first-contact resolution no longer changes; before it, it is provisional.
        quarter: Satisfaction of the quarter, where the month alone has too few answers.
    """

    first: date
    timezone: str
    whole: Counts
    parts: tuple[tuple[str, Counts], ...]
    reasons: tuple[tuple[str, int], ...]
    satisfaction: Satisfaction
    quarter: Satisfaction | None
    final_from: datetime


def month_at(scope: Scope, day: date, *, by: str = "line", channel: str = "", line: str = "") -> Month:
    """The figures of the month `day` lies in, in the community's own days, of what this desk may see.

    Args:
        by: line, queue or channel.
        channel, line: Only contacts on this channel or about this line.
    """
    timezone = timezone_of(scope)
    first, after = measures.month_of(day)
    rows = _between(scope, first, after, timezone)
    if channel:
        rows = rows.filter(channel=channel)
    if line:
        rows = rows.filter(line_code=line)
    parts = _counted(rows, DIMENSIONS[by], _seconds(scope))
    whole = measures.added(counts for _name, counts in parts)
    solved = _solved(scope, first, after, timezone, line)
    liked = _satisfaction(scope, first, after, timezone, line)
    return Month(
        first=first, timezone=timezone, whole=replace(whole, cases=solved), parts=tuple(parts),
        reasons=_reasons(rows), satisfaction=liked, final_from=measures.final_from(first, timezone),
        quarter=None if liked.publishable else _satisfaction(scope, *_quarter(first), timezone, line),
    )  # fmt: skip


def _between(scope: Scope, first: date, after: date, timezone: str) -> QuerySet[Contact]:
    start, end = _moment(first, timezone), _moment(after, timezone)
    return Contact.objects.within_permission(scope, MEASURE).filter(started_at__gte=start, started_at__lt=end)


def _moment(day: date, timezone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))


def _quarter(first: date) -> tuple[date, date]:
    start = first.replace(month=first.month - (first.month - 1) % 3)
    _start, second = measures.month_of(start)
    _second, third = measures.month_of(second)
    return start, measures.month_of(third)[1]


def _seconds(scope: Scope) -> tuple[dict[str, int], dict[str, int]]:
    """By queue, within how many seconds it promises an answer, and below which nobody has waited."""
    rows = list(Queue.objects.within(scope).values_list("code", "answer_seconds", "short_seconds"))
    return {code: answer for code, answer, _s in rows}, {code: short for code, _a, short in rows}


def figures(answer_s: Mapping[str, int], short_s: Mapping[str, int]) -> dict[str, Q]:
    """Which contacts each figure counts: one place for the sums and for the rows behind them."""
    inward = Q(direction="in")
    # Who goes on with an earlier contact has been counted as offered and eligible with that one.
    spoken = inward & Q(channel__in=SPOKEN, continues__isnull=True)
    answered, abandoned = spoken & Q(answered_at__isnull=False), spoken & Q(abandoned_at__isnull=False)
    asked = Q(eligible_for_fcr=True)
    solved = asked & Q(outcome=rules.RESOLVED)
    return {
        "answered": answered,
        "abandoned": abandoned,
        "short": abandoned & _wait(short_s, DEFAULT_SHORT_S, "lt"),
        "in_time": answered & _wait(answer_s, DEFAULT_ANSWER_S, "lte"),
        "late_abandoned": abandoned & _wait(answer_s, DEFAULT_ANSWER_S, "gt"),
        "eligible": asked,
        "resolved": solved,
        "repeated": solved & Q(_came_back()),
        "chasers": inward & Q(outcome=rules.CHASER),
        "avoidable": inward & ~Q(avoidable="") & ~Q(outcome=rules.CHASER),
        "all": inward & Q(continues__isnull=True),
    }


def _counted(
    rows: QuerySet[Contact], column: str, seconds: tuple[dict[str, int], dict[str, int]]
) -> list[tuple[str, Counts]]:
    wanted = figures(*seconds)
    sums: dict[str, Any] = {f"n_{name}": Count("pk", filter=which) for name, which in wanted.items()}
    for name in ("wait", "talk", "hold", "wrap"):
        sums[f"n_{name}_s"] = Sum(f"{name}_seconds", filter=wanted["answered"])
    told = rows.values(column).annotate(**sums).order_by()
    found = [(row[column], Counts(**{name.removeprefix("n_"): row[name] or 0 for name in sums})) for row in told]
    return sorted(found, key=lambda pair: (-pair[1].all, pair[0]))


def _came_back() -> Exists:
    """Whether somebody came back on the same matter within seven days."""
    with everywhere(reason="whether a contact of this desk has a later one on the same matter"):
        later = Contact.objects.filter(repeat_of=OuterRef("pk")).exclude(outcome__in=rules.NOT_REPEATED)
    return Exists(later)


def contacts_behind(
    scope: Scope, day: date, figure: str, *, channel: str = "", line: str | None = None
) -> QuerySet[Contact]:
    """The contacts one figure of a month counts, the newest first.

    Args:
        line: Only about this line; "" those of which nobody said it, None all.

    Raises:
        KeyError: There is no such figure.
    """
    first, after = measures.month_of(day)
    rows = _between(scope, first, after, timezone_of(scope)).filter(figures(*_seconds(scope))[figure])
    if channel:
        rows = rows.filter(channel=channel)
    if line is not None:
        rows = rows.filter(line_code=line)
    return rows.order_by("-started_at", "-pk")


def timezone_of(scope: Scope) -> str:
    """The time zone the reader's own community lives in."""
    with everywhere(reason="the time zone of the reader's own community"):
        return parties.Community.objects.values_list("timezone", flat=True).get(pk=scope.community_id)


def _wait(by_queue: Mapping[str, int], otherwise: int, how: str) -> Q:
    """Waited so long, each queue by its own seconds; few queues share few numbers, so this stays short."""
    field = f"wait_seconds__{how}"
    by_seconds: dict[int, list[str]] = {}
    for code, seconds in by_queue.items():
        by_seconds.setdefault(seconds, []).append(code)
    found = Q(**{field: otherwise}) & ~Q(queue__in=list(by_queue))
    for seconds, codes in by_seconds.items():
        found |= Q(queue__in=codes, **{field: seconds})
    return found


def _reasons(rows: QuerySet[Contact]) -> tuple[tuple[str, int], ...]:
    told = rows.filter(direction="in").exclude(avoidable="").values_list("avoidable").annotate(n=Count("pk"))
    return tuple((reason, count) for reason, count in told.order_by("-n", "avoidable")[:MOST_REASONS])


def _solved(scope: Scope, first: date, after: date, timezone: str, line: str) -> int:
    start, end = _moment(first, timezone), _moment(after, timezone)
    rows = requests.ServiceRequest.objects.within(scope).filter(resolved_at__gte=start, resolved_at__lt=end)
    return (rows.filter(line_code=line) if line else rows).count()


def _satisfaction(scope: Scope, first: date, after: date, timezone: str, line: str) -> Satisfaction:
    start, end = _moment(first, timezone), _moment(after, timezone)
    rows = requests.ServiceRequest.objects.within(scope).filter(
        closed_at__gte=start, closed_at__lt=end, rating__isnull=False
    )
    if line:
        rows = rows.filter(line_code=line)
    told = rows.aggregate(all=Count("pk"), liked=Count("pk", filter=Q(rating__gte=measures.TOP_TWO_FROM)))
    return measures.satisfaction(told["liked"], told["all"])
