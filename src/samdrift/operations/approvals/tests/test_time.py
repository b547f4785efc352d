"""What time does: reminders after one and three working days, then others or nobody; and the clocks meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.calendars import round_the_clock
from samdrift.kernel.clock import due_at, open_time
from samdrift.kernel.targets import WorkingDays
from samdrift.operations.approvals import commands, rules
from samdrift.operations.approvals import public as approvals
from samdrift.operations.approvals.models import Approval
from samdrift.operations.approvals.queries import asked_for
from samdrift.operations.promises import public as promises
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.contracts import public as contracts
from tests.world import NOON

# NOON is Monday 5 May 2025, 12:00 in Copenhagen; the office closes at 16:00.
TUESDAY, THURSDAY, MONDAY = (datetime(2025, 5, day, 14, 0, tzinfo=UTC) for day in (6, 8, 12))


@pytest.fixture
def pass_time(world):
    """Lets time pass up to a moment as the job does, and says what happened."""
    scope = commands.system_scope(world.community.pk)

    def passed(now):
        happened = [commands.let_time_act(scope, uid, now=now) for _community, uid in commands.due_to_act(now)]
        assert all(
            commands.let_time_act(scope, uid, now=now) == "nothing" for _community, uid in commands.due_to_act(now)
        )
        return happened

    return passed


def step_of(world, row):
    scope = commands.system_scope(world.community.pk)
    return Approval.objects.within(scope).filter(subject_uid=row.uid).latest("pk")


def test_reminders_come_with_the_first_and_third_working_day_and_then_the_next_above_is_asked(
    world, publish, ask, at_level, pass_time
):
    publish(("budget", None))
    at_level(world.north)
    above = at_level(world.authority)
    row = ask()
    assert pass_time(TUESDAY - timedelta(seconds=1)) == []
    assert pass_time(TUESDAY) == ["reminded"]
    assert pass_time(TUESDAY) == []
    assert pass_time(THURSDAY) == ["reminded"]
    assert pass_time(MONDAY - timedelta(seconds=1)) == []
    assert pass_time(MONDAY) == ["passed_on"]
    step = step_of(world, row)
    assert asked_for(step) == [above.person.pk]
    assert step.reminders == 0
    # Asked again at closing time, so the first working day is the next one.
    assert step.due_at == MONDAY + timedelta(days=8)


def test_a_weekend_is_no_working_day(world, publish, ask, at_level):
    publish(("budget", None))
    at_level(world.north)
    friday = datetime(2025, 5, 9, 13, 0, tzinfo=UTC)
    assert step_of(world, ask(at=friday)).acts_at == MONDAY


def test_after_a_stand_still_nobody_is_reminded_twice(world, publish, ask, at_level, pass_time):
    publish(("budget", None))
    at_level(world.north)
    ask()
    assert pass_time(THURSDAY) == ["reminded"]
    assert pass_time(THURSDAY + timedelta(hours=1)) == []


def test_on_top_of_the_tree_the_contract_office_is_asked_and_nothing_lapses(world, publish, ask, at_level, pass_time):
    publish(("budget", None))
    at_level(None)
    row = ask()
    assert pass_time(MONDAY) == ["passed_on"]
    assert asked_for(step_of(world, row)) == [world.dan.person.pk]
    assert pass_time(MONDAY + timedelta(days=8)) == ["left_waiting"]
    assert asked_for(step_of(world, row)) == [world.dan.person.pk]
    assert step_of(world, row).state == "waiting"


def test_whoever_was_passed_over_may_still_answer(world, publish, ask, at_level, pass_time):
    publish(("budget", None))
    near = at_level(world.north)
    at_level(world.authority)
    row = ask()
    pass_time(MONDAY)
    step = step_of(world, row)
    assert approvals.give_approval(near.scope, step.uid, expected_version=step.version, now=MONDAY).state == "approved"


def test_by_its_rule_a_question_lapses_and_the_request_ends(world, publish, ask, at_level, pass_time):
    publish(("budget", None), at_time_out="lapse")
    at_level(world.north)
    row = ask()
    assert pass_time(MONDAY) == ["lapsed"]
    assert step_of(world, row).state == "lapsed"
    ended = ServiceRequest.objects.within(world.dan.scope).get(pk=row.pk)
    assert (ended.state, ended.is_open) == ("rejected", False)
    assert not promises.promises_of(world.asta.scope, row.uid)


@pytest.mark.parametrize("hours", [1, 3, 20, 67, 120, 240])
def test_the_due_time_moves_by_exactly_the_open_time_the_approval_took(
    world, clocks_stand, publish, ask, at_level, hours
):
    publish(("budget", None))
    holder = at_level(world.north)
    row = ask(impact=2, urgency=3)
    before = {one.kind: one.due_at for one in promises.promises_of(world.asta.scope, row.uid)}
    assert before
    decided = NOON + timedelta(hours=hours)
    step = step_of(world, row)
    approvals.give_approval(holder.scope, step.uid, expected_version=step.version, now=decided)
    for promise in promises.promises_of(world.asta.scope, row.uid):
        calendar = contracts.calendar_by_id(promise.calendar_id)
        waited = open_time(NOON, decided, calendar)
        assert promise.paused_seconds == waited.total_seconds(), promise.kind
        if promise.clock.unit == "work_minutes":
            assert open_time(before[promise.kind], promise.due_at, calendar) == waited, promise.kind
        else:
            assert promise.due_at >= before[promise.kind]


def test_the_time_until_it_was_typed_in_stays_the_providers(world, clocks_stand, publish, at_level):
    from samdrift.operations.requests import public as requests

    publish(("budget", None))
    at_level(world.north)
    officer = world.someone("USR")
    wanted = requests.Ask(
        request_type="mnt.fault", channel="phone", site_id=world.site.pk, requester_id=officer.person.pk
    )
    typed = NOON + timedelta(hours=2)
    row = requests.submit_request(world.asta.scope, wanted, received_at=NOON, now=typed).service_request
    pause = promises.pauses_of(world.asta.scope, row.uid).get()
    assert (pause.reason_code, pause.started_at, pause.ended_at) == ("customer_approval", typed, None)


@given(st.integers(0, 3), st.integers(0, 60 * 24 * 14), st.integers(0, 60 * 24 * 12))
def test_what_is_due_is_told_once_and_ends_with_the_last_moment(reminders, start_minutes, passed_minutes):
    start = datetime(2025, 5, 1, tzinfo=UTC) + timedelta(minutes=start_minutes)
    calendar = round_the_clock("Europe/Copenhagen")
    moments = [due_at(start, WorkingDays(days), calendar) for days in (1, 3, 5)]
    now = start + timedelta(minutes=passed_minutes)
    told = rules.due(min(reminders, 2), moments, now)
    assert (told.what == "time_out") == (now >= moments[-1])
    if told.what == "nothing" and told.reminders < len(moments) - 1 + 1:
        assert told.next_at in moments
    again = rules.due(told.reminders, moments, now)
    assert again.what != "remind"
