import json
import socket
from datetime import UTC, datetime, timedelta

import pytest

from samdrift.doors.cli.demo import Clock, empty, environment, free_port, only_one, parsed, welcome
from samdrift.doors.cli.problem import Problem

AS_OF = datetime(2025, 9, 1, 8, tzinfo=UTC)


def test_a_taken_port_gives_way_to_the_next_free_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port


def test_the_clock_goes_on_where_it_stopped_however_long_it_was_off(tmp_path):
    path = tmp_path / "clock.json"
    assert abs(datetime.now(UTC) + timedelta(seconds=Clock(path, AS_OF).offset_seconds) - AS_OF) < timedelta(seconds=5)
    path.write_text(json.dumps({"reached": "2025-09-01T10:30:00+00:00"}))
    clock = Clock(path, AS_OF)
    clock.note()
    reached = datetime.fromisoformat(json.loads(path.read_text())["reached"])
    assert timedelta(0) <= reached - datetime(2025, 9, 1, 10, 30, tzinfo=UTC) < timedelta(seconds=5)


def test_a_profile_runs_once_at_a_time_and_says_where(tmp_path):
    with only_one(tmp_path):
        (tmp_path / ".running").write_text("http://localhost:8000")
        with pytest.raises(Problem, match="running already: http://localhost:8000"), only_one(tmp_path):
            pass
    with only_one(tmp_path):
        pass


def test_starting_anew_removes_all_but_the_lock(tmp_path):
    (tmp_path / "files").mkdir()
    for name in (".running", "samdrift.sqlite3", "files/photo"):
        (tmp_path / name).write_text("x")
    empty(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".running"]


def test_the_demonstration_never_touches_the_database_of_a_real_installation(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/samdrift")
    env = environment(tmp_path)
    assert "DATABASE_URL" not in env
    assert env["SAMDRIFT_VAR"] == str(tmp_path)


def test_a_model_that_is_not_there_is_one_sentence():
    with pytest.raises(Problem, match=r"there is no file nowhere\.ifc"):
        parsed(["--model", "nowhere.ifc"])


def test_the_welcome_names_the_address_and_everyone():
    lines = "\n".join(welcome("http://localhost:8000", [{"name": "Asta", "role": "officer", "sign_in": "asta"}]))
    assert "http://localhost:8000" in lines
    assert "Asta  officer  asta" in lines
