"""Rooms and things are found by parts of what they are called, each through the gate."""

import pytest

from samdrift.registers.estate.models import Asset
from samdrift.registers.estate.queries.finding import rooms_called, things_called


@pytest.fixture
def named(world):
    world.washroom.search_text = "0.12 toilet ost"
    world.washroom.save(update_fields=["search_text"])
    world.pump = Asset.objects.create(
        community=world.community, site=world.site, number="P-7", name="Varmepumpe", search_text="p-7 varmepumpe"
    )
    return world


@pytest.mark.parametrize("typed", ["0.12", "toil", "TOILET 0.12", "Øst", "ost toilet"])
def test_rooms_by_number_and_name_in_any_order(named, typed):
    assert list(rooms_called(named.asta.scope, typed)) == [named.washroom]


@pytest.mark.parametrize("typed", ["p-7", "varmepumpe", "pumpe p-7"])
def test_things_likewise(named, typed):
    assert list(things_called(named.asta.scope, typed)) == [named.pump]


def test_every_word_must_be_there(named):
    assert not rooms_called(named.asta.scope, "toilet kantine")
    assert not things_called(named.asta.scope, "varmepumpe 8")


def test_rooms_that_are_gone_are_not_offered(named):
    named.washroom.state = "removed"
    named.washroom.save(update_fields=["state"])
    assert not rooms_called(named.asta.scope, "toilet")


def test_nothing_of_another_community_is_found(named):
    assert not rooms_called(named.carla.scope, "toilet")
    assert not things_called(named.carla.scope, "varmepumpe")
