"""The rows behind a figure: the promises that were broken, the visits that failed, each leading to its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.paging import KeyPage, page_by_key
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.contact_measures import TOP_TWO_FROM
from samdrift.operations.requests import public as requests
from samdrift.partnership.performance.models import KpiResult
from samdrift.partnership.performance.queries import sources
from samdrift.partnership.performance.queries.months import Month, month_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """One thing a figure counted against.

    Attributes:
        kind: request or occurrence: where its page is.
        number, title: How people know it; due and done where it was promised.
    """

    kind: str
    uid: UUID
    number: str
    title: str
    clock: str = ""
    due: datetime | date | None = None
    done: datetime | date | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of them, and the cursor of the next."""

    rows: Sequence[Behind]
    next: str


def rows_behind(scope: Scope, row: KpiResult, after: str = "") -> Rows:
    """What counted against a figure, of what this person may open, by its due moment; empty where no rows are kept."""
    with everywhere(reason="the month of a figure the reader has opened"):
        month = month_of(row.community_id, row.contract_id, row.month)
    source = row.definition.source
    if source in sources.CLOCKS:
        return _promises(scope, row, month, after)
    if source in sources.PLANS:
        return _occurrences(scope, row, month, after)
    if source in (*sources.BOOK, sources.RATED):
        return _requests(scope, row, month, after)
    return Rows((), "")


def _units(row: KpiResult, month: Month) -> dict[str, Any]:
    """Only rows of the figure's district."""
    if row.unit_id is None:
        return {}
    return {"unit_id__in": [unit for unit, top in month.tops.items() if top == row.unit_id]}


def _promises(scope: Scope, row: KpiResult, month: Month, after: str) -> Rows:
    kinds, priorities = sources.CLOCKS[row.definition.source]
    rows = sources.promises_of(month, scope).filter(
        kind__in=kinds, priority__in=priorities, **_units(row, month)
    ).exclude(state="met")  # fmt: skip
    page = page_by_key(rows, order=("due_at", "pk"), after=after, size=PAGE)
    named = _named(scope, [one.subject_uid for one in page.rows])
    return Rows(
        [
            Behind(
                "request", one.subject_uid, *named.get(one.subject_uid, ("–", "")), clock=one.kind, due=one.due_at,
                done=one.stopped_at, state=one.state,
            )
            for one in page.rows
        ],
        page.next,
    )  # fmt: skip


def _named(scope: Scope, uids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = requests.ServiceRequest.objects.within(scope).filter(uid__in=uids).values_list("uid", "number", "title")
    return {uid: (number, title) for uid, number, title in rows}


def _occurrences(scope: Scope, row: KpiResult, month: Month, after: str) -> Rows:
    rows = sources.plans_of(month, row.definition.source, scope).filter(**_units(row, month))
    rows = rows.exclude(state="done_on_time").select_related("plan")
    page = page_by_key(rows, order=("window_to", "pk"), after=after, size=PAGE)
    return Rows(
        [
            Behind("occurrence", one.uid, one.plan.number, one.plan.name, due=one.window_to, done=one.counted_on,
                   state=one.state)
            for one in page.rows
        ],
        page.next,
    )  # fmt: skip


def _requests(scope: Scope, row: KpiResult, month: Month, after: str) -> Rows:
    rows = requests.ServiceRequest.objects.within(scope).filter(
        uid__in=_against(row.definition.source, month), **_units(row, month)
    )
    page: KeyPage[requests.ServiceRequest] = page_by_key(rows, order=("received_at", "pk"), after=after, size=PAGE)
    return Rows(
        [Behind("request", one.uid, one.number, one.title, due=one.due_at, done=one.resolved_at) for one in page.rows],
        page.next,
    )


def _against(source: str, month: Month) -> list[UUID]:
    with everywhere(reason="which requests a figure counts against; each is then read through the reader's gate"):
        if source == sources.RATED:
            told: QuerySet[Any] = sources.rated_in(month)
            return [
                uid for uid, payload in told.values_list("subject_uid", "payload")
                if uid is not None and payload["rating"] < TOP_TWO_FROM
            ]  # fmt: skip
        against = sources.came_back(month)
        if source == "request.first_time":
            against = against | sources.failed_visits(month)
        done = set(sources.resolved_in(month).values_list("subject_uid", flat=True))
        return [uid for uid in against if uid in done]
