"""Rounds follow changes of service: days, rooms, rest, and all of it taken back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.operations.rounds import public as rounds
from samdrift.operations.rounds import rules
from samdrift.operations.rounds.commands import marking, writing
from samdrift.operations.rounds.models import Round
from samdrift.operations.rounds.queries import rounds as queries
from samdrift.operations.rounds.tests.conftest import DAILY, MONDAY, Going, at
from tests.world import NOON

NEXT = date(2025, 5, 12)  # a Monday
CHANGE = uuid4()


def pace(going: Going, **other) -> rounds.ServicePace:
    base = rounds.ServicePace(
        site_id=going.round.site_id, line=going.round.line_code, from_day=NEXT, before=Decimal(5), after=Decimal(3)
    )
    return replace(base, **other)


def days_gone(going: Going, first: date = NEXT) -> str:
    """Of a week, the days the round is gone, as letters."""
    one = Round.objects.within(going.world.asta.scope).select_related(*queries.ALONG).get(pk=going.round.pk)
    return "".join(letter for n, letter in enumerate("MTWTFSS") if queries.runs(one, first + timedelta(days=n)))


@pytest.mark.parametrize(
    ("before", "after", "days"),
    [(5, 3, (0, 2, 4)), (5, 4, (0, 1, 3, 4)), (5, 2, (1, 3)), (5, 1, (2,)), (5, 7, None), (3, 6, None)],
)  # fmt: skip
def test_days_that_stay_are_spread_over_the_week(before, after, days) -> None:
    rule = rules.paced(DAILY, Decimal(before), Decimal(after))
    assert rules.weekdays_of(rule) == (days or tuple(range(7)), 1)


def test_a_round_that_is_a_part_of_the_visits_loses_its_part() -> None:
    assert rules.weekdays_of(rules.paced("FREQ=WEEKLY;BYDAY=MO", Decimal(5), Decimal(2))) == ((0,), 3)
    assert rules.paced("FREQ=MONTHLY;BYMONTHDAY=1", Decimal(5), Decimal(3)) == ""


@given(days=st.sets(st.integers(0, 6), min_size=1), many=st.integers(1, 7))
def test_as_many_days_as_wanted_and_of_those_there_were(days, many) -> None:
    found = rules.spread(sorted(days), many)
    assert len(set(found)) == len(found) == many
    assert set(found) <= days or days <= set(found)


@pytest.mark.django_db
class TestARound:
    def test_comes_as_often_as_ordered_from_the_day_on_and_not_before(self, going: Going) -> None:
        (found,) = rounds.pace_rounds(going.world.asta.scope, pace(going), by=CHANGE, now=NOON)
        assert (found.before, found.after) == ((0, 1, 2, 3, 4), (0, 2, 4))
        assert (days_gone(going, MONDAY), days_gone(going)) == ("MTWTF", "MWF")

    def test_told_twice_stands_once_and_taken_back_leaves_nothing(self, going: Going) -> None:
        scope = going.world.asta.scope
        for _again in range(2):
            rounds.pace_rounds(scope, pace(going), by=CHANGE, now=NOON)
        assert len(Round.objects.within(scope).get(pk=going.round.pk).paces) == 1
        assert rounds.let_rounds_go_on(scope, [going.round.site_id], by=CHANGE, now=NOON) == 1
        assert days_gone(going) == "MTWTF"
        assert rounds.let_rounds_go_on(scope, [going.round.site_id], by=CHANGE, now=NOON) == 0

    def test_rests_while_its_place_is_closed_and_nobody_may_tick_a_room(self, going: Going) -> None:
        scope = going.world.asta.scope
        rounds.rest_rounds(
            scope, going.round.site_id, going.round.line_code, first=MONDAY, last=MONDAY + timedelta(days=2), by=CHANGE,
            now=NOON,
        )  # fmt: skip
        assert days_gone(going, MONDAY) == "TF"
        with pytest.raises(Refused):
            marking.mark_done(going.clea.scope, going.of(0), moment=at())
        assert not queries.my_rounds(going.clea.scope, NOON)

    def test_given_up_for_good_is_gone_no_more(self, going: Going) -> None:
        scope = going.world.asta.scope
        rounds.rest_rounds(
            scope, going.round.site_id, going.round.line_code, first=NEXT, last=None, by=CHANGE, now=NOON
        )
        assert (days_gone(going, MONDAY), days_gone(going), days_gone(going, date(2030, 1, 7))) == ("MTWTF", "", "")

    def test_some_rooms_may_come_less_often_than_the_round(self, going: Going) -> None:
        scope = going.world.asta.scope
        fewer = pace(going, after=Decimal(5), by_use={"office": Decimal(3)})
        (found,) = rounds.pace_rounds(scope, fewer, by=CHANGE, now=NOON)
        assert (found.rooms, days_gone(going)) == (1, "MTWTF")
        rooms = [
            len(queries.day_of_round(scope, going.round.uid, NEXT + timedelta(days=n)).rooms) for n in range(5)
        ]  # fmt: skip
        assert rooms == [3, 2, 3, 2, 3]
        again = [writing.StopDraft(space=stop.space.uid) for stop in going.stops()]
        writing.set_stops(scope, going.round.uid, again, expected_version=None, now=NOON)
        assert len(queries.day_of_round(scope, going.round.uid, NEXT + timedelta(days=1)).rooms) == 2

    def test_other_days_by_hand_hold_over_a_change_that_has_begun(self, going: Going) -> None:
        scope = going.world.asta.scope
        rounds.pace_rounds(scope, pace(going, from_day=MONDAY), by=CHANGE, now=NOON)
        draft = rounds.RoundDraft(
            name="Evening", site=going.world.site.uid, line=going.round.line_code, rule=rules.rule_of((1,), 1),
            first_day=going.round.first_day, team=going.world.team.uid,
        )  # fmt: skip
        writing.change_round(scope, going.round.uid, draft, expected_version=None, now=NOON)
        assert days_gone(going) == "T"

    def test_is_moved_by_whoever_makes_rounds_and_by_nobody_else(self, going: Going) -> None:
        with pytest.raises(NotAllowed):
            rounds.pace_rounds(going.world.dan.scope, pace(going), by=CHANGE, now=NOON)

    def test_page_tells_what_is_coming(self, going: Going, client) -> None:
        scope = going.world.asta.scope
        rounds.pace_rounds(scope, pace(going), by=CHANGE, now=NOON)
        client.force_login(going.world.asta.person)
        page = client.get(f"/rounds/{going.round.uid}/").content.decode()
        assert "Mon, Wed, Fri, by a change of service" in page
