"""Two communities with two parties in one of them: all that the foundation's own tests need to know of tenants."""

import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from samdrift.foundation.scope import Grant, Scope
from tests.kept_database import Migrated

NOON = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def community(db: None) -> Any:
    """A community."""
    return _community("police")


@pytest.fixture
def elsewhere(db: None) -> Any:
    """Another community."""
    return _community("county")


def _community(code: str) -> Any:
    from samdrift.registers.parties.models import Community

    return Community.objects.create(code=code, name={"en": code}, currency="DKK", timezone="Europe/Copenhagen")


@pytest.fixture
def party(db: None) -> Callable[[str], int]:
    """Makes an organisation and gives its id."""
    from samdrift.registers.parties.models import Organisation

    return lambda code: Organisation.objects.create(code=code, name={"en": code}, kind="customer", country="DK").pk


@pytest.fixture
def scope(community: Any, party: Callable[[str], int]) -> Scope:
    """Somebody of the customer who may read the book and the search rows of the whole community."""
    return scope_in(community, party_id=party("customer"))


def scope_in(community: Any, *, permissions: str = "events.view things.read", **values: Any) -> Scope:
    """A scope with one grant over a whole community; `values` for the grant and the scope by name."""
    names = ("reach", "contracts", "lines", "units", "sites", "cases", "data_classes")
    limits = {name: values.pop(name) for name in names if name in values}
    grant = Grant(role="tester", permissions=frozenset(permissions.split()), **limits)
    return Scope(community_id=community.pk, grants=(grant,), **{"person_id": 7, "employment_id": 9, **values})


@dataclass(frozen=True)
class OwnDatabase:
    """A migrated database that processes of their own share, as web servers and workers do."""

    url: str
    folder: Path

    def start(self, code: str) -> "subprocess.Popen[str]":
        """Start a process that runs `code` with Django set up."""
        source = str(Path(__file__).resolve().parents[2])
        return subprocess.Popen(  # noqa: S603  The code is the test's own.
            [sys.executable, "-W", "ignore", "-c", f"import django; django.setup()\n{code}"],
            env={**os.environ, "DATABASE_URL": self.url, "SAMDRIFT_VAR": str(self.folder), "PYTHONPATH": source},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> str:
        """What `code` prints."""
        process = self.start(code)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return said.strip()

    def answer(self, question: str) -> Any:
        """The one row a question in SQL gives, without a process of its own, which takes seconds to begin."""
        if self.url.startswith("sqlite:"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as reader:
                return reader.execute(question).fetchone()
        import psycopg

        with psycopg.connect(self.url) as reader:
            return reader.execute(question).fetchone()


@pytest.fixture
def own_database(tmp_path: Path, migrated_once: Migrated, django_db_blocker: Any) -> Iterator[OwnDatabase]:
    """A database of the same kind as the tests', outside their transactions."""
    if migrated_once.file:
        shutil.copy(migrated_once.file, tmp_path / "own.sqlite3")
        yield OwnDatabase(f"sqlite:///{tmp_path / 'own.sqlite3'}", tmp_path)
        return
    name = f"own_{uuid.uuid4().hex[:12]}"
    _on_server(django_db_blocker, f"CREATE DATABASE {name} TEMPLATE {migrated_once.name}")
    yield OwnDatabase(_url_of(name), tmp_path)
    _on_server(django_db_blocker, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(blocker: Any, statement: str) -> None:
    with blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _url_of(name: str) -> str:
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
