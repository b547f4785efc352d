"""A migrated database kept between runs, so that one test's answer comes in two seconds instead of twelve.

SQLite only, and only on a developer's machine: in CI the migrations run as people run them. What is kept is named by
the content of every migration, of the models they are made from and by Django's version, so it is never stale.
"""

import contextlib
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.core import management
from django.db import connection as made

SOURCE = Path(__file__).parent.parent / "src"
connection: Any = made  # the methods used are those of SQLite's engine


@pytest.fixture(scope="session", autouse=True)
def _kept_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let `migrate` read the kept database instead, as long as the tests' database is made."""
    if os.environ.get("CI") or connection.vendor != "sqlite":
        yield
        return
    migrate = management.call_command
    management.call_command = _kept(migrate)
    yield
    management.call_command = migrate


def _kept(call_command: Any) -> Any:
    def call(name: str, *args: Any, **options: Any) -> Any:
        if name != "migrate" or not options.get("run_syncdb") or not connection.is_in_memory_db():
            return call_command(name, *args, **options)
        kept = _folder() / f"{_content()}.sqlite3"
        connection.ensure_connection()
        if kept.exists():
            with contextlib.closing(sqlite3.connect(kept)) as source:
                source.backup(connection.connection)
            return None
        told = call_command(name, *args, **options)
        _keep(kept)
        return told

    return call


def _keep(kept: Path) -> None:
    """Write it aside and move it into place: two runs at once each keep a whole one. Older ones go."""
    half = kept.with_suffix(f".{os.getpid()}")
    with contextlib.closing(sqlite3.connect(half)) as target:
        connection.connection.backup(target)
    half.replace(kept)
    for old in sorted(kept.parent.glob("*.sqlite3"), key=lambda one: one.stat().st_mtime)[:-12]:
        old.unlink(missing_ok=True)


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
