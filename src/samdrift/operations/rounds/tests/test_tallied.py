"""The rooms of rounds in sums: ordered as the days come, delivered as they are marked, the same as the key figure's."""

from datetime import date, datetime, timedelta

from samdrift.foundation.events.public import seal_due
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.comparing import compare
from samdrift.foundation.tallies.public import keep_up, tallies
from samdrift.foundation.tallies.reading import count_again
from samdrift.operations.rounds.commands import marking
from samdrift.operations.rounds.tests.conftest import MONDAY, Going, at
from samdrift.operations.rounds.tests.test_delivered import visits
from tests.world import NOON


def kept_up(going: Going, now: datetime = NOON) -> None:
    while seal_due():
        pass
    keep_up(now)
    with everywhere(reason="holding sums against the raw rows"):
        assert compare(going.world.community.pk, now, nights=1)[1] == []


def told(going: Going, until: date) -> list[tuple[date | None, int, int]]:
    scope = going.world.bo.scope
    rows = tallies(scope, "rounds.visits", going.round.contract_id, MONDAY, until, by=("day",))
    return [(one.day, one.count, one.numerator) for one in rows]


def test_rooms_are_ordered_as_days_come_and_delivered_as_they_are_marked(going: Going) -> None:
    kept_up(going)
    week = MONDAY + timedelta(days=7)
    assert told(going, week) == [(MONDAY, 3, 0)], "days to come are no figure yet"
    mark, _words = marking.mark_done(going.clea.scope, going.of(0), moment=at())
    marking.mark_skipped(going.clea.scope, going.of(1), "locked", moment=at())
    kept_up(going)
    [visit] = visits(going)
    assert told(going, week) == [(MONDAY, visit.owed, visit.done)] == [(MONDAY, 2, 1)]
    marking.undo_mark(going.clea.scope, mark.uid, moment=at())
    kept_up(going)
    assert told(going, week) == [(MONDAY, 2, 0)]


def test_a_day_nobody_told_of_is_counted_when_it_has_come(going: Going) -> None:
    kept_up(going)
    tomorrow = NOON + timedelta(days=1)
    with everywhere(reason="as the nightly job"):
        assert count_again(going.world.community.pk, tomorrow) > 0
    kept_up(going, tomorrow)
    assert [day for day, _ordered, _done in told(going, MONDAY + timedelta(days=7))] == [MONDAY, tomorrow.date()]
