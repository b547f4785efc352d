"""The rows behind a figure: the promises that were broken, the visits that failed, each leading to its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.paging import KeyPage, page_by_key
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.contact_measures import TOP_TWO_FROM
from samdrift.operations.requests import public as requests
from samdrift.operations.rounds import public as rounds
from samdrift.operations.work import public as work
from samdrift.partnership.performance import registry
from samdrift.partnership.performance.models import KpiDefinition, KpiResult
from samdrift.partnership.performance.queries import delivering, sources
from samdrift.partnership.performance.queries.months import Month, month_of

PAGE = 50
MOST = 200
ANY = Q()
REQUEST, OCCURRENCE, ORDER, ROUND = "requests:page", "planning:occurrence", "work:page", "rounds:proof"
RUNS = "runs:"  # what goes before the cursor of planned work behind the orders of a figure that counts both


@dataclass(frozen=True, slots=True)
class Behind:
    """One thing a figure counted against.

    Attributes:
        page: The name of the address that shows it.
        number, title: How people know it; due and done where it was promised.
        missing: How many rooms of a round were not delivered.
    """

    page: str
    uid: UUID
    number: str
    title: str
    clock: str = ""
    due: datetime | date | None = None
    done: datetime | date | None = None
    state: str = ""
    missing: int = 0

    @property
    def is_moment(self) -> bool:
        """Whether it was due at a moment rather than on a day."""
        return isinstance(self.due or self.done, datetime)

    @property
    def of_day(self) -> str:
        """The day its page is asked for, where it shows one day."""
        return str(self.due) if self.page == ROUND else ""


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
    if source in sources.CLOCKS and source in sources.PLANS:
        return _orders_and_runs(scope, row, month, after)
    if source in sources.CLOCKS:
        return _promises(scope, row, month, after)
    if source in sources.PLANS:
        return _occurrences(scope, row, month, after)
    if source in (*sources.BOOK, sources.RATED):
        return _requests(scope, row, month, after)
    if source in registry.sources():
        return _registered(scope, source, month)
    if source in (delivering.VISITS, delivering.ACCESS):
        return Rows(_visits(scope, row, month) if source == delivering.VISITS else _accesses(scope, month), "")
    return Rows((), "")


def running_rows(scope: Scope, definition: KpiDefinition, today: date, after: str = "") -> tuple[Rows, Rows]:
    """What counts against a figure of the month that runs, of what this person may open, and what is still to decide.

    Args:
        today: Of days gone by all is decided; of this day and later only what is done, or broken.
    """
    with everywhere(reason="the month of a contract whose figures the reader has opened"):
        month = month_of(definition.community_id, definition.contract_id, today.replace(day=1))
    row = KpiResult(
        community_id=month.community_id, contract_id=month.contract_id, month=month.first, definition=definition
    )
    begins = datetime(today.year, today.month, today.day, tzinfo=month.begin.tzinfo)
    late, to_come = Q(state="open", due_at__lt=begins), Q(state="open", due_at__gte=begins)
    source, nothing = definition.source, Rows((), "")
    against, waiting = nothing, nothing
    if source in sources.CLOCKS:
        against = _promises(scope, row, month, after, Q(state="breached") | late)
        waiting = _promises(scope, row, month, "", to_come)
    elif source in sources.PLANS:
        against = _occurrences(scope, row, month, after, Q(state__in=("done_late", "missed")))
        waiting = _occurrences(scope, row, month, "", ~Q(state__in=("done_late", "missed")))
    elif source == delivering.VISITS:
        against = Rows([one for one in _visits(scope, row, month) if one.due is not None and one.due < today], "")
    elif source in (*sources.BOOK, sources.RATED):
        against = _requests(scope, row, month, after)
    elif source in registry.sources():
        against = _registered(scope, source, month)
    elif source == delivering.ACCESS:
        against = Rows(_accesses(scope, month), "")
    return against, waiting


def _orders_and_runs(scope: Scope, row: KpiResult, month: Month, after: str) -> Rows:
    """First the orders that came late, then the runs that were not gone."""
    if after.startswith(RUNS):
        runs = _occurrences(scope, row, month, after.removeprefix(RUNS))
        return Rows(runs.rows, f"{RUNS}{runs.next}" if runs.next else "")
    orders = _promises(scope, row, month, after)
    if orders.next:
        return orders
    runs = _occurrences(scope, row, month, "")
    return Rows([*orders.rows, *runs.rows], f"{RUNS}{runs.next}" if runs.next else "")


def _registered(scope: Scope, source: str, month: Month) -> Rows:
    known = registry.sources()[source]
    told = known.against(scope, month.contract_id, month.begin, month.end, month.review_ends)
    return Rows([Behind(known.page, uid, number, what, due=day) for uid, number, what, day in told], "")


def _visits(scope: Scope, row: KpiResult, month: Month) -> list[Behind]:
    """Rounds with rooms that were not delivered, of what the reader may open; the most at the top of each day."""
    units = _units(row, month).get("unit_id__in")
    found = delivering.missing_visits(month, frozenset(units) if units is not None else None)
    shown = set(rounds.Round.objects.within(scope).filter(
        uid__in={one.round_uid for one in found}
    ).values_list("uid", flat=True))  # fmt: skip
    return [
        Behind(ROUND, one.round_uid, one.name, "", due=one.day, missing=one.missing)
        for one in found if one.round_uid in shown
    ][:MOST]  # fmt: skip


def _accesses(scope: Scope, month: Month) -> list[Behind]:
    """Work a company began where it was not cleared."""
    with everywhere(reason="who came uncleared; each order is then read through the reader's gate"):
        against = {one.order_uid: one for one in delivering.accesses_of(month) if not one.cleared}
    rows = work.WorkOrder.objects.within(scope).filter(uid__in=[uid for uid in against if uid]).order_by("pk")
    return [Behind(ORDER, one.uid, one.number, one.title, due=against[one.uid].at) for one in rows[:MOST]]


def _units(row: KpiResult, month: Month) -> dict[str, Any]:
    """Only rows of the figure's district."""
    if row.unit_id is None:
        return {}
    return {"unit_id__in": [unit for unit, top in month.tops.items() if top == row.unit_id]}


def _promises(scope: Scope, row: KpiResult, month: Month, after: str, only: Q = ANY) -> Rows:
    kinds, priorities = sources.CLOCKS[row.definition.source]
    rows = sources.promises_of(month, scope).filter(
        only, sources.of_lines(row.definition.source), kind__in=kinds, priority__in=priorities, **_units(row, month)
    ).exclude(state="met")  # fmt: skip
    page = page_by_key(rows, order=("due_at", "pk"), after=after, size=PAGE)
    named = _named(scope, [one.subject_uid for one in page.rows])
    return Rows(
        [
            Behind(
                REQUEST, one.subject_uid, *named.get(one.subject_uid, ("–", "")), clock=one.kind, due=one.due_at,
                done=one.stopped_at, state=one.state,
            )
            for one in page.rows
        ],
        page.next,
    )  # fmt: skip


def _named(scope: Scope, uids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = requests.ServiceRequest.objects.within(scope).filter(uid__in=uids).values_list("uid", "number", "title")
    return {uid: (number, title) for uid, number, title in rows}


def _occurrences(scope: Scope, row: KpiResult, month: Month, after: str, only: Q = ANY) -> Rows:
    rows = sources.plans_of(month, row.definition.source, scope).filter(only, **_units(row, month))
    rows = rows.exclude(state="done_on_time").select_related("plan")
    page = page_by_key(rows, order=("window_to", "pk"), after=after, size=PAGE)
    return Rows(
        [
            Behind(OCCURRENCE, one.uid, one.plan.number, one.plan.name, due=one.window_to, done=one.counted_on,
                   state=one.state)
            for one in page.rows
        ],
        page.next,
    )  # fmt: skip


def _requests(scope: Scope, row: KpiResult, month: Month, after: str) -> Rows:
    rows = requests.ServiceRequest.objects.within(scope).filter(
        uid__in=_against(row.definition.source, month), **_units(row, month)
    )
    if row.definition.source == sources.RATED:  # whose rating is low is told to those who answer it (decision 0187)
        rows = rows.filter(requests.ratings_answered_by(scope))
    page: KeyPage[requests.ServiceRequest] = page_by_key(rows, order=("received_at", "pk"), after=after, size=PAGE)
    return Rows(
        [Behind(REQUEST, one.uid, one.number, one.title, due=one.due_at, done=one.resolved_at) for one in page.rows],
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
