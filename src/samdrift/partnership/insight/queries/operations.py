"""The provider's day: what is late, at risk and unassigned by line, team and district; who is away; the week's plan."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from samdrift.foundation.datasets.public import Where
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.operations.planning import public as planning
from samdrift.operations.work import public as work
from samdrift.operations.workforce import public as workforce
from samdrift.partnership.insight.queries.counting import listed, moments
from samdrift.partnership.insight.queries.figures.requests import undecided
from samdrift.partnership.insight.queries.telling import tell
from samdrift.partnership.insight.registry import Asked, of_house
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

STANDING = ("requests.open", "requests.at_risk", "requests.overdue", "work.overdue")
QUEUE = 12
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TeamDay:
    """A team today.

    Attributes:
        open: Orders that are its own and not done; late: past their moment; today: planned for today and still open.
        nobody: Given to the team and to nobody in it. done: Done today.
        people, away: Its members, and those away today; why is not read.
    """

    team: parties.Team | None
    open: int
    late: int
    today: int
    nobody: int
    done: int
    people: int
    away: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """The promises of a month: how many are kept of those decided, and how many will yet be decided in it."""

    kept: int
    decided: int
    waiting: int

    @property
    def now(self) -> Decimal | None:
        """The share so far; None before the first is decided."""
        return Decimal(self.kept) / self.decided if self.decided else None

    @property
    def worst(self) -> Decimal | None:
        """The share if none of the rest is kept."""
        whole = self.decided + self.waiting
        return Decimal(self.kept) / whole if whole else None

    @property
    def best(self) -> Decimal | None:
        """The share if all of the rest are."""
        whole = self.decided + self.waiting
        return Decimal(self.kept + self.waiting) / whole if whole else None


def standing(scope: Scope, contract_id: int, today: date, by: str, *, at: datetime) -> dict[Any, dict[str, int]]:
    """What stands open, at risk and late, by line or by district; as many reads as figures the reader may see."""
    asked = Asked(contract_id=contract_id, since=today, until=today + DAY, at=at)
    found: dict[Any, dict[str, int]] = defaultdict(dict)
    for code in of_house(scope, STANDING):
        for cell in tell(scope, code, asked, by):
            if cell.value is not None:
                found[cell.key][code] = int(cell.value)
    return dict(found)


def _orders(scope: Scope, contract_id: int) -> QuerySet[work.WorkOrder]:
    return work.WorkOrder.objects.within(scope).filter(contract=contract_id).order_by()


def teams_today(scope: Scope, contract_id: int, today: date, *, at: datetime) -> list[TeamDay]:
    """Every team with something to do or done today, the one with most late orders first. Five reads."""
    begin, end = moments(scope, Asked(contract_id=contract_id, since=today, until=today + DAY))
    still = {team: counted for team, *counted in _STILL.rows(scope, None, contract_id, at, begin, end)}
    done = dict(_DONE.rows(scope, None, contract_id, begin, end))
    keys = still.keys() | done.keys()
    teams = {one.pk: one for one in _TEAMS.rows(scope, None) if one.pk in keys}
    people, away = _people(scope, teams, today)
    found = []
    for pk in keys:
        if pk is None or pk in teams:
            many, late, planned, nobody = still.get(pk, (0, 0, 0, 0))
            here = people.get(pk or 0, set())
            found.append(
                TeamDay(teams.get(pk or 0), many, late, planned, nobody, done.get(pk, 0), len(here), len(here & away))
            )
    return sorted(found, key=lambda one: (-one.late, -one.open, one.team.code if one.team else ""))


def team_lists(scope: Scope, contract_id: int, today: date) -> dict[str, str]:
    """The lists behind the numbers of teams, by what each counts; a list is one team's with its code put behind."""
    if not scope.may("work.view"):
        return {}
    asked = Asked(contract_id=contract_id, since=today, until=today + DAY)
    still = Where(column="open", test="in", values=("yes",))
    told: dict[str, tuple[Where, ...]] = {
        "open": (still,), "late": (still, Where(column="due", test="period", values=("past",))),
        "today": (still, Where(column="planned", test="period", values=("today",))),
        "nobody": (still, Where(column="assignee", test="empty")),
        "done": (
            Where(column="open", test="in", values=("no",)), Where(column="done", test="period", values=("today",)),
        ),
    }  # fmt: skip
    return {name: listed("work", scope, asked, "", *which, order="due") for name, which in told.items()}


def _still_open(
    scope: Scope, _form: None, contract_id: int, at: datetime, begin: datetime, end: datetime
) -> QuerySet[Any, Any]:
    """Open orders by team: how many, past their moment, planned for the day, and of nobody's."""
    rows = _orders(scope, contract_id).filter(is_open=True).values("team_id")
    return rows.annotate(
        n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)),
        planned=Count("pk", filter=Q(planned_from__gte=begin, planned_from__lt=end)),
        nobody=Count("pk", filter=Q(assignee__isnull=True)),
    ).values_list("team_id", "n", "late", "planned", "nobody")  # fmt: skip


def _done(scope: Scope, _form: None, contract_id: int, begin: datetime, end: datetime) -> QuerySet[Any, Any]:
    """Orders done in a day, by team."""
    rows = _orders(scope, contract_id).filter(is_open=False, done_at__gte=begin, done_at__lt=end)
    return rows.values("team_id").annotate(n=Count("pk")).values_list("team_id", "n")


def _members(scope: Scope, _form: None, team_ids: Collection[int]) -> QuerySet[Any, Any]:
    rows = parties.TeamMember.objects.within(scope).filter(team__in=team_ids).order_by()
    return rows.values_list("team_id", "employment__person_id")


_STILL: Shaped[Any] = Shaped(_still_open)
_DONE: Shaped[tuple[int | None, int]] = Shaped(_done)
_TEAMS: Shaped[parties.Team] = Shaped(lambda scope, _form: parties.Team.objects.within(scope).order_by())
_MEMBERS: Shaped[tuple[int, int]] = Shaped(_members)


def _people(scope: Scope, teams: dict[int, parties.Team], today: date) -> tuple[dict[int, set[int]], set[int]]:
    """The people of teams as ids, and those of them who are away today."""
    members: dict[int, set[int]] = defaultdict(set)
    for team, person in _MEMBERS.rows(scope, None, frozenset(teams)):
        members[team].add(person)
    everybody = set().union(*members.values()) if members else set()
    return members, workforce.people_away(scope.community_id, everybody, today) if everybody else set()


def queue(scope: Scope, contract_id: int) -> Sequence[work.WorkOrder]:
    """The open orders due first, with their place and who has them."""
    return _QUEUE.rows(scope, None, contract_id)


def _due_first(scope: Scope, _form: None, contract_id: int) -> QuerySet[work.WorkOrder]:
    rows = _orders(scope, contract_id).filter(is_open=True, due_at__isnull=False)
    shown = ("uid", "title", "number", "due_at", "site__name", "team__name", "assignee__given_name",
             "assignee__family_name")  # fmt: skip
    return rows.select_related("site", "team", "assignee").only(*shown).order_by("due_at", "pk")[:QUEUE]


_QUEUE: Shaped[work.WorkOrder] = Shaped(_due_first)


def week_of(scope: Scope, contract_id: int, today: date) -> list[tuple[date, int, int]]:
    """Planned work of the running week by its last allowed day: the day, how much, and done of it. One read."""
    monday = today - timedelta(days=today.weekday())
    sums = {day: (n, k) for day, n, k in _PLANNED.rows(scope, None, contract_id, monday, monday + WEEK)}
    return [(day, *sums.get(day, (0, 0))) for day in (monday + timedelta(days=n) for n in range(7))]


def _planned(scope: Scope, _form: None, contract_id: int, since: date, until: date) -> QuerySet[Any, Any]:
    rows = planning.PlanOccurrence.objects.within(scope).filter(
        contract=contract_id, window_to__gte=since, window_to__lt=until
    ).exclude(state="waived")  # fmt: skip
    done = Count("pk", filter=Q(state__in=("done_on_time", "done_late")))
    return rows.order_by().values("window_to").annotate(n=Count("pk"), k=done).values_list("window_to", "n", "k")


_PLANNED: Shaped[tuple[date, int, int]] = Shaped(_planned)


def month_ahead(scope: Scope, contract_id: int, today: date, *, at: datetime) -> Ahead:
    """This month's promises of requests so far, and those of today and later that are not decided yet."""
    first = today.replace(day=1)
    until = (first + timedelta(days=32)).replace(day=1)
    asked = Asked(contract_id=contract_id, since=first, until=until, at=at)
    cells = tell(scope, "promises.kept", asked)
    part, whole = (int(cells[0].numerator or 0), int(cells[0].denominator or 0)) if cells else (0, 0)
    return Ahead(part, whole, undecided(scope, asked))


def contracts_seen(scope: Scope) -> list[contracts.Contract]:
    """The contracts whose operation somebody may look at."""
    return _CONTRACTS.rows(scope, None)


_CONTRACTS: Shaped[contracts.Contract] = Shaped(
    lambda scope, _form: contracts.Contract.objects.within(scope).order_by("code", "pk")[:50]
)
