"""What a district's page shows: a few checks, the year's money, quality, what is on its way, places and neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.kernel.savings import half_up
from samdrift.operations.planning import public as planning
from samdrift.operations.requests import public as requests
from samdrift.partnership.insight.queries.figures.requests import midnight_of, old_since
from samdrift.partnership.insight.queries.places import Place
from samdrift.partnership.insight.queries.telling import compare, tell, whole
from samdrift.partnership.insight.registry import Asked, Cell
from samdrift.partnership.insight.rules.control import Checked, checked, verdict
from samdrift.partnership.insight.rules.ranking import Standing, ranked
from samdrift.partnership.insight.rules.years import known_by, usual_year
from samdrift.partnership.savings import public as savings
from samdrift.partnership.scaling import public as scaling
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

NOTHING = Cell(key=None, value=None)
# What is told of a district now, of its last three months, and of the year.
NOW = ("requests.open", "requests.overdue", "requests.at_risk", "requests.old", "statutory.overdue")
RECENT = ("promises.kept", "requests.satisfaction", "requests.reopened", "planned.done", "statutory.done")
YEAR = (
    "cost.actual", "cost.budget", "cost.committed", "cost.forecast", "cost.baseline", "cost.baseline_year",
    "cost.invoiced", "addons.worth",
)  # fmt: skip
SAVED = ("savings.share", "savings.verified")  # of the last year something is booked of
BY_SITE = (
    ("requests.open", "now"), ("requests.overdue", "now"), ("promises.kept", "recent"),
    ("requests.satisfaction", "recent"), ("estate.m2", "now"), ("cost.per_m2", "known"),
)  # fmt: skip
COMPARED = (
    ("cost.per_m2", "known"), ("cost.per_user", "known"), ("requests.per_user", "known"), ("promises.kept", "recent"),
    ("requests.satisfaction", "recent"), ("savings.share", "known"),
)  # fmt: skip
LISTED, SITES, CLOSE = 8, 60, 31
SMALL_USERS = 100  # a district of fewer people is compared with care


@dataclass(frozen=True, slots=True)
class Years:
    """The years of money there are to show, the latest first; which are booked; which one is shown unasked."""

    shown: list[int]
    known: list[int]
    usual: int


@dataclass(slots=True)
class Periods:
    """The spans a page is about: the year of money, the last one known, the last three months, thirteen of trend."""

    year: Asked
    known: Asked
    recent: Asked
    trend: Asked

    def of(self, name: str) -> Asked:
        """The span a figure is told for; what stands now goes by the last three months' end."""
        return {"year": self.year, "known": self.known}.get(name, self.recent)


class Neighbour(NamedTuple):
    """A district as the page names it."""

    pk: int
    name: Mapping[str, str]


@dataclass(slots=True)
class Compared:
    """One district beside the others: its cells by figure, its standing in each share, whether it is small."""

    unit: Neighbour
    cells: dict[str, Cell]
    standings: dict[str, Standing]
    small: bool
    here: bool


@dataclass(slots=True)
class Overview:
    """Everything the page shows."""

    place: Place
    periods: Periods
    cells: dict[str, Cell]
    checks: list[Checked]
    verdict: str
    course: dict[str, dict[date, Cell]]
    trend: list[Cell]
    sites: list[tuple[Any, dict[str, Cell]]] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    overdue: list[Any] = field(default_factory=list)
    oldest: list[Any] = field(default_factory=list)
    statutory: list[Any] = field(default_factory=list)
    changes: list[Any] = field(default_factory=list)

    def cell(self, code: str) -> Cell:
        """A figure of the district; an empty cell where it is not the reader's, or nothing is known."""
        return self.cells.get(code, NOTHING)


def years_of(scope: Scope, place: Place, today: date) -> Years:
    """The years there is money to show of: those booked, and the running one where it has a budget. Two reads."""
    known, planned = _booked(scope, place), _planned(scope, place, today.year)
    usual = usual_year(known, today.year, planned=planned)
    return Years(sorted({*known, usual}, reverse=True), known, usual)


def _booked(scope: Scope, place: Place) -> list[int]:
    if not scope.may("savings.view"):
        return []
    first, last = (_ENDS.first(scope, order, place.contract.pk) for order in ("month", "-month"))
    return list(range(first.year, last.year + 1)) if first and last else []


def _ends(scope: Scope, order: str, contract_id: int) -> QuerySet[Any, date]:
    # The first row of either order: asked for both at once a database reads them all.
    rows = savings.CostEntry.objects.within(scope).filter(contract=contract_id).exclude(kind="commitment")
    return rows.order_by(order).values_list("month", flat=True)[:1]


_ENDS: Shaped[date] = Shaped(_ends)


def _planned(scope: Scope, place: Place, year: int) -> bool:
    if not scope.may("savings.view_budgets"):
        return False
    ends = date(year, 1, 1), date(year, 12, 1)
    return _BUDGETED.first(scope, None, place.contract.pk, place.unit_ids, *ends) is not None


def _budgeted(
    scope: Scope, _form: None, contract_id: int, unit_ids: frozenset[int], first: date, last: date
) -> QuerySet[Any, int]:
    rows = savings.Budget.objects.within(scope).filter(contract=contract_id, unit__in=unit_ids)
    return rows.filter(month__gte=first, month__lte=last).order_by().values_list("pk", flat=True)[:1]


_BUDGETED: Shaped[int] = Shaped(_budgeted)


def periods_of(place: Place, year: int, today: date, now: datetime, known: int | None = None) -> Periods:
    """The spans of a page asked on a day; `known` is the last year booked, where that is not the year itself."""
    booked = year if known is None else known

    def asked(since: date, until: date) -> Asked:
        return Asked(contract_id=place.contract.pk, since=since, until=until, unit_ids=place.unit_ids, at=now)

    tomorrow = today + timedelta(days=1)
    return Periods(
        asked(date(year, 1, 1), date(year + 1, 1, 1)), asked(date(booked, 1, 1), date(booked + 1, 1, 1)),
        asked(months_back(today, 3), tomorrow), asked(months_back(today, 12), tomorrow),
    )  # fmt: skip


def months_back(day: date, many: int) -> date:
    """The first day of the month so many months before a day's."""
    number = day.year * 12 + day.month - 1 - many
    return date(number // 12, number % 12 + 1, 1)


def overview(scope: Scope, place: Place, year: int, years: Years, *, today: date, now: datetime) -> Overview:
    """The page of a district; the number of reads grows with none of its rows."""
    spans = periods_of(place, year, today, now, known_by(years.known, year))
    cells = {code: _cell(scope, code, spans.recent) for code in (*NOW, *RECENT)}
    cells |= {code: _cell(scope, code, spans.year) for code in (*YEAR, "managers.hours")}
    cells |= {code: _cell(scope, code, spans.known) for code in SAVED}
    cells |= {code: _cell(scope, code, spans.recent) for code in ("estate.sites", "estate.m2", "estate.users")}
    checks = checked(_values(cells))
    found = Overview(
        place, spans, cells, checks, verdict(checks), _course(scope, spans.year),
        _cells(scope, "promises.kept", spans.trend, "month"),
    )  # fmt: skip
    found.sites = _sites(scope, place, spans)
    found.compared = neighbours(scope, place, spans)
    _lists(scope, found, today, now)
    return found


def _cell(scope: Scope, code: str, asked: Asked) -> Cell:
    try:
        return whole(scope, code, asked)
    except NotAllowed:
        return NOTHING


def _cells(scope: Scope, code: str, asked: Asked, by: str) -> list[Cell]:
    try:
        return tell(scope, code, asked, by)
    except NotAllowed:
        return []


def _values(cells: Mapping[str, Cell]) -> dict[str, Decimal | None]:
    """What the checks ask, from the same cells the page shows."""
    still, late = cells["requests.open"].value, cells["requests.overdue"].value
    budget, forecast = cells["cost.budget"].value, cells["cost.forecast"].value
    return {
        "overdue": late / still if still and late is not None else (Decimal(0) if still == 0 else None),
        "promises": cells["promises.kept"].value, "statutory": cells["statutory.overdue"].value,
        "cost": forecast / budget if budget and forecast is not None else None,
        "savings": cells["savings.share"].value, "satisfaction": cells["requests.satisfaction"].value,
    }  # fmt: skip


def _course(scope: Scope, asked: Asked) -> dict[str, dict[date, Cell]]:
    """The year's months of what was spent, of the budget and of the baseline of the whole year."""
    found = {}
    for code in ("cost.actual", "cost.budget", "cost.baseline_year"):
        found[code] = {one.key: one for one in _cells(scope, code, asked, "month") if isinstance(one.key, date)}
    return found


def forecast_course(actual: Mapping[int, int], budget: list[int], forecast: int) -> list[int | None]:
    """The year added up from the last known month on to its forecast, the months between in the budget's rhythm.

    Before any month is known it runs from the year's beginning.

    >>> forecast_course({0: 100, 1: 100}, [100, 100, 100, 100], 360)
    [None, 200, 280, 360]
    >>> forecast_course({}, [100, 100, 100, 100], 420)
    [105, 210, 315, 420]
    """
    if len(actual) >= len(budget):
        return [None] * len(budget)
    last, known = max(actual, default=-1), sum(actual.values())
    rest = sum(budget[last + 1 :])
    found: list[int | None] = [None] * last + [known] if actual else []
    gone = 0
    for month in range(last + 1, len(budget)):
        gone += budget[month]
        share = Decimal(gone) / rest if rest else Decimal(month - last) / (len(budget) - 1 - last)
        found.append(known + half_up((forecast - known) * share))
    return found


class ShownSite(NamedTuple):
    """A site as the page shows it."""

    pk: int
    uid: UUID
    name: Mapping[str, str]
    code: str


def _of_units(scope: Scope, _form: None, unit_ids: frozenset[int]) -> QuerySet[Any, Any]:
    rows = estate.Site.objects.within(scope).filter(unit__in=unit_ids).exclude(state="closed")
    return rows.order_by("code", "pk").values_list(*ShownSite._fields)[:SITES]


_SITES: Shaped[tuple[Any, ...]] = Shaped(_of_units)


def _sites(scope: Scope, place: Place, spans: Periods) -> list[tuple[ShownSite, dict[str, Cell]]]:
    sites = list(map(ShownSite._make, _SITES.rows(scope, None, place.unit_ids)))
    told = {code: {one.key: one for one in _cells(scope, code, spans.of(span), "site")} for code, span in BY_SITE}
    found = [(site, {code: cells.get(site.pk, NOTHING) for code, cells in told.items()}) for site in sites]
    return sorted(
        found, key=lambda one: (-(one[1]["requests.overdue"].value or 0), -(one[1]["requests.open"].value or 0))
    )


def neighbours(scope: Scope, place: Place, spans: Periods) -> list[Compared]:
    """The district beside the others of its level; none where there is but one, or it is none itself."""
    told: dict[str, dict[Any, Cell]] = {}
    for code, span in COMPARED:
        try:
            told[code] = {one.key: one for one in compare(scope, code, spans.of(span))}
        except NotAllowed:
            continue
    keys = {key for cells in told.values() for key in cells}
    if place.unit.pk not in keys or len(keys) < 2:
        return []
    everywhere = replace(spans.recent, unit_ids=None)
    users = {one.key: one.value for one in _cells(scope.over_every_unit(), "estate.users", everywhere, "unit")}
    units = [Neighbour(one.pk, one.name) for one in parties.units_by_path(scope, keys)]
    standing = ranked(_shares(told.get("promises.kept", {})))
    return [
        Compared(
            unit, {code: cells.get(unit.pk, NOTHING) for code, cells in told.items()},
            {"promises.kept": standing[unit.pk]} if len(standing) > 1 and unit.pk in standing else {},
            (users.get(unit.pk) or 0) < SMALL_USERS, unit.pk == place.unit.pk,
        )
        for unit in units
    ]  # fmt: skip


def _shares(cells: Mapping[Any, Cell]) -> dict[Any, tuple[int, int]]:
    return {
        key: (int(one.numerator or 0), int(one.denominator)) for key, one in cells.items()
        if one.denominator and not one.hidden
    }  # fmt: skip


class Matter(NamedTuple):
    """A request or a piece of planned work as the page lists it; `at` is what the list is about."""

    uid: UUID
    number: str
    title: str
    site: Mapping[str, str] | None
    at: datetime | date


REQUEST = ("uid", "number", "title", "site__name")


def _late(scope: Scope, _form: None, unit_ids: frozenset[int], now: datetime) -> QuerySet[Any, Any]:
    rows = requests.requests_in(scope, requests.Filters(standing="late"), now=now).filter(unit__in=unit_ids)
    return rows.order_by("next_due_at", "pk").values_list(*REQUEST, "next_due_at")[:LISTED]


def _old(scope: Scope, _form: None, unit_ids: frozenset[int], before: datetime) -> QuerySet[Any, Any]:
    rows = requests.requests_in(scope, requests.Filters(), now=before)
    rows = rows.filter(unit__in=unit_ids, received_at__lt=before)
    return rows.order_by("received_at", "pk").values_list(*REQUEST, "received_at")[:LISTED]


def _demanded(scope: Scope, _form: None, contract_id: int, unit_ids: frozenset[int], until: date) -> QuerySet[Any, Any]:
    rows = planning.PlanOccurrence.objects.within(scope).filter(
        contract=contract_id, unit__in=unit_ids, statutory=True, counted_on__isnull=True, closed_at__isnull=True,
        window_to__lte=until,
    ).exclude(state__in=("forecast", "waived"))  # fmt: skip
    # Not by the column itself: SQLite would rather walk in that order through what other districts have still to do.
    rows = rows.alias(last_day=Coalesce("window_to", "due_on")).order_by("last_day", "pk")
    return rows.values_list("uid", "key", "plan__name", "site__name", "window_to")[:LISTED]


_LATE: Shaped[tuple[Any, ...]] = Shaped(_late)
_OLD: Shaped[tuple[Any, ...]] = Shaped(_old)
_DEMANDED: Shaped[tuple[Any, ...]] = Shaped(_demanded)


def _lists(scope: Scope, found: Overview, today: date, now: datetime) -> None:
    place = found.place
    if scope.may("requests.view"):
        found.overdue = list(map(Matter._make, _LATE.rows(scope, None, place.unit_ids, now)))
        month_ago = midnight_of(old_since(scope, now), scope)
        found.oldest = list(map(Matter._make, _OLD.rows(scope, None, place.unit_ids, month_ago)))
    if scope.may("planning.view"):
        soon = today + timedelta(days=CLOSE)
        rows = _DEMANDED.rows(scope, None, place.contract.pk, place.unit_ids, soon)
        found.statutory = list(map(Matter._make, rows))
    if scope.may("scaling.view"):
        found.changes = scaling.open_changes(scope, tuple(sorted(place.unit_ids)))
