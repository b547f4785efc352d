"""Workers as processes of their own: killed, doubled, stopped."""

import os
import signal
import time

import pytest

from samdrift.foundation.guards.models import Answer
from samdrift.foundation.jobs.models import JobRow, PeriodicRun, WorkerRow

pytestmark = pytest.mark.slow(15)

WORKER = """
import os, signal, sys, threading, time
from pathlib import Path
from django.db import transaction
from samdrift.foundation.idempotency import once
from samdrift.foundation.jobs import engine, worker
from samdrift.foundation.jobs.public import complete_job, enqueue, job, run_worker
from samdrift.foundation.jobs.registry import jobs
from datetime import timedelta

jobs.clear()
engine.LEASE = timedelta(seconds=3)
worker.TEND_SECONDS = 0.5
engine.pause_before = lambda attempt: timedelta(0)

@job("tests.note", retries=5)
def note(payload):
    Path("begun").open("a").write(f"{payload['id']}\\n")
    time.sleep(payload.get("takes", 0))
    with transaction.atomic():
        complete_job()
        once("done", str(payload["id"]), "h", lambda: None)

@job("tests.ticks", every="1s")
def tick(payload):
    Path("ticks").open("a").write("x")

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
"""

RUN = WORKER + "\nrun_worker(stop)\n"
DONE = f"SELECT count(*) FROM {Answer._meta.db_table} WHERE sender = 'done'"
LEFT = f"SELECT count(*) FROM {JobRow._meta.db_table} WHERE name = 'tests.note'"
COUNT = f"SELECT ({DONE}), ({LEFT})"
TURNS = f"SELECT count(*) FROM {PeriodicRun._meta.db_table} WHERE name = 'tests.ticks'"
WORKERS = f"SELECT count(*) FROM {WorkerRow._meta.db_table}"


def wait_for(what, seconds=40):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def end(process):
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=40)
    return process.returncode


def enqueued(own, many, takes=0.0):
    own.run(WORKER + f"for n in range({many}): enqueue('tests.note', {{'id': n, 'takes': {takes} if n == 0 else 0}})")


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(own_database):
    enqueued(own_database, 20, takes=4)
    begun = own_database.folder / "begun"
    first = own_database.start(RUN)
    wait_for(lambda: begun.exists() and begun.read_text())
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    second = own_database.start(RUN)
    wait_for(lambda: own_database.answer(COUNT) == (20, 0))
    assert end(second) == 0
    tries = begun.read_text().split()
    assert tries.count("0") == 2, "the job under way was begun again"
    assert set(tries) == {str(n) for n in range(20)}


def test_two_workers_share_the_work_and_each_time_has_one_turn(own_database):
    enqueued(own_database, 60)
    workers = [own_database.start(RUN) for _ in range(2)]
    # One may do all of it before the other has begun; both are there before either is asked to stop.
    wait_for(lambda: own_database.answer(COUNT) == (60, 0) and own_database.answer(WORKERS) == (2,))
    time.sleep(3)
    assert [end(worker) for worker in workers] == [0, 0]
    assert sorted((own_database.folder / "begun").read_text().split(), key=int) == [str(n) for n in range(60)]
    turns, workers_left = own_database.answer(f"SELECT ({TURNS}), ({WORKERS})")
    ticks = len((own_database.folder / "ticks").read_text())
    # Turns may be enqueued and not yet run, or be one while they wait; none is run twice.
    assert 1 <= ticks <= turns
    assert workers_left == 0


def test_a_worker_told_to_stop_ends_its_job_first(own_database):
    enqueued(own_database, 1, takes=2)
    begun = own_database.folder / "begun"
    worker = own_database.start(RUN)
    wait_for(lambda: begun.exists() and begun.read_text())
    assert end(worker) == 0
    assert own_database.answer(COUNT) == (1, 0)


def test_a_worker_that_outgrew_its_memory_ends_after_its_job_and_says_so(own_database):
    enqueued(own_database, 2)
    grown = "from pathlib import Path\nanew = run_worker(stop, most_mb=1)\nPath('anew').write_text(str(anew))\n"
    worker = own_database.start(WORKER + grown)
    worker.communicate(timeout=40)
    assert (own_database.folder / "anew").read_text() == "True"
    assert own_database.answer(COUNT) == (1, 1)
    again = own_database.start(RUN)
    wait_for(lambda: own_database.answer(COUNT) == (2, 0))
    assert end(again) == 0
