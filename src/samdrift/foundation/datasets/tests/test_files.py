"""Answers as files: what goes in comes out again, in constant memory."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from samdrift.foundation.datasets import files
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import Question, Today
from samdrift.foundation.errors import Refused
from tests.world import NOON, World

from samdrift.doors.ask.tests.test_pages import write  # isort: skip

TODAY = Today(NOON, ZoneInfo("Europe/Copenhagen"))
COLUMNS = ("number", "title", "open", "priority", "site", "received", "resolved", "me_too")


def take(world: World, **more: Any) -> datasets.Taken:
    scope = world.someone("CTR-C", name="Karen").scope
    question = Question(dataset="requests", columns=COLUMNS, **more)
    return datasets.taken(datasets.datasets["requests"], scope, question, TODAY)


@pytest.fixture
def awkward(world: World) -> None:
    """Rows whose texts would break a careless writer."""
    texts = ['a,"b"', "two\nlines", "\\N", "æøå ≥ 漢", "=SUM(A1)", "", "' quoted"]
    for n, text in enumerate(texts):
        write(world, 1, title=text, me_too=n % 5 + 1 if n else 0, resolved_at=datetime(2025, 1, n + 1, tzinfo=UTC))


def test_a_workbook_has_numbers_as_numbers_and_no_formulas(world: World, awkward: None) -> None:
    from python_calamine import CalamineWorkbook

    book = b"".join(datasets.as_xlsx(take(world, order="number")))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Number", "Title", "Open", "Priority", "Site", "Received", "Resolved", "Also reported by"]
    assert rows[1] == ["N-0000", 'a,"b"', "yes", "P4", "Station Nord", "2025-05-05 12:00", "2025-01-01 01:00", 0.0]
    assert [row[1] for row in rows[1:]] == [
        'a,"b"', "two\nlines", "\\N", "æøå ≥ 漢", "'=SUM(A1)", "", "'' quoted"[1:],
    ]  # fmt: skip
    assert rows[2][7] == 2.0


@pytest.mark.parametrize("part", [1, 25])
def test_parquet_keeps_types_codes_and_moments_in_utc(
    world: World, awkward: None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.setattr(files, "PART", part)
    monkeypatch.setattr(files, "CHUNK", 3)  # several chunks, and with one in a part several parts and an empty one
    path = tmp_path / "answer.parquet"
    path.write_bytes(b"".join(datasets.as_parquet(take(world, order="number"))))
    rows = duckdb.sql(f"SELECT * FROM '{path}'")
    assert list(zip(rows.columns, map(str, rows.types), strict=True)) == [
        ("number", "VARCHAR"), ("title", "VARCHAR"), ("open", "BOOLEAN"), ("priority", "VARCHAR"), ("site", "VARCHAR"),
        ("site_name", "VARCHAR"), ("received", "TIMESTAMP"), ("resolved", "TIMESTAMP"), ("me_too", "DOUBLE"),
    ]  # fmt: skip
    found = rows.fetchall()
    assert found[0] == (
        "N-0000", 'a,"b"', True, "4", world.site.code, "Station Nord", NOON.replace(tzinfo=None),
        datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None), 0.0,
    )  # fmt: skip
    assert [row[1] for row in found][1] == "two\nlines"
    assert [row[1] for row in found][3:5] == ["æøå ≥ 漢", "=SUM(A1)"]


def test_a_sheet_that_would_not_hold_the_rows_is_refused_before_it_is_begun(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_ROWS_XLSX", 1)
    write(world, 2)
    with pytest.raises(Refused, match="holds at most 1 rows"):
        datasets.as_xlsx(take(world))


def test_a_longer_list_takes_no_more_memory(world: World) -> None:
    def peak(pieces: Iterator[bytes]) -> int:
        tracemalloc.start()
        try:
            for _piece in pieces:
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    write(world, 4_000)
    peak(datasets.as_csv(take(world)))  # the first time modules and statements are read
    short = peak(datasets.as_csv(take(world)))
    write(world, 8_000)
    assert peak(datasets.as_csv(take(world))) < short * 1.3
