"""Writers of one SQLite file go one after the other, nobody is passed over, and a dead one holds up nobody."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from samdrift.foundation.guards.models import Answer
from samdrift.foundation.sqlite3.turns import TooLong, Turns, turns_of

ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers")
HOLD = """
import sys, time
from samdrift.foundation.sqlite3.turns import Turns
Turns(sys.argv[1]).take(5)
print("mine", flush=True)
time.sleep(60)
"""


@contextmanager
def holder(database):
    """A process that has the turn until it is killed, at the latest at the end of the block."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[4])}
    with subprocess.Popen([sys.executable, "-c", HOLD, database], stdout=subprocess.PIPE, text=True, env=env) as held:
        assert held.stdout is not None
        assert held.stdout.readline() == "mine\n"
        yield held
        held.kill()


def take_and_give(turns, rounds, inside, log, name):
    for _ in range(rounds):
        turns.take(20)
        inside.append(name)
        log.append((name, len(inside)))
        time.sleep(0.002)
        inside.pop()
        turns.give_back()


def test_one_writes_at_a_time_and_processes_alternate(tmp_path):
    # Each Turns has files of its own, as each process has.
    both = [Turns(str(tmp_path / "db")) for _ in range(2)]
    inside, log = [], []
    threads = [
        threading.Thread(target=take_and_give, args=(turns, 20, inside, log, name))
        for name, turns in enumerate(both)
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log) == 120
    assert {many for _name, many in log} == {1}
    # While both still have something to write, neither waits for more than a few of the other's.
    middle = [name for name, _many in log[10:100]]
    runs = "".join(map(str, middle)).replace("01", "0 1").replace("10", "1 0").split()
    assert max(map(len, runs)) <= 12


def test_who_waits_too_long_is_told_so(tmp_path):
    turns = Turns(str(tmp_path / "db"))
    with holder(str(tmp_path / "db")), pytest.raises(TooLong):
        turns.take(0.05)
    turns.take(1)
    with pytest.raises(TooLong):
        turns.take(0.05)
    turns.give_back()


def test_a_killed_writer_frees_the_turn(tmp_path):
    turns = Turns(str(tmp_path / "db"))
    with holder(str(tmp_path / "db")) as held:
        os.kill(held.pid, signal.SIGKILL)
        turns.take(5)
    turns.give_back()


MANY = """
import sys
from django.db import connection, transaction
from samdrift.foundation.clock import real_now
from samdrift.foundation.guards.models import Answer
some = {"request_hash": "h", "reference": "0", "at": real_now()}
for n in range(60):
    with transaction.atomic():
        row, _made = Answer.objects.get_or_create(sender="s", key="k", defaults=some)
        row.reference = str(int(row.reference) + 1)
        row.save()
    Answer.objects.create(sender=sys.argv[0], key=f"{n}", **some)
    try:
        with transaction.atomic():
            Answer.objects.create(sender="s", key="k", **some)
    except Exception:
        pass
"""


@ON_SQLITE
def test_processes_that_write_at_once_lose_nothing_and_end_with_the_turn_free(own_database):
    writers = [own_database.start(f"import sys; sys.argv[0] = '{name}'\n{MANY}") for name in "abc"]
    for writer in writers:
        with writer:
            assert writer.wait(60) == 0
    table = Answer._meta.db_table
    assert own_database.answer(f"SELECT reference, (SELECT count(*) FROM {table}) FROM {table} WHERE sender = 's'") == (
        "180",
        181,
    )
    turns = turns_of(own_database.url.removeprefix("sqlite:///"))
    turns.take(0.1)
    turns.give_back()


@ON_SQLITE
def test_a_writer_whose_turn_does_not_come_gets_the_databases_own_error(own_database):
    path = own_database.url.removeprefix("sqlite:///")
    with holder(os.path.realpath(path)):
        said = own_database.run(
            "from django.db import connection, transaction\n"
            "connection.settings_dict['OPTIONS']['timeout'] = 0.05\n"
            "try:\n"
            "    with transaction.atomic(): pass\n"
            "except Exception as error: print(error)"
        )
    assert said.startswith("database is locked")
