"""Lists of requests: filtered, ordered, paged by key, counted, and as one row each knows what it shows."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import matching_uids
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries.names import names_of
from samdrift.operations.requests.rules import states

SEARCH_KIND = "requests.request"
GROUPS: dict[str, Q] = {
    "open": Q(is_open=True),
    # What is open is found by the small indexes over it, however many years have passed.
    "new": Q(is_open=True, state__in=(states.SUBMITTED, states.AWAITING_APPROVAL, states.SUBMITTED_APPROVED)),
    "under_way": Q(is_open=True, state__in=(states.TRIAGED, states.ASSIGNED, *states.UNDER_WAY)),
    "resolved": Q(is_open=True, state=states.RESOLVED),
    "ended": Q(is_open=False),
    "all": Q(),
}
ORDERS: dict[str, tuple[str, ...]] = {"newest": ("-received_at", "-id"), "due": ("next_due_at", "id")}
COLUMNS = (
    "id", "uid", "number", "title", "state", "priority", "line_code", "request_type_id", "site_id", "unit_id",
    "space__number", "space__name", "asset__name", "team_id", "assignee_id", "received_at", "next_due_at",
    "at_risk_at", "paused", "waiting_for_requester", "hold_reason", "me_too", "reopened", "channel",
    "version",
)  # fmt: skip
COUNTED = 10_000
# Up to here a count is exact each time; beyond, one that is a minute old says as much.
EXACT = 1_000
REMEMBERED_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; empty means everything.

    Attributes:
        group: One of GROUPS.
        assignee: "me", "mine" (me or a team of mine), "nobody", or a person's id.
        requester: "me", or a person's id.
        standing: late, at_risk, paused or waiting.
        since, until: Moments between which it was received.
    """

    group: str = "open"
    state: str = ""
    line: str = ""
    request_type: str = ""
    priority: int | None = None
    site: int | None = None
    unit: int | None = None
    team: int | None = None
    assignee: str = ""
    requester: str = ""
    standing: str = ""
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


def requests_in(
    scope: Scope, filters: Filters, *, now: datetime, permission: str = "requests.view"
) -> QuerySet[ServiceRequest]:
    """The requests on which this person has the permission and that pass the filters, in no order yet."""
    rows = ServiceRequest.objects.within_permission(scope, permission).filter(GROUPS.get(filters.group, Q()))
    rows = rows.filter(_where(scope, filters), _who(scope, filters), _standing(filters, now))
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.priority:
        rows = rows.filter(priority=filters.priority)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.since:
        rows = rows.filter(received_at__gte=filters.since)
    if filters.until:
        rows = rows.filter(received_at__lt=filters.until)
    if filters.text.strip():
        rows = rows.filter(uid__in=matching_uids(scope, filters.text, kind=SEARCH_KIND))
    return rows


def in_order(rows: QuerySet[ServiceRequest], order: str) -> QuerySet[ServiceRequest]:
    """Rows that can be ordered so: by due time only those with a promise still open."""
    return rows.filter(next_due_at__isnull=False) if order == "due" else rows


def as_list_rows(rows: QuerySet[ServiceRequest]) -> QuerySet[Any]:
    """Only the columns a list shows, as named tuples: a quarter of the cost of whole rows."""
    return rows.values_list(*COLUMNS, named=True)


_counts: dict[tuple[Any, ...], tuple[float, int]] = {}


def count_up_to(scope: Scope, filters: Filters, rows: QuerySet[ServiceRequest]) -> int:
    """How many there are, at most one more than COUNTED; counted after the gate, so no number tells what is hidden."""
    key = (scope, tuple(sorted(asdict(filters).items(), key=lambda item: item[0])))
    remembered = _counts.get(key)
    if remembered and time.monotonic() - remembered[0] < REMEMBERED_SECONDS:
        return remembered[1]
    found = rows.order_by()[: COUNTED + 1].count()
    if found > EXACT:
        if len(_counts) > 500:
            _counts.clear()
        _counts[key] = (time.monotonic(), found)
    return found


def forget() -> None:
    """Forget remembered counts: for tests."""
    _counts.clear()


def board_rows(rows: QuerySet[ServiceRequest], columns: Sequence[str], *, most: int) -> dict[str, list[Any]]:
    """At most so many rows of each state, the ones due first on top, in one statement."""
    ranked = as_list_rows(rows.order_by()).annotate(
        place=Window(
            RowNumber(), partition_by=F("state"),
            order_by=(F("next_due_at").asc(nulls_last=True), F("id").asc()),
        )
    ).filter(place__lte=most, state__in=columns)  # fmt: skip
    found: dict[str, list[Any]] = {}
    for row in ranked.order_by("state", "place"):
        found.setdefault(row.state, []).append(row)
    return found


def open_requests(scope: Scope) -> QuerySet[ServiceRequest]:
    """Requests something may still come of, the one due first on top."""
    return ServiceRequest.objects.within(scope).filter(is_open=True).order_by("next_due_at", "pk")


def my_requests(scope: Scope) -> QuerySet[ServiceRequest]:
    """What this person asked for, the newest first."""
    rows = ServiceRequest.objects.within(scope).filter(requester=scope.person_id, requester__isnull=False)
    return rows.order_by("-received_at", "-pk")


def requests_at(
    scope: Scope, *, site_id: int | None = None, space_id: int | None = None, asset_id: int | None = None
) -> QuerySet[ServiceRequest]:
    """Open requests at one place, the newest first."""
    where = {"asset": asset_id, "space": space_id, "site": site_id}
    column, pk = next((column, pk) for column, pk in where.items() if pk is not None)
    rows = ServiceRequest.objects.within(scope).filter(is_open=True, **{column: pk})
    return rows.order_by("-received_at", "-pk")


def requests_of_spaces(scope: Scope, until: Mapping[int, datetime | None]) -> QuerySet[ServiceRequest]:
    """Requests, open or ended, about these spaces, each up to its moment (None: all), the newest first."""
    about = Q(space__in=[space for space, moment in until.items() if moment is None])
    for space, moment in until.items():
        if moment is not None:
            about |= Q(space=space, received_at__lt=moment)
    return ServiceRequest.objects.within(scope).filter(about).order_by("-received_at", "-pk")


def open_counts_by_space(scope: Scope, site_id: int) -> dict[int, int]:
    """How many open requests each space of a site has: for drawing them on a floor plan."""
    rows = ServiceRequest.objects.within(scope).filter(is_open=True, site=site_id, space__isnull=False)
    return dict(rows.order_by().values_list("space").annotate(Count("pk")))


def shown(scope: Scope, uids: list[UUID]) -> Iterator[ServiceRequest]:
    """These requests, as far as this person may see them: for search results and approvals."""
    yield from ServiceRequest.objects.within(scope).filter(uid__in=uids).select_related("site")


def _where(scope: Scope, filters: Filters) -> Q:
    where = Q()
    if filters.line:
        where &= Q(line_code=filters.line)
    if filters.request_type:
        types = names_of(scope.community_id).types
        where &= Q(request_type__in=[pk for pk, (code, _n, _l) in types.items() if code == filters.request_type])
    if filters.site:
        where &= Q(site=filters.site)
    if filters.unit:
        where &= Q(unit__in=_with_all_below(scope, filters.unit))
    if filters.team:
        where &= Q(team=filters.team)
    return where


def _with_all_below(scope: Scope, unit_id: int) -> list[int]:
    units = names_of(scope.community_id).units
    if unit_id not in units:
        return []
    return [pk for pk, (_name, path) in units.items() if path.startswith(units[unit_id][1])]


def _who(scope: Scope, filters: Filters) -> Q:
    who = Q()
    match filters.assignee:
        case "me":
            who &= Q(assignee=scope.person_id, assignee__isnull=False)
        case "mine":
            who &= Q(assignee=scope.person_id, assignee__isnull=False) | Q(team__in=scope.team_ids)
        case "nobody":
            who &= Q(assignee__isnull=True, team__isnull=True)
        case str() as given if given.isdecimal():
            who &= Q(assignee=int(given))
    match filters.requester:
        case "me":
            who &= Q(requester=scope.person_id, requester__isnull=False)
        case str() as given if given.isdecimal():
            who &= Q(requester=int(given))
    return who


def _standing(filters: Filters, now: datetime) -> Q:
    running = Q(is_open=True, paused=False)
    return {
        "late": running & Q(next_due_at__lt=now),
        "at_risk": running & Q(at_risk_at__lte=now, next_due_at__gte=now),
        "paused": Q(is_open=True, paused=True),
        "waiting": Q(is_open=True, waiting_for_requester=True),
    }.get(filters.standing, Q())
