"""How a clock stood at a moment that has passed: how much of its time was used, and what a change there did to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.scope import everywhere
from samdrift.operations.promises import rules
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.queries.columns import clocks_for, facts, facts_of


@dataclass(frozen=True, slots=True)
class Around:
    """A clock just before and just after a moment.

    Attributes:
        used_at: When the share asked about was used, by what was known just before.
        due_before, due_after: What was due without and with what changed at that very moment.
    """

    used_at: datetime
    due_before: datetime
    due_after: datetime


def around(
    asked: Sequence[tuple[UUID, datetime]], works: QuerySet[Any], percent: int, *, kind: str = "complete"
) -> list[Around | None]:
    """For each (work, moment), how its clock stood there; None where it has no such clock. Two statements for all.

    Args:
        works: The same works as a question for their uids, so that thousands need no thousand parameters.
        percent: 1 to 99 of the agreed time, in the clock's own time, pauses left out.
    """
    with everywhere(reason="the clocks of work the asker has read through the gate"):
        rows = Promise.objects.filter(subject_uid__in=works, kind=kind).exclude(state="voided")
        clock_of = {row.subject_uid: row for row in rows.order_by("pk")}
        stood: dict[UUID, list[Pause]] = {}
        for pause in Pause.objects.filter(subject_uid__in=works).order_by("started_at", "pk"):
            stood.setdefault(pause.subject_uid, []).append(pause)
    clocks = clocks_for(clock_of.values())

    def seen(uid: UUID, moment: datetime) -> Around | None:
        promise = clock_of.get(uid)
        if promise is None:
            return None
        told = facts(promise, clocks, facts_of(stood.get(uid, ())))
        before, after = rules.known_at(told, moment, inclusive=False), rules.known_at(told, moment, inclusive=True)
        used_at = rules.project(replace(before, at_risk_percent=percent)).at_risk_at
        return Around(used_at, rules.project(before).due_at, rules.project(after).due_at)

    return [seen(uid, moment) for uid, moment in asked]
