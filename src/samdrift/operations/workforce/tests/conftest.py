"""The world at work: Vera leads, Sven and Siri do the work, Hugo is the security officer, all around the team."""

from datetime import date

import pytest

from samdrift.operations.workforce.commands.shifts import Weeks, set_shifts
from tests.world import NOON, Actor

OFFICE = ["08:00-16:00/30"] * 5 + ["", ""]
MONDAY = date(2025, 5, 5)


class House:
    """People with roles in the team."""

    def __init__(self, world):
        self.world = world
        self.team = world.team
        self.vera = world.join_team(world.someone("SVC-L", name="Vera"))
        self.sven = world.join_team(world.someone("SVC-E", name="Sven"))
        self.siri = world.join_team(world.someone("SVC-E", name="Siri"))
        self.hugo = world.someone("SEC-OFF", name="Hugo")
        self.asta, self.dan, self.bo, self.carla = world.asta, world.dan, world.bo, world.carla

    def works(self, who: Actor, *weeks, valid_from=MONDAY, **more):
        """Let somebody work these weeks."""
        given = Weeks(weeks=weeks or [OFFICE], valid_from=valid_from, **more)
        return set_shifts(self.vera.scope, who.employment.uid, given, now=NOON)


@pytest.fixture
def house(world):
    """The world with a leader, two technicians and a security officer."""
    return House(world)
