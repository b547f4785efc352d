"""The snapshot for analysts: what one reader may take along, in files of their own tools."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from samdrift.doors.ask.snapshot import reader_scope, write_snapshot
from samdrift.doors.ask.tests.test_pages import write
from samdrift.foundation.datasets.public import Today
from tests.world import NOON, World

TODAY = Today(NOON, ZoneInfo("Europe/Copenhagen"))
duckdb: Any = pytest.importorskip("duckdb")


def rows(path: Path, statement: str) -> list[Any]:
    with duckdb.connect(str(path), read_only=True) as here:
        return list(here.execute(statement).fetchall())


def test_a_database_holds_the_readers_lists_and_says_for_whom(world: World, tmp_path: Path) -> None:
    reader = world.someone("CTR-C", name="Karen")
    someone = world.someone("SVC-E", name="Birger")
    write(world, 2, assignee=someone.person)
    write(world, 1, title="The cell door", data_class="D8")
    target = tmp_path / "facts.duckdb"
    written = {one.table: one.rows for one in write_snapshot(reader.scope, target, TODAY)}
    assert written["requests"] == 2
    assert rows(target, "SELECT site, site_name, count(*) FROM requests GROUP BY ALL") == [
        (world.site.code, "Station Nord", 2)
    ]
    assert rows(target, "SELECT DISTINCT reader FROM snapshot") == [(reader.scope.name,)]
    columns = {name for name, *_rest in rows(target, "DESCRIBE requests")}
    assert not {"assignee", "assignee_name", "requester_name"} & columns
    assert b"cell door" not in target.read_bytes()
    assert not target.stat().st_mode & 0o222


def test_a_folder_holds_one_file_a_list_and_forgets_old_ones(world: World, tmp_path: Path) -> None:
    write(world, 2)
    target = tmp_path / "lists"
    target.mkdir()
    (target / "gone.parquet").write_bytes(b"")
    for _turn in range(2):
        write_snapshot(world.someone("AUD").scope, target, TODAY)
    assert "requests.parquet" in {path.name for path in target.iterdir()}
    assert not (target / "gone.parquet").exists()
    assert duckdb.sql(f"SELECT count(*) FROM '{target}/requests.parquet'").fetchall() == [(2,)]


def test_the_other_communitys_reader_gets_none_of_it(world: World, tmp_path: Path) -> None:
    write(world, 2)
    target = tmp_path / "there.duckdb"
    write_snapshot(world.there.someone("CTR-C").scope, target, TODAY)
    assert rows(target, "SELECT count(*) FROM requests") == [(0,)]


def test_one_partys_own_budgets_are_in_no_snapshot(world: World, tmp_path: Path) -> None:
    scope = world.someone("CTR-C", "FIN-C").scope
    written = {one.dataset for one in write_snapshot(scope, tmp_path / "x.duckdb", TODAY)}
    assert "budgets" not in written
    nothing = replace(scope, grants=())
    assert write_snapshot(nothing, tmp_path / "y.duckdb", TODAY) == []


def test_a_reader_is_somebody_at_work(world: World) -> None:
    reader = world.someone("AUD")
    assert reader_scope(reader.person.email, TODAY) is not None
    assert reader_scope("nobody@example.org", TODAY) is None
    reader.person.state = "left"
    reader.person.save()
    assert reader_scope(reader.person.email, TODAY) is None
