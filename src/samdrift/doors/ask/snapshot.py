"""The analytics snapshot: every list one reader may take along, as Parquet or as one DuckDB file."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from django.utils import translation

from samdrift import __version__
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import Column, Dataset, Question, Today
from samdrift.foundation.datasets.public import machine_columns as columns_of
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Written:
    """One list of a snapshot: its table and how many rows."""

    dataset: str
    table: str
    rows: int


def lists_of(scope: Scope) -> list[Dataset]:
    """The lists that a snapshot under this reader holds."""
    return sorted(
        (one for one in datasets.datasets_for(scope) if one.leaves and one.may_take(scope)), key=lambda one: one.code
    )


def columns_that_leave(dataset: Dataset) -> list[Column]:
    """A list's columns in a snapshot: all but those that name people or are of a restricted class."""
    return [
        column for column in dataset.columns
        if column.kind != "person" and not column.summed and column.data_class not in datasets.NEVER_LEAVES
    ]  # fmt: skip


def table_of(dataset: Dataset) -> str:
    """What a list is called in the database: a name that needs no quotes."""
    return dataset.code.replace("-", "_")


def write_snapshot(scope: Scope, target: Path, today: Today) -> list[Written]:
    """Write all lists of a reader, whole or not at all: a folder of Parquet files, or one file ending in .duckdb.

    Rows of restricted classes, names of people and one party's own budgets stay out (docs/reference/analytics.md).

    Raises:
        Refused: The extra `analytics` is not installed.
        OSError: The target cannot be written.
    """
    datasets.require_duckdb()
    target.parent.mkdir(parents=True, exist_ok=True)
    # Codes and names of things are English here, so that a tool's query means the same whoever made the snapshot.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as made:
        folder = Path(made) / "lists"
        folder.mkdir()
        with translation.override("en"):
            written = [_write(scope.in_language("en"), one, folder, today) for one in lists_of(scope)]
            if target.suffix == ".duckdb":
                fresh = Path(made) / "snapshot.duckdb"
                _as_database(fresh, folder, written, scope, today)
                fresh.chmod(0o444)
                fresh.replace(target)
            else:
                _as_folder(folder, target)
    return written


def _write(scope: Scope, dataset: Dataset, folder: Path, today: Today) -> Written:
    readable = {column.code for column in dataset.in_rows(scope)}
    codes = tuple(column.code for column in columns_that_leave(dataset) if column.code in readable)
    take = datasets.taken(dataset, scope, Question(dataset=dataset.code, columns=codes), today)
    table = table_of(dataset)
    return Written(dataset.code, table, datasets.write_parquet(take, folder / f"{table}.parquet"))


def _as_folder(folder: Path, target: Path) -> None:
    """Put the new files in the place of the old, each in one step; what is no list any more goes."""
    target.mkdir(exist_ok=True)
    names = {path.name for path in folder.iterdir()}
    for path in folder.iterdir():
        path.chmod(0o444)
        shutil.move(path, target / path.name)
    for old in target.glob("*.parquet"):
        if old.name not in names:
            old.unlink()


def _as_database(path: Path, folder: Path, written: list[Written], scope: Scope, today: Today) -> None:
    duckdb = datasets.require_duckdb()
    with duckdb.connect(str(path), config={"memory_limit": "512MB", "threads": "1"}) as here:
        here.execute("SET enable_progress_bar = false")
        for one in written:
            # Names of tables and columns are ours; values go in as parameters or are quoted.
            here.execute(f"CREATE TABLE {one.table} AS FROM read_parquet(?)", [str(folder / f"{one.table}.parquet")])
            dataset = datasets.datasets[one.dataset]
            here.execute(f"COMMENT ON TABLE {one.table} IS {_text(str(dataset.meaning or dataset.name))}")
            there = {name for name, *_rest in here.execute(f"DESCRIBE {one.table}").fetchall()}
            for column in columns_that_leave(dataset):
                for name, _kind in columns_of(column):
                    if name in there:
                        said = _text(str(column.meaning or column.name))
                        here.execute(f'COMMENT ON COLUMN {one.table}."{name}" IS {said}')
        here.execute(
            "CREATE TABLE snapshot (made_at TIMESTAMP, zone VARCHAR, reader VARCHAR, version VARCHAR, "
            '"list" VARCHAR, "rows" BIGINT)'
        )
        at = today.now.astimezone(UTC).replace(tzinfo=None)
        for one in written:
            values = [at, str(today.zone), scope.name, __version__, one.table, one.rows]
            here.execute("INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?)", values)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def reader_scope(email: str, today_now: Today) -> Scope | None:
    """The scope of the reader a snapshot is made for: somebody at work; None where there is nobody of that address."""
    person = parties.Person.objects.filter(email=email, state="active").first()
    return parties.scope_at(person, None, now=today_now.now) if person else None
