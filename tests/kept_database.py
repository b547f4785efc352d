"""A migrated database made once and copied wherever one is needed, which takes a second instead of twenty.

For each run its processes share one, `migrated_once`: the first makes it, the others wait for it. On a developer's
machine SQLite's is also kept between runs, named by the content of every migration, of the models they are made from
and by Django's version, so it is never stale; in CI the migrations run as people run them, once on each database.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import pytest
from django.core import management
from django.db import connection as made

SOURCE = Path(__file__).parent.parent / "src"
MIGRATE = """
import warnings
import django
django.setup()
from django.core.management import call_command
warnings.simplefilter("error")
call_command("migrate", verbosity=0)
"""
TEMPLATE = "SAMDRIFT_TEST_TEMPLATE"  # what the processes of a run call PostgreSQL's
connection: Any = made  # the methods used are those of the two engines


@dataclass(frozen=True)
class Migrated:
    """Where the migrated database of this run lies: a file for SQLite, a name on the server for PostgreSQL."""

    file: Path | None
    name: str = ""


def pytest_configure(config: pytest.Config) -> None:
    """Name the database that is copied on PostgreSQL before the processes begin, so that all call it the same."""
    if not hasattr(config, "workerinput"):
        os.environ[TEMPLATE] = f"migrated_{uuid.uuid4().hex[:12]}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take it away again, after the processes that copied it."""
    if hasattr(config, "workerinput") or not _server():
        return
    import psycopg

    with psycopg.connect(_server(), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {os.environ[TEMPLATE]}")


@pytest.fixture(scope="session")
def migrated_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Migrated:
    """A migrated database to copy from, the same for all processes of the run."""
    parallel = hasattr(request.config, "workerinput")
    folder = tmp_path_factory.getbasetemp().parent if parallel else tmp_path_factory.getbasetemp()
    if connection.vendor == "sqlite":
        file = (folder if os.environ.get("CI") else _folder()) / f"{_content()}.sqlite3"
        with _alone(file.with_suffix(".lock")):
            if not file.exists():
                _migrate_file(file)
        return Migrated(file)
    done = folder / "migrated"
    with _alone(folder / "migrated.lock"):
        if not done.exists():
            _migrate_on_server(os.environ[TEMPLATE], folder)
            done.touch()
    return Migrated(None, os.environ[TEMPLATE])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """Let the tests' own database begin as a copy; what Django then migrates is nothing."""
    copied: Migrated = request.getfixturevalue("migrated_once")
    if copied.name:
        connection.settings_dict["TEST"]["TEMPLATE"] = copied.name
        yield
        return
    migrate = management.call_command
    management.call_command = _read(migrate, copied.file)
    yield
    management.call_command = migrate


def _read(call_command: Any, kept: Path | None) -> Any:
    def call(name: str, *args: Any, **options: Any) -> Any:
        if name != "migrate" or not options.get("run_syncdb") or not connection.is_in_memory_db():
            return call_command(name, *args, **options)
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(str(kept))) as source:
            source.backup(connection.connection)
        return None

    return call


def _migrate_file(kept: Path) -> None:
    """Write it aside and move it into place: two runs at once each keep a whole one. Older ones go."""
    half = kept.with_suffix(f".{os.getpid()}")
    _migrate(f"sqlite:///{half}", kept.parent)
    with contextlib.closing(sqlite3.connect(half)) as whole:
        whole.execute("PRAGMA journal_mode=DELETE")  # one file, which a database in memory can be read from
    half.replace(kept)
    for old in sorted(kept.parent.glob("*.sqlite3"), key=lambda one: one.stat().st_mtime)[:-12]:
        old.unlink(missing_ok=True)
        old.with_suffix(".lock").unlink(missing_ok=True)


def _migrate_on_server(name: str, folder: Path) -> None:
    import psycopg

    with psycopg.connect(_server(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    _migrate(f"{_server().rpartition('/')[0]}/{name}", folder)


def _migrate(url: str, folder: Path) -> None:
    env = {**os.environ, "DATABASE_URL": url, "SAMDRIFT_VAR": str(folder), "PYTHONPATH": str(SOURCE)}
    subprocess.run([sys.executable, "-W", "ignore", "-c", MIGRATE], env=env, cwd=folder, check=True)


def _server() -> str:
    """The address of PostgreSQL, empty where the tests run on SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    return address if address.startswith("postgres") else ""


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"samdrift-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _content() -> str:
    told = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    patterns = ("migrations/*.py", "models.py", "models/*.py", "apps.py", "foundation/*.py")
    for path in sorted({path for pattern in patterns for path in SOURCE.rglob(pattern)}):
        told.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:32]
