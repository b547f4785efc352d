"""The orders of a day's board, read as plain values: two thousand of them stand on one page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.rules import proposing
from samdrift.operations.work import public as work
from samdrift.registers.parties import public as parties

# Work without a time stands on the board of a day when it is due at most this long after it.
HORIZON = timedelta(days=7)
COLUMNS = (
    "pk", "uid", "version", "number", "title", "state", "priority", "line_code", "due_at", "planned_from", "planned_to",
    "estimated_minutes", "skills", "team_id", "assignee_id", "site_id", "site__name", "site__zone", "space__number",
    "space__name", "space__zone", "asset__zone", "data_class",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """One order on the board."""

    pk: int
    uid: UUID
    version: int
    number: str
    title: str
    state: str
    priority: int
    line_code: str
    due_at: datetime | None
    planned_from: datetime | None
    planned_to: datetime | None
    minutes: int
    skills: frozenset[str]
    team_id: int | None
    assignee_id: int | None
    site_id: int
    site_name: dict[str, str] = field(hash=False)
    room: str
    secured: bool


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A day as it is where the people are: its first moment, the next day's, and now."""

    first: datetime
    after: datetime
    now: datetime

    @property
    def is_today(self) -> bool:
        """Whether it is the day it is."""
        return self.first <= self.now < self.after


def _asked(scope: Scope) -> QuerySet[work.WorkOrder]:
    return work.WorkOrder.objects.within_permission(scope, "work.view")


def given_on(scope: Scope, person_ids: Collection[int], span: DaySpan) -> list[Order]:
    """What people have on a day: what has its time then, and what is open without a time or left from before."""
    rows = _asked(scope).filter(assignee__in=person_ids).exclude(state__in=("cancelled", "failed"))
    on_it = Q(planned_from__gte=span.first, planned_from__lt=span.after)
    rows = rows.filter(on_it | Q(is_open=True) & _loose(span))
    return _told(rows.order_by(F("planned_from").asc(nulls_last=True), F("due_at").asc(nulls_last=True), "pk"))


def unassigned(scope: Scope, teams: Sequence[parties.Team], span: DaySpan) -> QuerySet[work.WorkOrder]:
    """What nobody of some teams has yet and may be done on a day: what is due first on top."""
    rows = _asked(scope).filter(is_open=True, assignee=None, state__in=proposing.GIVEABLE)
    mine = Q(team__in=[team.pk for team in teams])
    for team in teams:
        reach = Q(team=None)
        if team.lines:
            reach &= Q(line_code__in=team.lines)
        if team.site_ids:
            reach &= Q(site__in=team.site_ids)
        mine |= reach
    on_it = Q(planned_from__lt=span.after) & (Q(planned_to=None) | Q(planned_to__gte=span.first))
    rows = rows.filter(mine & (on_it | _loose(span)))
    return rows.order_by(F("due_at").asc(nulls_last=True), "priority", "pk")


def most_waits_at(scope: Scope, teams: Sequence[parties.Team]) -> parties.Team | None:
    """Of some teams the one with most orders nobody has; the first where none has any; one read."""
    rows = _asked(scope).filter(is_open=True, assignee=None, state__in=proposing.GIVEABLE, team__in=teams)
    most = rows.order_by().values_list("team").annotate(many=Count("pk")).order_by("-many", "team").first()
    return next((team for team in teams if most and team.pk == most[0]), next(iter(teams), None))


def told(rows: QuerySet[work.WorkOrder]) -> list[Order]:
    """Orders as plain values; one read."""
    return _told(rows)


def _loose(span: DaySpan) -> Q:
    """Without a time of its own, or with one that passed, and due before long."""
    soon = Q(planned_from=None) & (Q(due_at=None) | Q(due_at__lt=span.after + HORIZON))
    return soon | Q(planned_from__lt=span.first) if span.is_today else soon


def _told(rows: QuerySet[work.WorkOrder]) -> list[Order]:
    return [_order(*row) for row in rows.values_list(*COLUMNS)]


def _order(*row: Any) -> Order:
    (pk, uid, version, number, title, state, priority, line, due, begins, ends, minutes, skills, team, assignee, site,
     site_name, site_zone, space_number, space_name, space_zone, asset_zone, data_class) = row  # fmt: skip
    zone = asset_zone or space_zone or site_zone
    return Order(
        pk, uid, version, number, title, state, priority, line, due, begins, ends,
        proposing.minutes_of(minutes, line), frozenset(skills or ()), team, assignee, site or 0, site_name or {},
        f"{space_number or ''} {space_name or ''}".strip(), data_class == "D8" or zone == "secured",
    )  # fmt: skip
