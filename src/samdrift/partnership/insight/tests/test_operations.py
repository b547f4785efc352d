"""The provider's page: what is late by line, team and district, who is away without why, and a steady cost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.clock import standing_at
from samdrift.foundation.scope import everywhere
from samdrift.operations.work.models import WorkOrder
from samdrift.partnership.insight.queries.operations import Ahead, month_ahead, queue, teams_today, week_of
from samdrift.registers.parties.models import Team, TeamMember
from tests.world import NOON, Actor, World


@pytest.fixture
def oskar(world: World) -> Actor:
    """The provider's operations manager."""
    return world.someone("OPS-M", name="Oskar")


@pytest.fixture
def team(world: World) -> Team:
    return Team.objects.create(
        community=world.community, code="T-1", name=dict.fromkeys(("en", "da", "sv"), "Team One"),
        organisation=world.provider,
    )  # fmt: skip


def order(world: World, team: Team | None, number: int, **more: Any) -> WorkOrder:
    row = {
        "community": world.community, "number": f"W-{number}", "contract": world.contract, "site": world.site,
        "unit": world.north, "line_code": "MNT", "title": f"Job {number}", "team": team, "created_at": NOON,
        "changed_at": NOON, "due_at": NOON + timedelta(hours=number), **more,
    }  # fmt: skip
    with everywhere(reason="test"):
        return WorkOrder.objects.create(**row)


def test_a_team_shows_what_is_late_unassigned_and_done_today(world: World, oskar: Actor, team: Team) -> None:
    order(world, team, -3)
    order(world, team, 3, planned_from=NOON)
    order(world, team, 5, state="done", is_open=False, done_at=NOON)
    order(world, None, 9)
    first, second = teams_today(oskar.scope, world.contract.pk, NOON.date(), at=NOON)
    assert (first.team, first.open, first.late, first.today, first.nobody, first.done) == (team, 2, 1, 1, 2, 1)
    assert (second.team, second.open) == (None, 1)
    assert [one.number for one in queue(oskar.scope, world.contract.pk)] == ["W--3", "W-3", "W-9"]


def test_who_is_away_is_counted_and_why_is_not_read(
    world: World, oskar: Actor, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    for actor in (oskar, world.someone("SVC-E", name="Thea")):
        TeamMember.objects.create(community=world.community, team=team, employment=actor.employment)
    order(world, team, 3)
    name = "samdrift.partnership.insight.queries.operations.workforce.people_away"
    monkeypatch.setattr(name, lambda _community, people, _day: {oskar.person.pk} & set(people))
    (one,) = teams_today(oskar.scope, world.contract.pk, NOON.date(), at=NOON)
    assert (one.people, one.away) == (2, 1)


def test_the_month_is_told_between_its_worst_and_its_best() -> None:
    ahead = Ahead(kept=90, decided=100, waiting=100)
    assert [str(one) for one in (ahead.worst, ahead.now, ahead.best)] == ["0.45", "0.9", "0.95"]
    assert Ahead(0, 0, 0).now is Ahead(0, 0, 0).worst is None


def test_a_week_has_seven_days_whatever_falls_due(world: World, oskar: Actor) -> None:
    days = week_of(oskar.scope, world.contract.pk, NOON.date())
    assert len(days) == 7
    assert days[0][0].weekday() == 0
    assert month_ahead(oskar.scope, world.contract.pk, NOON.date(), at=NOON).decided == 0


def test_the_page_is_for_those_who_run_the_work(world: World, oskar: Actor, team: Team, client: Client) -> None:
    order(world, team, -3, assignee=oskar.person)
    address = reverse("insight:operations")
    client.force_login(oskar.person)
    with standing_at(NOON):
        page = client.get(address).content.decode()
    assert "Team One" in page
    assert "Job -3" in page
    assert "Oskar" in page.split("Due first", 1)[1]
    client.force_login(world.someone("USR").person)
    assert client.get(address).status_code == 403
    client.force_login(world.carla.person)
    assert "Team One" not in client.get(address).content.decode()
    client.force_login(oskar.person)
    assert client.get(address, {"contract": "nothing"}).status_code == 404


def test_the_numbers_of_a_service_line_open_to_its_rows(world: World, oskar: Actor, team: Team, client: Client) -> None:
    order(world, team, -3)
    with standing_at(NOON):
        client.force_login(oskar.person)
        page = client.get(reverse("insight:operations")).content.decode()
        (late,) = {one for one in re.findall(r'<a href="(/ask/work/[^"]*)"><span class="chip', page) if "MNT" in one}
        behind = client.get(unescape(late)).content.decode()
    assert "W--3" in behind


def test_late_orders_open_to_exactly_those_that_are_late(
    world: World, oskar: Actor, team: Team, client: Client
) -> None:
    order(world, team, -3)
    order(world, team, 1)  # due today, an hour from now
    with standing_at(NOON):
        client.force_login(oskar.person)
        page = client.get(reverse("insight:operations")).content.decode()
        tile = unescape(re.findall(r'href="(/ask/work/[^"]*due=past[^"]*)"', page)[0])
        behind = client.get(tile).content.decode()
    assert ("W--3" in behind, "W-1" in behind) == (True, False)


def test_the_numbers_of_a_team_and_of_a_district_open_to_theirs(
    world: World, oskar: Actor, team: Team, client: Client
) -> None:
    order(world, team, -3)
    order(world, team, 3, planned_from=NOON, assignee=oskar.person)
    order(world, team, 5, state="done", is_open=False, done_at=NOON)
    order(world, None, -7)
    with standing_at(NOON):
        client.force_login(oskar.person)
        page = client.get(reverse("insight:operations")).content.decode()
        links = [unescape(one) for one in re.findall(r'<a href="(/ask/work/[^"]*)"', page)]
        told = {address: client.get(address).content.decode() for address in links}
    of_team = [page for address, page in told.items() if "team=T-1" in address]
    rows = [{number for number in ("W--3", "W-3", "W-5", "W--7") if f">{number}<" in one} for one in of_team]
    assert rows == [{"W--3", "W-3"}, {"W--3"}, {"W-3"}, {"W--3"}, {"W-5"}]
    assert [address for address in links if "unit=NORTH" in address]
    (nobodys,) = [page for address, page in told.items() if "team=-" in address and "due=past" in address]
    assert "W--7" in nobodys
    assert "W--3" not in nobodys


def test_it_costs_the_same_for_many_orders(world: World, oskar: Actor, team: Team, client: Client) -> None:
    client.force_login(oskar.person)
    client.get(reverse("insight:operations"))  # what is remembered between pages
    counts = []
    for many in (1, 30):
        for number in range(many):
            order(world, team, number + 100 * many)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("insight:operations"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
