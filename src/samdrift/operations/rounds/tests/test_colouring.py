"""What rounds say of rooms on a floor plan: done, left out or to do today, and how often in a week."""

from samdrift.operations.rounds.queries.colouring import today_by_room, week_by_room
from samdrift.operations.rounds.tests.conftest import Going
from tests.world import NOON


def test_todays_rooms_are_to_do_until_somebody_says_more(going: Going) -> None:
    told = today_by_room(going.leader.scope, going.world.site.pk, NOON)
    assert {shade for shade, _value in told.values()} == {"left"}
    assert len(told) == 3


def test_a_room_of_a_daily_round_is_gone_through_five_days_a_week(going: Going) -> None:
    told = week_by_room(going.leader.scope, going.world.site.pk, NOON)
    assert set(told.values()) == {("4", "5 days a week")}
    assert going.world.washroom.pk in told


def test_another_community_is_told_nothing_of_rounds(going: Going) -> None:
    assert today_by_room(going.world.carla.scope, going.world.site.pk, NOON) == {}
    assert week_by_room(going.world.carla.scope, going.world.site.pk, NOON) == {}
