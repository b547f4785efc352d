"""The live board: who waits, who talks, what ages and what is at risk; as few statements as a glance is worth."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, Q

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.models import Contact, Queue
from samdrift.operations.desk.rules import contacts as rules
from samdrift.operations.requests import public as requests

SHOWN, COUNTED = 15, 1000
SOON = timedelta(days=2)
AGES = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue with people in it: how many, since when the first, and how many beyond what is promised."""

    name: str
    count: int
    since: datetime
    too_long: int
    answer_seconds: int


@dataclass(frozen=True, slots=True)
class Busy:
    """An agent with a contact: talking until it ends, then wrapping up."""

    name: str
    channel: str
    since: datetime
    wrapping_up: bool


@dataclass(frozen=True, slots=True)
class Board:
    """One glance at the desk."""

    waiting: list[Waiting]
    busy: list[Busy]
    ages: list[int]  # new requests nobody confirmed: up to one hour, four hours, a day, older; each counted to 1,000
    late: int
    at_risk: int
    with_nobody: int
    most_urgent: list[requests.ServiceRequest]
    today: dict[str, int]


def live_board(scope: Scope, *, now: datetime, midnight: datetime, language: str) -> Board:
    """The desk as it is now.

    Args:
        midnight: The beginning of today where the desk is.
    """
    queues = {row.code: row for row in Queue.objects.within(scope)}
    under_way = Contact.objects.within(scope).filter(outcome="").select_related("agent")
    rows = list(under_way.order_by("started_at", "pk")[:COUNTED])
    mine = requests.ServiceRequest.objects.within_permission(scope, "requests.triage")
    due = mine.filter(is_open=True, next_due_at__isnull=False)
    soon = due.filter(next_due_at__gte=now, next_due_at__lt=now + SOON)
    urgent = due.filter(next_due_at__lt=now + SOON).filter(Q(next_due_at__lt=now) | Q(at_risk_at__lte=now))
    return Board(
        waiting=_waiting(rows, queues, now, language),
        busy=_busy(rows),
        ages=_ages(mine, now),
        late=due.filter(next_due_at__lt=now).order_by()[:COUNTED].count(),
        at_risk=soon.filter(at_risk_at__lte=now).order_by()[:COUNTED].count(),
        with_nobody=mine.filter(state="triaged", team__isnull=True, assignee__isnull=True).order_by()[:COUNTED].count(),
        most_urgent=list(urgent.select_related("team", "assignee").order_by("next_due_at", "pk")[:SHOWN]),
        today=_today(scope, midnight),
    )


def _waiting(rows: list[Contact], queues: dict[str, Queue], now: datetime, language: str) -> list[Waiting]:
    waiting: dict[str, list[Contact]] = {}
    for row in rows:
        if row.answered_at is None:
            waiting.setdefault(row.queue, []).append(row)
    told = []
    for code, ones in waiting.items():
        promised = queues[code].answer_seconds if code in queues else 60
        name = in_language(queues[code].name, language) if code in queues else code
        late = sum(now - one.started_at > timedelta(seconds=promised) for one in ones)
        told.append(Waiting(name, len(ones), ones[0].started_at, late, promised))
    return sorted(told, key=lambda one: one.since)


def _busy(rows: list[Contact]) -> list[Busy]:
    told = [
        Busy(row.agent.full_name, row.channel, row.ended_at or row.answered_at, row.ended_at is not None)
        for row in rows
        if row.answered_at is not None and row.agent is not None and not row.agent.protected_identity
    ]
    return sorted(told, key=lambda one: one.since)


def _ages(mine: Any, now: datetime) -> list[int]:
    """Each age apart and only as far as the board counts, so that a flood costs no more than a calm day."""
    new = mine.filter(is_open=True, state__in=("submitted", "submitted_approved")).order_by()
    moments = [now - age for age in AGES]
    younger = [new.filter(received_at__gte=moments[0])]
    between = pairwise(moments)
    younger += [new.filter(received_at__lt=last, received_at__gte=first) for last, first in between]
    return [rows[:COUNTED].count() for rows in (*younger, new.filter(received_at__lt=moments[-1]))]


def _today(scope: Scope, midnight: datetime) -> dict[str, int]:
    """How today's contacts ended; what goes on with an earlier one is not counted again."""
    rows = Contact.objects.within(scope).filter(started_at__gte=midnight, continues__isnull=True, direction="in")
    rows = rows.exclude(channel__in=rules.SELF_SERVICE).order_by()
    counted = Counter(dict(rows.values_list(F("outcome")).annotate(Count("pk"))))
    answered = sum(many for outcome, many in counted.items() if outcome not in ("", rules.ABANDONED))
    return {
        "answered": answered, "resolved": counted[rules.RESOLVED], "abandoned": counted[rules.ABANDONED],
        "requests": counted[rules.REQUEST_CREATED],
    }  # fmt: skip
