"""The running month of planned work: behind is done, today is begun, and the days ahead are given out as routes."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from samdrift.doors.demo.people import HOME, Parties
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.dispatch import public as dispatch
from samdrift.operations.work import public as work
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

LAST = date(2026, 1, 31)
MINUTES_BEGUN = timedelta(minutes=10)


def plan_month(made: Parties, *, as_of: datetime) -> Iterator[int]:
    """Let the dispatcher plan each district's days to the end of the month; yields how many orders were given out.

    The home district's own day is left to whoever tries the board: there it begins tomorrow.
    """
    oskar = parties.scope_at(made.faces["OPS-M"], None, now=as_of)
    assert oskar is not None
    given, today = 0, as_of.date()
    for unit, team in _teams(made):
        start = _starts_at(team)
        if start is not None:
            dispatch.set_team_day(oskar, team, dispatch.Hours(start), now=as_of)
        first = today + timedelta(days=1) if unit == HOME else today
        days = dispatch.begin_days(oskar, team, first, (LAST - first).days + 1, now=as_of)
        given += dispatch.plan_days(oskar, days, now=as_of).given
        if unit != HOME:
            _begin(made, team, as_of)
        yield given


def _teams(made: Parties) -> list[tuple[str, parties.Team]]:
    """The teams that look after buildings, by the unit they are at home in."""
    return sorted(((unit, team) for (line, unit), team in made.teams.items() if line == "MNT"), key=lambda one: one[0])


def _starts_at(team: parties.Team) -> int | None:
    """The largest kind of site among the team's own: there its people meet in the morning."""
    with everywhere(reason="where the demonstration's own teams start"):
        sites = estate.Site.objects.filter(pk__in=team.site_ids).order_by("code").values_list("pk", "kind")
        order = {"main_station": 0, "station": 1, "garage": 2}
        return min(sites, key=lambda one: order.get(one[1], 3), default=(None, ""))[0]


def _begin(made: Parties, team: parties.Team, as_of: datetime) -> None:
    """Whoever has something at this hour is at it; half of them, for it is nine o'clock."""
    with everywhere(reason="what the demonstration's own people do now"):
        rows = work.WorkOrder.objects.filter(
            team=team, state="dispatched", assignee__in=made.workers[team.pk],
            planned_from__range=(as_of - MINUTES_BEGUN, as_of + MINUTES_BEGUN),
        )  # fmt: skip
        found = list(rows.select_related("assignee").order_by("planned_from", "pk"))
    for order in found[: (len(found) + 1) // 2]:
        assert order.assignee is not None
        theirs = parties.scope_at(order.assignee, None, now=as_of)
        assert theirs is not None
        begin(theirs, order, as_of - timedelta(minutes=1))


def begin(scope: Scope, order: work.WorkOrder, at: datetime) -> None:
    """Scan the tag at the place where there is one, and begin."""
    moment = work.Moment(at)
    if order.asset_id or order.space_id:
        work.confirm_place(scope, order.uid, space_id=order.space_id, asset_id=order.asset_id, moment=moment)
    work.start_order(scope, order.uid, expected_version=None, moment=moment)
