"""Figures are read from sums, and the sums are those of the raw rows, whatever happened."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from samdrift.doors.cli.problem import Problem
from samdrift.doors.cli.tallies import main
from samdrift.foundation.events.public import seal_due
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.comparing import compare
from samdrift.foundation.tallies.counting import place_of, questions
from samdrift.foundation.tallies.models import BuiltTally, Tally
from samdrift.foundation.tallies.public import (
    counted_until,
    keep_up,
    rebuild_all,
    sources,
    standing_sources,
    tallies,
)
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.tests.conftest import *  # noqa: F403  (a desk at noon, and a way to ask)
from tests.world import NOON

MAY, JUNE, YEAR = date(2025, 5, 1), date(2025, 6, 1), date(2026, 1, 1)


def kept_up(world, at=NOON):
    """Let the workers keep up, and hold every sum against the raw rows."""
    while seal_due():
        pass
    keep_up(at)
    with everywhere(reason="holding sums against the raw rows"):
        looked, found = compare(world.community.pk, at)
    assert found == []
    return looked


def told(actor, world, source="requests.reported", since=MAY, until=YEAR, **how):
    return tallies(actor.scope, source, world.contract.pk, since, until, **how)


def test_what_is_reported_is_counted_when_the_book_told_of_it(world, report):
    report()
    kept_up(world)
    report(received_at=NOON + timedelta(days=40))
    assert [one.count for one in told(world.bo, world)] == [1], "nobody has looked in the book yet"
    kept_up(world, NOON + timedelta(days=40))
    assert [one.count for one in told(world.bo, world)] == [2]
    assert [(one.day, one.count) for one in told(world.bo, world, by=("month",))] == [(MAY, 1), (date(2025, 6, 1), 1)]
    assert counted_until() == NOON + timedelta(days=40)


def test_days_before_and_after_whole_months_are_counted_too(world, report):
    for days in (0, 1, 40, 70):
        report(received_at=NOON + timedelta(days=days))
    kept_up(world)
    asked = [
        (date(2025, 5, 6), date(2025, 7, 14), 2),
        (date(2025, 5, 5), date(2025, 7, 15), 4),
        (date(2025, 5, 5), date(2025, 5, 6), 1),
    ]
    for since, until, many in asked:
        assert sum(one.count for one in told(world.bo, world, since=since, until=until)) == many


@pytest.mark.parametrize("by", [(), ("month",), ("site", "month"), ("kind",)])
def test_any_days_are_the_sum_of_each_of_them(world, report, by):
    for days in (0, 3, 9, 10, 20, 25, 26, 27, 50, 58, 75, 86):
        report(received_at=NOON + timedelta(days=days))
    kept_up(world)
    each = {one.day: one.count for one in told(world.bo, world, by=("day",))}
    starts = [date(2025, 5, 1), date(2025, 5, 3), date(2025, 5, 15), date(2025, 5, 30), date(2025, 6, 20)]
    ends = [
        date(2025, 5, 2),
        date(2025, 5, 29),
        date(2025, 6, 1),
        date(2025, 6, 2),
        date(2025, 7, 1),
        date(2025, 7, 30),
    ]
    for since, until in [(since, until) for since in starts for until in ends]:
        found = told(world.bo, world, since=since, until=until, by=by)
        assert sum(one.count for one in found) == sum(n for day, n in each.items() if since <= day < until)
        assert all(one.count > 0 for one in found)
        if "month" in by:
            assert {one.day for one in found} == {day.replace(day=1) for day in each if since <= day < until}


def test_promises_are_counted_on_the_day_they_are_due_and_kept(world, report):
    row = report()
    requests.triage(world.asta.scope, row.uid, expected_version=None, now=NOON + timedelta(minutes=5))
    kept_up(world)
    found = {one.kind: (one.day, one.count, one.numerator, one.amount) for one in told(
        world.bo, world, "promises.due", by=("kind", "day")
    )}  # fmt: skip
    assert found["acknowledge-4"] == (date(2025, 5, 6), 1, 1, 0)
    assert found["complete-4"] == (date(2025, 5, 19), 1, 0, 1)


def test_a_promise_that_waits_moves_to_another_day(world, report):
    row = report()
    kept_up(world)
    requests.assign_request(world.asta.scope, row.uid, expected_version=None, now=NOON, team_id=world.team.pk,
                            assignee_id=world.asta.person.pk)  # fmt: skip
    requests.ask_requester(world.asta.scope, row.uid, expected_version=None, question="Which tap?", now=NOON)
    kept_up(world)
    requests.answer_question(world.asta.scope, row.uid, body="The left one.", now=NOON + timedelta(days=3))
    kept_up(world, NOON + timedelta(days=3))
    days = {one.day for one in told(world.bo, world, "promises.due", by=("day",), kinds=("complete-4",))}
    assert days == {date(2025, 5, 22)}


def test_sums_are_counted_for_whoever_may_see_the_rows_and_nobody_else(world, report):
    report()
    report(site_id=world.other_site.pk, space_id=None)
    kept_up(world)
    north, south = (
        world.someone("DIST-MGT", unit=one, reach_kind="unit", reach_to=[one.pk]) for one in (world.north, world.south)
    )
    assert sum(one.count for one in told(world.bo, world)) == 2
    assert told(world.carla, world) == []
    assert told(world.someone("USR"), world) == [], "one's own rows are told by one's own list"
    for actor, site in ((north, world.site), (south, world.other_site)):
        for by in ((), ("line",), ("month",), ("unit", "kind")):
            assert sum(one.count for one in told(actor, world, by=by)) == 1
        assert [one.site_id for one in told(actor, world, by=("site",))] == [site.pk]


def test_one_question_however_many(world, report, django_assert_num_queries):
    scope = world.bo.scope
    for many in (1, 30):
        for _one in range(many):
            report()
        kept_up(world)
        with django_assert_num_queries(1):
            assert tallies(scope, "requests.reported", world.contract.pk, MAY, YEAR, by=("site", "month"))


def test_who_asks_for_something_else_is_told(world):
    with pytest.raises(ValueError, match="told by"):
        told(world.bo, world, by=("person",))
    with pytest.raises(KeyError):
        told(world.bo, world, "requests.forgotten")


def test_making_them_anew_gives_the_same(world, report):
    report()
    kept_up(world)
    before = told(world.bo, world, by=("site", "unit", "line", "kind", "day"))
    rebuild_all(NOON)
    assert told(world.bo, world, by=("site", "unit", "line", "kind", "day")) == before
    assert before


def test_the_nightly_check_names_what_does_not_hold_and_puts_nothing_right(world, report):
    report()
    kept_up(world)
    with everywhere(reason="somebody with the database's password"):
        Tally.objects.filter(source="requests.reported", grain=0, level=2).update(count=7)
        finest = compare(world.community.pk, NOON)[1]
        Tally.objects.filter(source="requests.reported", grain=1).update(count=7)
        months = compare(world.community.pk, NOON)[1]
        assert {(one.rule, one.source) for one in finest} == {
            ("coarse", "requests.reported"), ("day", "requests.reported"),
        }  # fmt: skip
        assert ("total", date(2025, 5, 1)) in {(one.rule, one.day) for one in months}
    assert told(world.bo, world)[0].count == 7
    rebuild_all(NOON)
    assert told(world.bo, world)[0].count == 1
    with everywhere(reason="holding sums against the raw rows"):
        assert compare(world.community.pk, NOON)[1] == []


def test_a_source_that_counts_otherwise_is_made_anew_by_itself(world, report):
    report()
    kept_up(world)
    BuiltTally.objects.filter(source="requests.reported").update(version=0)
    with everywhere(reason="sums of another version"):
        Tally.objects.filter(source="requests.reported").update(count=9)
    keep_up(NOON)
    assert told(world.bo, world)[0].count == 1


def test_the_command_makes_them_anew_and_names_what_it_does_not_know(world, report):
    report()
    said = io.StringIO()
    assert main(["rebuild", "--source", "requests.reported"], io.StringIO(), said, io.StringIO()) == 0
    assert "requests.reported: " in said.getvalue()
    assert told(world.bo, world)[0].count == 1
    with pytest.raises(Problem, match="no source"):
        main(["rebuild", "--source", "weather"], io.StringIO(), said, io.StringIO())


def test_workers_make_what_is_missing_in_a_job_and_keep_up_beside_it(world, report):
    report()
    drain()
    assert told(world.bo, world)[0].count == 1
    report()
    drain()
    assert told(world.bo, world)[0].count == 2
    assert counted_until() is not None


def test_one_day_of_some_sites_is_not_read_from_all_that_the_sites_ever_had(world):
    day = date(2025, 5, 5)
    with everywhere(reason="how the database would count"):
        place = place_of(world.community.pk, world.contract.pk, NOON)
        by_site = set()
        for source in sources().values():
            for question in (
                questions(source, place, day, day + timedelta(days=1), frozenset({world.site.pk, 7}))
                if source.rows is not None else ()
            ):  # fmt: skip
                if '"site_id" IN' in str(question.query):
                    by_site.add(source.name)
    assert by_site == {"requests.reported"}, "only there an index has the site and then the day"


def stamped(actor, world, **how):
    stamp = standing_sources(world.contract.pk)["requests.reported"]
    return [one.count for one in told(actor, world, stamp=stamp, **how)]


def test_sums_are_asked_again_only_when_they_are_others(world, report, django_assert_num_queries):
    report()
    kept_up(world)
    scope = world.bo.scope
    for who, statements in ((scope, 2), (scope, 1), (replace(scope, person_id=-1, language="sv"), 1)):
        with django_assert_num_queries(statements):
            stamp = standing_sources(world.contract.pk)["requests.reported"]
            found = tallies(who, "requests.reported", world.contract.pk, MAY, YEAR, stamp=stamp)
        assert [one.count for one in found] == [1], "whoever may see the same asks nothing either"
    report()
    kept_up(world)
    assert stamped(world.bo, world) == [2]
    rebuild_all(NOON)
    assert stamped(world.bo, world) == [2]


def test_kept_sums_are_given_to_nobody_who_may_not_read_them(world, report):
    report()
    kept_up(world)
    assert stamped(world.bo, world) == [1]
    assert stamped(world.carla, world) == []
    somewhere = world.someone("LOC-FM", unit=world.south, reach_kind="unit", reach_to=[world.south.pk])
    assert stamped(somewhere, world) == []
    assert told(somewhere, world) == []


def test_a_count_that_was_given_up_leaves_nothing_to_be_read(world, report):
    report()
    kept_up(world)

    def give_up():
        with transaction.atomic():
            report()
            kept_up(world)
            assert stamped(world.bo, world) == [2]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert stamped(world.bo, world) == [1]
    report()
    report()
    kept_up(world)
    assert stamped(world.bo, world) == [3]
