"""Plans follow changes of service: they rest, end or come as often as ordered, and all of it is taken back."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import NotAllowed
from samdrift.operations.planning import public as planning
from samdrift.operations.planning.models import MaintenancePlan
from samdrift.operations.planning.rules import days, resting
from samdrift.operations.planning.tests.conftest import monthly
from tests.world import NOON

CLOSED = (date(2025, 7, 1), date(2025, 7, 31))
CHANGE = uuid4()


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def rest(first: date, last: date | None) -> list[dict[str, object]]:
    return [{"from": first.isoformat(), "until": last.isoformat() if last else None, "by": "x"}]


@given(first=st.dates(date(2025, 1, 1), date(2025, 12, 1)), long=st.integers(0, 120), law=st.booleans())
def test_nothing_comes_due_in_a_rest_and_what_the_law_demands_waits_for_none(first, long, law) -> None:
    named = days.days_of(monthly(anchor=date(2025, 1, 12)), date(2025, 1, 1), date(2026, 12, 31), weekdays)
    last = first + timedelta(days=long)
    left = resting.awake(named, rest(first, last), weekdays, law)
    if law:
        assert left == named
    else:
        assert not any(first <= day.due <= last for day in left)
        assert {day.nominal for day in left} <= {day.nominal for day in named}
    assert not any(day.due >= first for day in resting.awake(named, rest(first, None), weekdays, law))


@pytest.mark.parametrize(("before", "after", "rule"), [
    (26, 13, "FREQ=DAILY;INTERVAL=28"), (26, 20, "FREQ=DAILY;INTERVAL=18"), (26, 52, "FREQ=DAILY;INTERVAL=7"),
])  # fmt: skip
def test_visits_come_as_often_as_they_are_ordered(before, after, rule) -> None:
    terms = monthly(rule="FREQ=WEEKLY;INTERVAL=2", anchor=date(2025, 1, 6))
    found = resting.as_often(terms, Decimal(before), Decimal(after), date(2025, 7, 1))
    assert found is not None
    assert (found.rule, found.anchor) == (rule, date(2025, 7, 1))
    assert resting.as_often(monthly(statutory=True, document="x"), Decimal(2), Decimal(1), date(2025, 7, 1)) is None


@pytest.mark.django_db
class TestAPlan:
    def rests(self, world, first=CLOSED[0], last=CLOSED[1], scope=None):
        wanted = planning.Resting(world.site.pk, "MNT", first, last)
        return planning.rest_plans(scope or world.asta.scope, wanted, by=CHANGE, now=NOON)

    def test_is_done_after_its_place_was_closed_and_gives_out_no_order_meanwhile(
        self, world, plan, passes, occurrences
    ):
        made = plan()
        found = self.rests(world)
        assert (found.plans, found.ahead, found.statutory, found.given_out) == (1, 1, 0, 0)
        rows = {row.key: row.due_on for row in occurrences(made)}
        assert (rows["2025-06-12"], rows["2025-07-12"]) == (date(2025, 6, 12), date(2025, 8, 1))
        passes(75)  # until 19 July
        assert not [row for row in occurrences(made) if row.work_order and CLOSED[0] <= row.due_on <= CLOSED[1]]

    def test_of_the_law_comes_all_the_same_and_ends_only_where_the_place_is_given_up(self, world, plan, occurrences):
        made = plan(monthly(statutory=True, document="Report", competent_body="Inspectors"))
        assert self.rests(world).statutory == 1
        assert date(2025, 7, 14) in [row.due_on for row in occurrences(made)]
        self.rests(world, last=None)
        assert max(row.due_on for row in occurrences(made)) < CLOSED[0]

    def test_rest_told_twice_stands_once_and_is_taken_back_whole(self, world, plan, occurrences):
        made = plan()
        before = [(row.key, row.due_on, row.uid) for row in occurrences(made)]
        self.rests(world)
        self.rests(world, last=None)
        assert len(MaintenancePlan.objects.within(world.asta.scope).get(pk=made.pk).rests) == 1
        assert planning.let_plans_go_on(world.asta.scope, [world.site.pk], by=CHANGE, now=NOON) == 1
        assert [(row.key, row.due_on, row.uid) for row in occurrences(made)] == before
        assert planning.let_plans_go_on(world.asta.scope, [world.site.pk], by=CHANGE, now=NOON) == 0

    def test_comes_as_often_as_ordered_from_the_day_on_and_as_before_when_that_is_taken_back(
        self, world, plan, occurrences
    ):
        made = plan()
        before = [(row.key, row.due_on) for row in occurrences(made)]
        half = planning.Visits(world.site.pk, "MNT", Decimal(12), Decimal(6), date(2025, 7, 1))
        assert planning.would_come(world.asta.scope, [half]) == {half: 1}
        for times in (1, 0):  # told twice it follows once
            assert planning.pace_plans(world.asta.scope, half, by=CHANGE, now=NOON) == times
        rows = [row.due_on for row in occurrences(made)]
        assert rows[:2] == [date(2025, 5, 12), date(2025, 6, 12)]
        assert 4 <= len([day for day in rows if date(2025, 7, 1) <= day < date(2026, 5, 1)]) <= 6
        planning.let_plans_go_on(world.asta.scope, [world.site.pk], by=CHANGE, now=NOON)
        assert [(row.key, row.due_on) for row in occurrences(made)] == before

    def test_is_moved_by_whoever_plans_and_by_nobody_else(self, world, plan):
        plan()
        with pytest.raises(NotAllowed):
            self.rests(world, scope=world.dan.scope)
