"""What a day, a week and a month come to for those who are told by digest, each of what they may look at."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from samdrift.foundation.scope import Scope
from samdrift.kernel.contact_measures import TOP_TWO_FROM, month_of
from samdrift.operations.desk.queries import inbox, mail
from samdrift.operations.desk.queries.measures import timezone_of
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.registers.parties import public as parties

# A digest leaves the house, so what only some people may see is in none of its figures.
COUNTED = ("D0", "D1")
UNRESOLVED = Q(is_open=True) & ~Q(state="resolved")


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days of a community: the first, and the moments from which and up to which they last."""

    first: date
    begin: datetime
    end: datetime


def last_week(community_id: int, now: datetime) -> Days:
    """The last whole week, Monday to Sunday in the community's own days."""
    zone = ZoneInfo(timezone_of(Scope(community_id=community_id)))
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return _days(monday - timedelta(days=7), monday, zone)


def last_month(community_id: int, now: datetime) -> Days:
    """The last whole calendar month."""
    zone = ZoneInfo(timezone_of(Scope(community_id=community_id)))
    first, after = month_of(now.astimezone(zone).date().replace(day=1) - timedelta(days=1))
    return _days(first, after, zone)


def agents_day(one: parties.Holder, now: datetime) -> dict[str, int]:
    """What waits for an agent: new at the desk, their own, late, waiting for the requester, and mails."""
    told = {which: _open(inbox.queue(one.scope, which)).count() for which in ("new", "asked")}
    mine = _open(requests.ServiceRequest.objects.within(one.scope)).filter(UNRESOLVED, assignee=one.person_id)
    return {
        **told, "mine": mine.count(), "late": mine.filter(next_due_at__lt=now).count(),
        "held": mail.held_mails(one.scope).filter(data_class__in=COUNTED).count(),
    }  # fmt: skip


def coordinators_week(one: parties.Holder, now: datetime) -> dict[str, int]:
    """What last week was like for what a coordinator may see, and what waits for their word."""
    rows = _open(requests.ServiceRequest.objects.within(one.scope))
    asked = Q(asked_impact__isnull=False) & UNRESOLVED
    appealed = Q(appealed_at__isnull=False, appeal_refused_at__isnull=True, state="declined")
    return {
        **_came_to(one.scope, rows, last_week(one.scope.community_id, now), now),
        "waiting": rows.filter(asked | appealed).count(),
    }


def districts_month(one: parties.Holder, now: datetime) -> dict[str, int]:
    """What last month was like for what a district's manager may see, with how those who said so liked it."""
    rows = _open(requests.ServiceRequest.objects.within(one.scope))
    month = last_month(one.scope.community_id, now)
    closed = rows.filter(closed_at__gte=month.begin, closed_at__lt=month.end, rating__isnull=False)
    rated = closed.aggregate(rated=Count("pk"), liked=Count("pk", filter=Q(rating__gte=TOP_TWO_FROM)))
    return {**_came_to(one.scope, rows, month, now), **rated}


def _came_to(scope: Scope, rows: QuerySet[requests.ServiceRequest], days: Days, now: datetime) -> dict[str, int]:
    done = rows.filter(resolved_at__gte=days.begin, resolved_at__lt=days.end)
    # "Not voided" says what the states say already, in the words of the one index that finds a clock by its work.
    clocks = (
        promises.Promise.objects.within(scope)
        .exclude(state="voided")
        .filter(kind="complete", state__in=("met", "breached"), excluded="", subject_uid__in=done.values("uid"))
    )
    kept = clocks.aggregate(stopped=Count("pk"), kept=Count("pk", filter=Q(state="met")))
    return {
        "received": rows.filter(received_at__gte=days.begin, received_at__lt=days.end).count(),
        "done": done.count(), "late": rows.filter(UNRESOLVED, next_due_at__lt=now).count(), **kept,
    }  # fmt: skip


def _open(rows: QuerySet[requests.ServiceRequest]) -> QuerySet[requests.ServiceRequest]:
    return rows.filter(data_class__in=COUNTED).order_by()


def _days(first: date, after: date, zone: ZoneInfo) -> Days:
    return Days(first, datetime.combine(first, time(), zone), datetime.combine(after, time(), zone))
