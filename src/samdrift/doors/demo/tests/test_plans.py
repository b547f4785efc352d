"""What the demonstration plans before it loads anything: exact in every sum, and the same in every run."""

from math import cos, hypot, radians

import pytest

from samdrift.doors.demo import figures
from samdrift.doors.demo.chance import largest_remainders
from samdrift.doors.demo.planning import SitePlan, plan_of


@pytest.mark.parametrize("profile", ["full", "small", "ci"])
def test_a_profile_meets_its_totals(profile: str) -> None:
    plan, scale = plan_of(profile), figures.SCALE[profile]
    totals = {name: round(total / scale) for name, total in figures.TOTALS.items()}
    assert len(plan.sites) == totals["sites"]
    assert plan.area_m2 == totals["area_m2"]
    assert sum(plan.users.values()) == totals["users"]
    assert sum(plan.requests.values()) == totals["requests"]
    tagged = sum(site.spaces + site.assets + site.stations + site.vehicles for site in plan.sites)
    assert tagged == plan.tags == totals["tags"]


def test_the_full_profile_has_every_districts_figures() -> None:
    plan = plan_of("full")
    for unit in figures.UNITS:
        mine = [site for site in plan.sites if site.unit.code == unit.code]
        assert len(mine) == unit.sites
        assert sum(site.area_m2 for site in mine) == unit.area_m2
        assert plan.users[unit.code] == unit.users


def _kilometres(one: SitePlan, other: SitePlan) -> float:
    north = (one.latitude - other.latitude) * 111.2
    east = (one.longitude - other.longitude) * 111.2 * cos(radians(one.latitude))
    return hypot(north, east)


def test_the_sites_of_a_district_lie_near_each_other_and_those_of_a_town_together() -> None:
    plan = plan_of("full")
    for unit in figures.UNITS:
        reach = figures.LANDS[unit.code][2]
        mine = [site for site in plan.sites if site.unit.code == unit.code]
        assert max(_kilometres(a, b) for a in mine for b in mine) <= 2 * reach + 3
        assert max(_kilometres(a, b) for a in mine for b in mine if a.town == b.town) <= 3
    places = [(site.latitude, site.longitude) for site in plan.sites]
    assert len(set(places)) == len(places)
    assert places == [(site.latitude, site.longitude) for site in plan_of("full").sites]


def test_remainders_are_shared_without_loss() -> None:
    assert largest_remainders(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(largest_remainders(100_810, [0.3, 7.7, 0.001])) == 100_810
