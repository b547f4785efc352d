"""Migrating leanly makes the same tables as Django's own executor."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import load_command_class
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState
from django.db.models import CharField

from samdrift.foundation.migrating import LeanExecutor, LeanState

UNTIL = [("contracts", "0004_price_lists")]  # with tables, columns, indexes and constraints over four rooms


@pytest.fixture
def empty() -> Iterator[Callable[[str], Any]]:
    """Makes databases in memory, each by a name of its own, and forgets them."""
    here: Any = connections
    made = []

    def one(name: str) -> Any:
        usual = dict(here.databases["default"])
        here.databases[name] = {**usual, "ENGINE": "samdrift.foundation.sqlite3", "NAME": ":memory:", "OPTIONS": {}}
        made.append(name)
        return here[name]

    yield one
    for name in made:
        here[name].close()
        del here[name], here.databases[name]


def _tables(connection: Any, executor: Any) -> list[tuple[str, ...]]:
    executor(connection).migrate(UNTIL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
        found: list[tuple[str, ...]] = cursor.fetchall()
    return found


def test_a_new_database_is_the_same_as_by_djangos_own_executor(empty: Any, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        ours = _tables(empty("lean"), LeanExecutor)
        assert len(ours) > 60
        assert ours == _tables(empty("plain"), MigrationExecutor)


def test_only_the_model_a_step_changes_is_rendered_and_the_rest_when_somebody_asks() -> None:
    state = LeanState()
    for name in ("Site", "Room"):
        state.add_model(ModelState("a_room", name, [("code", CharField(max_length=9, primary_key=True))]))
    site, room = (state.apps.get_model("a_room", name) for name in ("Site", "Room"))
    state.add_field("a_room", "room", "name", CharField(max_length=9), preserve_default=True)
    assert state.apps.get_model("a_room", "Site") is site
    assert state.apps.get_model("a_room", "Room") is not room
    assert state.is_delayed  # so that code in a migration is given all models anew
    state.alter_field("a_room", "room", "name", CharField(max_length=99), preserve_default=True)
    assert state.apps.get_model("a_room", "Site") is not site
    assert state.apps.get_model("a_room", "Room")._meta.get_field("name").max_length == 99


def test_the_command_uses_it() -> None:
    command = load_command_class("samdrift.doors", "migrate")
    assert command.__module__ == "samdrift.doors.management.commands.migrate"
