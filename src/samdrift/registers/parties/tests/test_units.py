from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samdrift.foundation.errors import NotAllowed, Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.registers.parties.commands import bring_tree_up_to, close_unit, move_unit, open_unit
from samdrift.registers.parties.models import Unit
from samdrift.registers.parties.queries import tree_on
from tests.world import NOON, START, Actor, World

TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)


def opened(world: World, actor: Actor, code: str, parent: Unit | None) -> Unit:
    return open_unit(
        actor.scope, code=code, name={"en": code, "da": code, "sv": code}, kind="station",
        organisation_uid=world.customer.uid, parent_uid=parent.uid if parent else None, from_day=START, now=NOON,
    )  # fmt: skip


def move(actor: Actor, unit: Unit, parent: Unit | None, day: date, **more: Any) -> Unit:
    with everywhere(reason="a test reads a version"):
        version = Unit.objects.get(pk=unit.pk).version
    return move_unit(
        actor.scope, unit.uid, parent_uid=parent.uid if parent else None, from_day=day,
        **{"expected_version": version, "today": TODAY, "now": NOON} | more,
    )  # fmt: skip


def paths() -> dict[str, str]:
    with everywhere(reason="a test reads the tree"):
        return {unit.code: unit.path for unit in Unit.objects.all()}


def drawn(world: World, day: date, **known: Any) -> list[str]:
    return ["  " * node.depth + node.unit.code for node in tree_on(world.dan.scope, day, **known)]


@pytest.fixture
def station(world: World) -> Unit:
    return opened(world, world.dan, "STN", world.north)


def test_a_new_unit_stands_below_its_parent(world: World, station: Unit) -> None:
    assert station.path == f"{world.north.path}{station.pk}/"
    assert drawn(world, TODAY) == ["TOP", "  NORTH", "    STN", "  SOUTH"]


def test_changing_the_tree_is_for_those_who_may(world: World) -> None:
    with pytest.raises(NotAllowed):
        opened(world, world.asta, "NO", world.north)
    with pytest.raises(Unit.DoesNotExist):
        opened(world, world.there.someone("ADMIN"), "NO", world.north)


def test_a_code_is_never_used_again(world: World, station: Unit) -> None:
    with pytest.raises(Refused):
        opened(world, world.dan, "STN", world.south)


def test_a_move_takes_all_below_along_and_leaves_the_past_as_it_was(world: World, station: Unit) -> None:
    below = opened(world, world.dan, "STN-1", station)
    move(world.dan, station, world.south, TODAY)
    assert paths()["STN-1"] == f"{world.south.path}{station.pk}/{below.pk}/"
    assert drawn(world, TODAY) == ["TOP", "  NORTH", "  SOUTH", "    STN", "      STN-1"]
    assert drawn(world, TODAY - timedelta(days=1)) == ["TOP", "  NORTH", "    STN", "      STN-1", "  SOUTH"]


def test_what_was_known_before_the_move_can_be_told_again(world: World, station: Unit) -> None:
    move(world.dan, station, world.south, date(2025, 3, 1), now=NOON + timedelta(hours=1))
    assert drawn(world, date(2025, 4, 1))[-1] == "    STN"
    as_known = drawn(world, date(2025, 4, 1), known_at=NOON + timedelta(minutes=30))
    assert as_known == ["TOP", "  NORTH", "    STN", "  SOUTH"]


def test_a_move_planned_ahead_waits_for_its_day(world: World, station: Unit) -> None:
    move(world.dan, station, world.south, TOMORROW)
    assert paths()["STN"].startswith(world.north.path)
    assert bring_tree_up_to(world.community.pk, TODAY) == 0
    assert bring_tree_up_to(world.community.pk, TOMORROW) == 1
    assert paths()["STN"].startswith(world.south.path)
    assert bring_tree_up_to(world.community.pk, TOMORROW) == 0


def test_who_reaches_a_unit_reaches_what_moved_into_it(world: World, station: Unit) -> None:
    keeper = world.someone("UNIT-ADM", reach_kind="unit", reach_to=[world.south.pk])
    assert not keeper.scope.allows("parties.manage_people", unit=station.pk)
    move(world.dan, station, world.south, TODAY)
    assert keeper.scope.allows("parties.manage_people", unit=station.pk)


def test_a_unit_never_stands_below_itself(world: World, station: Unit) -> None:
    with pytest.raises(Refused):
        move(world.dan, world.north, station, TODAY)
    with pytest.raises(Refused):
        move(world.dan, world.north, world.north, TODAY)


def test_a_circle_that_would_close_only_later_is_refused_too(world: World) -> None:
    first, second = opened(world, world.dan, "A", world.authority), opened(world, world.dan, "B", world.authority)
    move(world.dan, first, second, TODAY + timedelta(days=10))
    with pytest.raises(Refused):
        move(world.dan, second, first, TODAY)


def test_a_move_before_one_that_is_known_is_refused(world: World, station: Unit) -> None:
    move(world.dan, station, world.south, TOMORROW)
    with pytest.raises(Refused):
        move(world.dan, station, world.authority, TODAY)


def test_two_people_do_not_move_one_unit_unawares(world: World, station: Unit) -> None:
    move(world.dan, station, world.south, TODAY)
    with pytest.raises(Stale):
        move(world.dan, station, world.authority, TOMORROW, expected_version=1)


def test_a_unit_closes_when_nobody_is_left_in_it(world: World, station: Unit) -> None:
    world.someone("USR", unit=station)
    with pytest.raises(Refused):
        close_unit(world.dan.scope, station.uid, last_day=TODAY, expected_version=1, now=NOON)
    with pytest.raises(Refused):
        close_unit(world.dan.scope, world.north.uid, last_day=TODAY, expected_version=1, now=NOON)
    empty = opened(world, world.dan, "EMPTY", station)
    close_unit(world.dan.scope, empty.uid, last_day=TODAY, expected_version=1, now=NOON)
    assert "EMPTY" in "".join(drawn(world, TODAY))
    assert "EMPTY" not in "".join(drawn(world, TOMORROW))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_after_any_moves_every_path_is_the_way_up(world: World, moves: list[tuple[int, int]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        point = transaction.savepoint()
        units = [world.authority, world.north, world.south]
        units += [opened(world, world.dan, f"U{number}", world.north) for number in range(3)]
        for step, (moved, target) in enumerate(moves):
            try:
                move(world.dan, units[moved], units[target], START + timedelta(days=step + 1))
            except Refused:
                continue
        with everywhere(reason="a test reads the tree"):
            rows = {unit.pk: unit for unit in Unit.objects.filter(community=world.community)}
        for unit in rows.values():
            above, here = [], unit
            while here is not None:
                above.append(here.pk)
                here = rows.get(here.parent_id)
            assert unit.path == "/" + "".join(f"{pk}/" for pk in reversed(above))
        transaction.savepoint_rollback(point)
