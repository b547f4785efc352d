from datetime import timedelta

import pytest
from django.db import transaction

from samdrift.foundation import clock
from samdrift.foundation.errors import Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.jobs import engine
from samdrift.foundation.jobs.commands import dismiss_job, enqueue, retry_job
from samdrift.foundation.jobs.engine import (
    LeaseLost,
    beat,
    claim_job,
    complete_job,
    enqueue_due,
    pause_before,
    run_job,
    sign_off,
    take_over_dead,
)
from samdrift.foundation.jobs.models import JobRow, PeriodicRun
from samdrift.foundation.jobs.queries import failed_jobs, last_heartbeat, waiting_jobs, workers_alive
from samdrift.foundation.jobs.registry import DuplicateJob, job, jobs
from samdrift.foundation.jobs.worker import drain


class Desk:
    """Work that notes what it was given and can be made to fail."""

    def __init__(self):
        self.done = []
        self.fails = 0
        self.meanwhile = lambda: None

    def __call__(self, payload):
        self.meanwhile()
        if self.fails:
            self.fails -= 1
            raise ValueError("stumbled")
        self.done.append(dict(payload))


@pytest.fixture
def only():
    """No jobs but the test's own."""
    kept = dict(jobs)
    jobs.clear()
    engine._turns.clear()
    yield
    jobs.clear()
    jobs.update(kept)
    engine._turns.clear()


@pytest.fixture
def desk(db, only):
    desk = Desk()

    def work(payload):
        desk(payload)

    job("tests.work")(work)
    return desk


def work_once(worker="w1"):
    claim = claim_job(worker)
    if claim:
        run_job(claim)
    return claim is not None


def make_due():
    JobRow.objects.filter(state="waiting").update(run_at=clock.real_now())


def test_a_job_is_done_once_and_gone(desk):
    assert enqueue("tests.work", {"id": 1})
    assert work_once()
    assert not work_once()
    assert desk.done == [{"id": 1}]
    assert not JobRow.objects.exists()


def test_jobs_are_done_in_the_order_they_are_due_and_none_before(desk):
    now = clock.real_now()
    enqueue("tests.work", {"id": 1}, run_at=now + timedelta(hours=1))
    enqueue("tests.work", {"id": 2})
    enqueue("tests.work", {"id": 3}, run_at=now - timedelta(hours=1))
    while work_once():
        pass
    assert [done["id"] for done in desk.done] == [3, 2]


def test_a_job_enqueued_in_a_transaction_that_fails_was_never_there(desk):
    def fail():
        with transaction.atomic():
            enqueue("tests.work")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not work_once()


def test_one_job_waits_under_a_key(desk):
    assert enqueue("tests.work", {"id": 1}, key="k")
    assert not enqueue("tests.work", {"id": 2}, key="k")
    assert enqueue("tests.work", {"id": 3}, key="other")
    desk.meanwhile = lambda: enqueue("tests.work", {"id": 4}, key="k") if not desk.done else None
    while work_once():
        pass
    assert [done["id"] for done in desk.done] == [1, 3, 4]


def test_what_nobody_knows_is_not_enqueued(desk):
    with pytest.raises(KeyError, match=r"tests\.unknown"):
        enqueue("tests.unknown")


def test_a_failing_job_is_tried_again_later_and_then_shown(desk):
    desk.fails = 9
    enqueue("tests.work", {"id": 1})
    for attempt in (1, 2):
        make_due()
        assert work_once()
        row = JobRow.objects.get()
        assert (row.state, row.attempts) == ("waiting", attempt)
        assert not work_once()
    make_due()
    work_once()
    (failed,) = failed_jobs()
    assert "stumbled" in failed.last_error
    assert failed.attempts == 3
    desk.fails = 0
    retry_job(failed.pk)
    assert work_once()
    assert desk.done == [{"id": 1}]
    with pytest.raises(Refused):
        retry_job(failed.pk)


def test_a_failed_job_can_be_dismissed_but_a_waiting_one_cannot(desk):
    enqueue("tests.work")
    row = JobRow.objects.get()
    with pytest.raises(Refused):
        dismiss_job(row.pk)
    JobRow.objects.update(state="failed", failed_at=clock.real_now())
    dismiss_job(row.pk)
    assert waiting_jobs() == {}


def test_a_failed_job_is_not_retried_while_the_same_work_waits(desk):
    enqueue("tests.work", key="k")
    JobRow.objects.update(state="failed", failed_at=clock.real_now())
    enqueue("tests.work", key="k")
    with pytest.raises(Refused):
        retry_job(failed_jobs()[0].pk)


def test_a_job_that_fails_while_the_same_work_waits_gives_way_to_it(desk):
    desk.fails = 1
    desk.meanwhile = lambda: enqueue("tests.work", {"id": 2}, key="k")
    enqueue("tests.work", {"id": 1}, key="k")
    work_once()
    desk.meanwhile = lambda: None
    assert waiting_jobs() == {"tests.work": 1}
    work_once()
    assert desk.done == [{"id": 2}]


def test_a_job_whose_code_is_gone_fails_visibly(desk):
    enqueue("tests.work")
    jobs.clear()
    work_once()
    assert "There is no job" in failed_jobs()[0].last_error


def lose_lease():
    JobRow.objects.filter(state="running").update(lease_until=clock.real_now() - timedelta(seconds=1))


def test_what_a_dead_worker_left_is_taken_over_and_given_up_after_three(desk):
    enqueue("tests.work", {"id": 1})
    for _ in range(2):
        claim_job("w1")
        assert take_over_dead() == 0
        lose_lease()
        assert take_over_dead() == 1
        make_due()
    assert JobRow.objects.get().state == "waiting"
    claim_job("w1")
    lose_lease()
    take_over_dead()
    assert "ended in the middle" in failed_jobs()[0].last_error


def test_a_worker_that_wakes_up_late_does_not_end_the_job_of_another(desk):
    enqueue("tests.work", {"id": 1})
    others = []

    def sleep_too_long():
        if not others:
            lose_lease()
            take_over_dead()
            make_due()
            others.append(claim_job("w2"))

    desk.meanwhile = sleep_too_long
    desk.fails = 1
    run_job(claim_job("w1"))
    assert JobRow.objects.get().worker == "w2"
    run_job(others[0])
    assert desk.done == [{"id": 1}]
    assert not JobRow.objects.exists()


def test_a_beat_keeps_the_leases_of_running_jobs(desk):
    enqueue("tests.work")
    claim_job("w1")
    lose_lease()
    beat("w1")
    assert take_over_dead() == 0
    assert workers_alive(clock.real_now()) == ["w1"]
    assert workers_alive(clock.real_now() + timedelta(minutes=1)) == []
    assert clock.real_now() - last_heartbeat() < timedelta(seconds=5)
    sign_off("w1")
    assert workers_alive(clock.real_now()) == []
    assert last_heartbeat() is None


def test_a_result_written_with_its_completion_is_written_once(desk, community):
    @job("tests.exactly")
    def exactly(payload):
        with transaction.atomic():
            complete_job()
            desk.done.append(1)

    enqueue("tests.exactly")
    late = claim_job("w1")
    JobRow.objects.update(worker="w2")
    engine._current.set(late)
    with pytest.raises(LeaseLost):
        exactly({})
    engine._current.set(None)
    assert desk.done == []
    JobRow.objects.update(worker="w1")
    run_job(late)
    assert desk.done == [1]
    assert not JobRow.objects.exists()


def test_an_atomic_job_that_fails_leaves_nothing_but_another_try(desk, community):
    @job("tests.atomic", atomic=True)
    def rename(payload):
        type(community).objects.filter(pk=community.pk).update(code="renamed")
        if desk.fails:
            desk.fails -= 1
            raise ValueError

    desk.fails = 1
    enqueue("tests.atomic")
    work_once()
    community.refresh_from_db()
    assert community.code == "police"
    make_due()
    work_once()
    community.refresh_from_db()
    assert community.code == "renamed"
    assert not JobRow.objects.exists()


def test_jobs_read_across_the_gate(desk):
    job("tests.reads")(lambda payload: desk.done.append(EventRecord.objects.all().count()))
    enqueue("tests.reads")
    work_once()
    assert desk.done == [0]


def test_each_time_is_enqueued_once_whoever_looks(desk):
    job("tests.often", every="1d")(lambda payload: None)
    assert enqueue_due() == 1
    assert enqueue_due() == 0
    engine._turns.clear()
    assert enqueue_due() == 0
    assert PeriodicRun.objects.count() == 1


def test_a_missed_time_is_made_up_for_when_the_house_has_settled(desk):
    job("tests.heavy", every="0 0 1 1 *", make_up_after=3600)(lambda payload: None)
    job("tests.light", every="0 0 1 1 *")(lambda payload: None)
    assert enqueue_due() == 2
    assert work_once()
    assert not work_once()
    waiting = JobRow.objects.get()
    assert waiting.name == "tests.heavy"
    assert timedelta(minutes=59) < waiting.run_at - clock.real_now() <= timedelta(minutes=60)


def test_timed_work_runs_once_for_each_community(desk, community, elsewhere):
    seen = []
    job("tests.each", every="1d", each_community=True)(lambda payload: seen.append(payload["community_id"]))
    assert enqueue_due() == 2
    drain()
    assert sorted(seen) == sorted([community.pk, elsewhere.pk])


def test_two_functions_cannot_share_a_name(desk):
    with pytest.raises(DuplicateJob):
        job("tests.work")(lambda payload: None)


def test_pauses_grow_to_six_hours():
    pauses = [pause_before(attempt).total_seconds() for attempt in range(2, 9)]
    assert pauses == [10, 60, 360, 2160, 12960, 21600, 21600]


def test_an_idle_look_costs_one_statement(desk, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert claim_job("w1") is None
