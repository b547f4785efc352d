"""What rounds ordered and delivered: open rooms by day, what nobody could get into left out, the past kept."""

from dataclasses import replace
from datetime import date, timedelta

from samdrift.operations.rounds import public as rounds
from samdrift.operations.rounds import rules
from samdrift.operations.rounds.commands import marking, writing
from samdrift.operations.rounds.queries import rounds as queries
from samdrift.operations.rounds.tests.conftest import MONDAY, Going, at
from samdrift.operations.rounds.tests.test_writing import draft
from tests.world import NOON

TUESDAY = MONDAY + timedelta(days=1)


def visits(going: Going, first: date = MONDAY, after: date = TUESDAY) -> list[rounds.Visit]:
    return rounds.visits_between(going.world.community.pk, going.round.contract_id, first, after, going.round.line_code)


def test_done_rooms_count_and_those_nobody_got_into_leave_both_sides(going: Going) -> None:
    scope = going.clea.scope
    marking.mark_done(scope, going.of(0), moment=at())
    marking.mark_skipped(scope, going.of(1), "locked", moment=at())
    [visit] = visits(going)
    assert (visit.rooms, visit.done, visit.shut, visit.owed, visit.missing) == (3, 1, 1, 2, 1)
    marking.mark_skipped(scope, going.of(2), "no_time", moment=at())
    assert visits(going)[0].missing == 1
    marking.mark_done(scope, going.of(2), moment=at())
    assert visits(going)[0].missing == 0


def test_a_mark_taken_back_delivers_nothing(going: Going) -> None:
    mark, _words = marking.mark_done(going.clea.scope, going.of(0), moment=at())
    marking.undo_mark(going.clea.scope, mark.uid, moment=at())
    assert visits(going)[0].done == 0


def test_what_was_ordered_on_days_behind_stays_when_the_round_is_changed_or_ended(going: Going) -> None:
    scope, later = going.world.asta.scope, NOON + timedelta(days=7)
    week = (MONDAY, MONDAY + timedelta(days=7))
    before = [one.day for one in visits(going, *week)]
    assert len(before) == 5
    sparse = replace(draft(going.world), rule=rules.rule_of([0], 1), first_day=MONDAY + timedelta(days=14))
    writing.change_round(scope, going.round.uid, sparse, expected_version=None, now=later)
    assert [one.day for one in visits(going, *week)] == before
    assert [one.day for one in visits(going, week[1] + timedelta(days=1), week[1] + timedelta(days=7))] == []
    writing.end_round(scope, going.round.uid, last_day=sparse.first_day, expected_version=None, now=later)
    assert [one.day for one in visits(going, *week)] == before


def test_a_change_of_name_keeps_no_earlier_days(going: Going) -> None:
    named = replace(draft(going.world), name="Late", first_day=going.round.first_day)
    made = writing.change_round(going.world.asta.scope, going.round.uid, named, expected_version=None, now=NOON)
    assert made.earlier == []


def test_a_months_visits_take_as_many_reads_as_a_days(going: Going, django_assert_num_queries: object) -> None:
    visits(going)
    for after in (TUESDAY, MONDAY + timedelta(days=31)):
        with django_assert_num_queries(3):  # type: ignore[operator]
            visits(going, MONDAY, after)


def test_marks_are_brought_in_with_their_events(going: Going) -> None:
    from samdrift.doors.demo.people import all_powerful

    stops = going.stops()
    earlier = [
        rounds.PastMark(stop, MONDAY, at().now, going.clea.person.pk, True, "no_time" if stop is stops[0] else "")
        for stop in stops
    ]
    assert rounds.import_marks(all_powerful(going.world.community.pk), earlier) == 3
    assert [queries.rounds_of_day(going.world.asta.scope, MONDAY)[0].progress.done, visits(going)[0].missing] == [2, 1]
