"""Planned work spread over days ahead, and given out as routes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.operations.dispatch.commands.planning_ahead import Ahead, ask_for_days, begin_days, plan_days
from samdrift.operations.dispatch.models import DayProposal
from samdrift.operations.dispatch.rules.ahead import FULL, Job, spread
from samdrift.operations.dispatch.tests.conftest import TOMORROW, Field
from samdrift.operations.work.models import WorkOrder
from tests.world import NOON

DAY = timedelta(days=1)
jobs = st.builds(
    Job, key=st.integers(1, 10_000), site=st.integers(1, 5), minutes=st.integers(5, 240), first=st.integers(0, 9),
    last=st.integers(0, 9),
)  # fmt: skip


@given(st.lists(jobs, max_size=40, unique_by=lambda job: job.key), st.lists(st.integers(0, 960), max_size=10))
def test_each_job_gets_a_day_of_its_window_and_no_day_is_too_full(found: list[Job], minutes: list[int]) -> None:
    chosen = spread(found, minutes)
    by_key = {job.key: job for job in found}
    taken = [0] * len(minutes)
    for key, day in chosen.items():
        assert by_key[key].first <= day <= by_key[key].last
        taken[day] += by_key[key].minutes
    assert all(used <= int(whole * FULL) for used, whole in zip(taken, minutes, strict=True))
    assert spread(reversed(found), minutes) == chosen


def test_neighbours_go_together_and_the_rest_to_the_emptiest_day() -> None:
    here, there = 1, 2
    chosen = spread([Job(1, here, 60, 0, 2), Job(2, here, 60, 0, 2), Job(3, there, 60, 0, 2)], [480, 480, 480])
    assert chosen[1] == chosen[2] != chosen[3]


def test_what_must_be_done_first_chooses_first() -> None:
    chosen = spread([Job(1, 1, 300, 0, 1), Job(2, 2, 300, 0, 0)], [480, 480])
    assert chosen == {2: 0, 1: 1}


def planned(field: Field, count: int, **more: Any) -> list[WorkOrder]:
    return field.orders(
        count, kind="planned", **{"planned_from": NOON, "planned_to": NOON + 6 * DAY, "due_at": NOON + 6 * DAY, **more}
    )  # fmt: skip


def test_a_weeks_planned_work_is_given_out_within_its_windows_and_a_second_time_changes_nothing(field: Field) -> None:
    orders = planned(field, 8)
    (left_alone,) = field.orders(1)  # not planned work: for the dispatcher of the day
    scope = field.planner.scope
    days = begin_days(scope, field.world.team, TOMORROW, 5, now=NOON)
    assert plan_days(scope, days, now=NOON) == Ahead(8, 0)
    found = [field.of(order) for order in orders]
    for order in found:
        assert order.assignee_id is not None
        assert order.planned_from is not None
        assert NOON < order.planned_from < NOON + 6 * DAY
        assert order.due_at == NOON + 6 * DAY
    assert len({order.planned_from.date() for order in found if order.planned_from}) > 1
    assert field.of(left_alone).assignee_id is None
    assert plan_days(scope, list(DayProposal.objects.within(scope)), now=NOON) == Ahead(0, 0)
    assert not DayProposal.objects.within(scope).filter(state="waiting").exists()


def test_work_that_may_only_be_done_on_other_days_is_left(field: Field) -> None:
    planned(field, 2, planned_from=NOON + 20 * DAY, planned_to=NOON + 30 * DAY)
    scope = field.planner.scope
    assert plan_days(scope, begin_days(scope, field.world.team, TOMORROW, 3, now=NOON), now=NOON) == Ahead(0, 0)


def test_asking_is_for_planners_and_for_days_one_can_oversee(field: Field) -> None:
    scope, team = field.planner.scope, field.world.team
    with pytest.raises(NotAllowed):
        ask_for_days(field.tea.scope, team, TOMORROW, 3, now=NOON)
    with pytest.raises(Invalid):
        ask_for_days(scope, team, TOMORROW, 36, now=NOON)
    assert len(ask_for_days(scope, team, TOMORROW, 3, now=NOON)) == 3
    assert len(ask_for_days(scope, team, TOMORROW, 4, now=NOON)) == 1  # the others are being planned


def test_one_button_plans_four_weeks_in_the_background(field: Field, client: Client) -> None:
    orders = planned(field, 4)
    client.force_login(field.planner.person)
    answer = client.post(reverse("dispatch:ahead"), {"team": str(field.world.team.uid), "day": str(TOMORROW)})
    assert answer.status_code == 302
    assert "28 days" in client.get(answer["Location"]).content.decode()
    drain()
    with everywhere(reason="a test looks"):
        assert not WorkOrder.objects.filter(pk__in=[order.pk for order in orders], assignee=None).exists()
    client.force_login(field.tea.person)
    assert client.post(reverse("dispatch:ahead"), {"team": str(field.world.team.uid)}).status_code == 403
