"""Making rounds: for whoever may, whole, and never backwards."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.operations.rounds import public as rounds
from samdrift.operations.rounds.commands import marking, writing
from samdrift.operations.rounds.models import Round
from samdrift.operations.rounds.queries import rounds as queries
from samdrift.operations.rounds.tests.conftest import DAILY, MONDAY, Going, at
from tests.world import NOON, World

pytestmark = pytest.mark.django_db


def draft(world: World, **other) -> rounds.RoundDraft:
    base = rounds.RoundDraft(
        name="Evening", site=world.site.uid, line="MNT", rule=DAILY, first_day=MONDAY, team=world.team.uid
    )
    return replace(base, **other)


def test_a_round_is_made_by_whoever_may_plan_and_by_nobody_else(world: World) -> None:
    made = writing.write_round(world.asta.scope, draft(world), now=NOON)
    assert (made.contract_id, made.unit_id) == (world.contract.pk, world.north.pk)
    for other in (world.bo, world.dan, world.join_team(world.someone("SVC-E"))):
        with pytest.raises(NotAllowed):
            writing.write_round(other.scope, draft(world), now=NOON)
    with pytest.raises(Round.DoesNotExist):
        writing.end_round(world.carla.scope, made.uid, last_day=MONDAY, expected_version=None, now=NOON)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"), ({"rule": ""}, "weekdays"), ({"line": "XYZ"}, "line"),
        ({"last_day": date(2025, 1, 1)}, "last_day"), ({"off_days": "maybe"}, "off_days"), ({"team": None}, "person"),
        ({"starts_minute": 1500}, "starts"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(world: World, wrong: dict, field: str) -> None:
    with pytest.raises(Invalid) as told:
        writing.write_round(world.asta.scope, draft(world, **wrong), now=NOON)
    assert field in told.value.fields


def test_no_contract_no_round(world: World) -> None:
    with pytest.raises(Refused):
        writing.write_round(world.asta.scope, draft(world, first_day=date(2040, 1, 2)), now=NOON)


def test_a_person_of_the_other_side_goes_no_round(world: World) -> None:
    with pytest.raises(Invalid):
        writing.write_round(world.asta.scope, draft(world, person=world.dan.person.uid), now=NOON)


def test_rooms_stand_in_their_order_and_only_those_of_the_site(going: Going) -> None:
    assert [(stop.space.number, stop.position) for stop in going.stops()] == [("0.12", 1), ("0.13", 2), ("0.14", 3)]
    twice = [writing.StopDraft(space=going.world.washroom.uid)] * 2
    with pytest.raises(Invalid):
        writing.set_stops(going.world.asta.scope, going.round.uid, twice, expected_version=None, now=NOON)
    elsewhere = [writing.StopDraft(space=going.world.there.washroom.uid)]
    with pytest.raises(Invalid):
        writing.set_stops(going.world.asta.scope, going.round.uid, elsewhere, expected_version=None, now=NOON)
    for bad in ({"tasks": ("dance",)}, {"minutes": 0}):
        one = [writing.StopDraft(space=going.world.washroom.uid, **bad)]
        with pytest.raises(Invalid):
            writing.set_stops(going.world.asta.scope, going.round.uid, one, expected_version=None, now=NOON)


def test_a_changed_order_holds_from_today_until_today_has_begun(going: Going) -> None:
    scope, (first, *_rest) = going.world.asta.scope, going.stops()
    only = [writing.StopDraft(space=first.space.uid, tasks=("glass",), minutes=9)]
    assert writing.set_stops(scope, going.round.uid, only, expected_version=None, now=NOON) == MONDAY
    assert len(queries.stops_from(scope, going.round, MONDAY)) == 1
    marking.mark_done(going.clea.scope, going.of(0), moment=at())
    again = [writing.StopDraft(space=first.space.uid, tasks=("bins",))]
    tomorrow = MONDAY + timedelta(days=1)
    assert writing.set_stops(scope, going.round.uid, again, expected_version=None, now=NOON) == tomorrow
    assert queries.stops_from(scope, going.round, MONDAY)[0].tasks == ["glass"], "today stays as it was gone"
    assert queries.stops_from(scope, going.round, tomorrow)[0].tasks == ["bins"]


def test_a_change_carries_the_version_it_was_made_on(going: Going) -> None:
    scope = going.world.asta.scope
    other = replace(draft(going.world), name="Late", person=going.clea.person.uid)
    with pytest.raises(Stale):
        writing.change_round(scope, going.round.uid, other, expected_version=1, now=NOON)
    changed = writing.change_round(scope, going.round.uid, other, expected_version=going.round.version, now=NOON)
    assert changed.name == "Late"
    away = replace(other, site=going.world.other_site.uid)
    with pytest.raises(Invalid):
        writing.change_round(scope, going.round.uid, away, expected_version=None, now=NOON)


def test_an_ended_round_is_gone_no_more(going: Going) -> None:
    scope = going.world.asta.scope
    writing.end_round(scope, going.round.uid, last_day=MONDAY, expected_version=None, now=NOON)
    assert queries.rounds_on(scope, MONDAY)
    assert not queries.rounds_on(scope, MONDAY + timedelta(days=1))
    with pytest.raises(Invalid):
        writing.end_round(scope, going.round.uid, last_day=date(2020, 1, 1), expected_version=None, now=NOON)


def test_a_secured_room_is_a_stop_only_the_cleared_see(going: Going) -> None:
    officer = going.world.someone("OPS-M", cleared_for=["D8"], name="Ole")
    with_cell = [writing.StopDraft(space=space.uid) for space in (going.world.washroom, going.world.cell)]
    writing.set_stops(officer.scope, going.round.uid, with_cell, expected_version=None, now=NOON)
    assert len(queries.stops_from(officer.scope, going.round, MONDAY)) == 2
    assert [stop.space_id for stop in queries.stops_from(going.clea.scope, going.round, MONDAY)] == [
        going.world.washroom.pk
    ]
