"""An answer as a file with today's rows, written while it is read: memory stays the same however long the list is."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.db.models.sql.constants import MULTI
from django.utils.translation import gettext as _

from samdrift.foundation.datasets import cells, sheets
from samdrift.foundation.datasets.filters import Today, rows_for, with_values
from samdrift.foundation.datasets.listing import in_order, order_of, shown_columns
from samdrift.foundation.datasets.question import Question
from samdrift.foundation.datasets.registry import NEVER_LEAVES, WATERMARKED, Column, Dataset
from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import Scope

CHUNK = 2_000
PART = 25  # chunks in one file that is staged for a column store
GROUP = 20_480  # rows of a Parquet file that are held and written together
SENT = 256 * 1024  # bytes of a finished file sent at once
MOST_ROWS_XLSX = 1_048_576 - 3  # what a sheet holds, less its heading and the line that says who took it along
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken along: the rows, put to the database, and all words of the file, in the reader's language."""

    columns: Sequence[Column]
    rows: QuerySet[Any]
    scope: Scope
    today: Today
    count: int
    heads: Sequence[str]
    watermark: str
    marked: bool  # whether a column itself is of a class that is marked


def taken(dataset: Dataset, scope: Scope, question: Question, today: Today) -> Taken:
    """The rows of a question that may leave the house: what this reader may take along, nothing restricted.

    Raises:
        NotAllowed: The reader may take along nothing of this list.
        Invalid: Something is named that is not there for this reader.
    """
    permission = dataset.export or dataset.permission
    columns = [one for one in shown_columns(dataset, scope, question) if one.data_class not in NEVER_LEAVES]
    rows = rows_for(dataset, scope, question, today, permission=permission, leaving=True)
    by, falling = order_of(dataset, question)
    count = rows.order_by().count()
    ordered = in_order(with_values(rows, [*columns, by]), by, falling=falling)
    moment = today.now.astimezone(today.zone)
    watermark = _("Commercial in confidence between the parties. Taken along by %(who)s on %(day)s at %(time)s.") % {
        "who": scope.name, "day": moment.date().isoformat(), "time": f"{moment:%H:%M}",
    }  # fmt: skip
    marked = dataset.data_class in WATERMARKED or any(one.data_class in WATERMARKED for one in columns)
    heads = [str(one.name) for one in columns]
    return Taken(columns, ordered, scope, today, count, heads, watermark, marked)


def chunks(rows: QuerySet[Any], refs: Sequence[str]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The values of these columns as the driver gives them, some thousand rows at once, from a server's cursor."""
    # Django would make an object of each value; here whole columns are written at once, from what the driver gives.
    compiler = rows.values_list(*refs).query.get_compiler(DEFAULT_DB_ALIAS)
    yield from compiler.execute_sql(MULTI, chunked_fetch=True, chunk_size=CHUNK)


def _columns(take: Taken) -> Iterator[tuple[list[tuple[Any, ...]], bool]]:
    """Chunks as columns, and whether something commercial was among the rows so far."""
    marked = take.marked
    for chunk in chunks(take.rows, [*(one.ref for one in take.columns), "data_class"]):
        *values, classes = zip(*chunk, strict=True)
        marked = marked or not WATERMARKED.isdisjoint(classes)
        yield values, marked


def as_csv(take: Taken) -> Iterator[bytes]:
    """CSV with a byte order mark, sent while it is read."""
    write = [cells.writer_for(column, take.scope, take.today.zone) for column in take.columns]
    heads = [cells.harmless(head) for head in take.heads]

    def lines() -> Iterator[bytes]:
        page, marked = io.StringIO(), take.marked
        writer = csv.writer(page)
        yield b"\xef\xbb\xbf"
        writer.writerow(heads)
        for values, seen in _columns(take):
            marked = seen
            written = [one(column) for one, column in zip(write, values, strict=True)]
            writer.writerows(zip(*written, strict=True))
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
        if marked:
            writer.writerow([take.watermark])
        yield page.getvalue().encode()

    return lines()


def as_xlsx(take: Taken) -> Iterator[bytes]:
    """A workbook with one sheet.

    Raises:
        Refused: A sheet does not hold so many rows.
    """
    if take.count > MOST_ROWS_XLSX:
        words = {"most": f"{MOST_ROWS_XLSX:,}", "count": f"{take.count:,}"}
        raise Refused(
            _("A sheet holds at most %(most)s rows, and this answer has %(count)s. Take CSV or Parquet, or narrow it.")
            % words
        )
    return _file("answer.xlsx", lambda path: _write_xlsx(take, path))


def _write_xlsx(take: Taken, path: Path) -> None:
    write = [cells.writer_for(column, take.scope, take.today.zone) for column in take.columns]
    marked = take.marked

    def pages() -> Iterator[Sequence[Sequence[Any]]]:
        nonlocal marked
        for values, seen in _columns(take):
            marked = seen
            yield [one(column) for one, column in zip(write, values, strict=True)]

    def last_line() -> str:
        return take.watermark if marked else ""

    heads = [str(cells.harmless(head)) for head in take.heads]
    sheets.write_sheet(path, take.columns, heads, pages(), last_line, count=take.count)


def as_parquet(take: Taken) -> Iterator[bytes]:
    """A Parquet file: typed values, codes instead of words, moments in UTC, amounts in whole minor units.

    Raises:
        Refused: This installation cannot write it.
    """
    require_duckdb()
    return _file("answer.parquet", lambda path: write_parquet(take, path))


def require_duckdb() -> Any:
    """The library that writes Parquet.

    Raises:
        Refused: It is not installed.
    """
    try:
        import duckdb
    except ImportError:
        sentence = _("Parquet needs the extra “analytics”, which is not installed here. Take CSV instead.")
        raise Refused(sentence) from None
    return duckdb


def write_parquet(take: Taken, path: Path) -> int:
    """Write the rows as Parquet; how many there were."""
    duckdb = require_duckdb()
    kinds = [pair for column in take.columns for pair in cells.machine_columns(column)]
    count, marked, staged = _stage(take, path)
    several = ", ".join(_text(str(part)) for part in staged)
    types = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in kinds)
    told = f", KV_METADATA {{watermark: {_text(take.watermark)}}}" if marked else ""
    with duckdb.connect(":memory:", config={"memory_limit": "256MB", "threads": "1"}) as here:
        here.execute("SET enable_progress_bar = false")
        here.execute(f"SET temp_directory = {_text(str(path.parent))}")
        read = (
            f"read_csv([{several}], auto_detect=false, header=false, delim=',', quote='\"', escape='\"', "
            f"nullstr={_text(cells.NOTHING)}, columns={{{types}}}, max_line_size=4000000, parallel=false)"
        )
        # Names of columns are ours and every text is quoted; nothing of it was typed by anybody.
        here.execute(
            f"COPY (FROM {read}) TO {_text(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP}{told})"
        )
    for part in staged:
        part.unlink()
    return count


def _stage(take: Taken, path: Path) -> tuple[int, bool, list[Path]]:
    """The rows as plain lines a column store reads at once: how many, whether something was commercial, and where.

    In several files, because the column store holds a file in memory until it has read to its end.
    """
    count, marked = 0, take.marked
    writers = [cells.machine_writers(column, take.scope) for column in take.columns]
    parts = [path.with_suffix(".0.csv")]
    parts[0].touch()
    for place, (values, seen) in enumerate(_columns(take), 1):
        marked = seen
        written = [one(column) for several, column in zip(writers, values, strict=True) for one in several]
        with parts[-1].open("a", encoding="utf-8", newline="") as page:
            csv.writer(page, lineterminator="\n").writerows(zip(*written, strict=True))
        count += len(values[0]) if values else 0
        if place % PART == 0:
            parts.append(path.with_suffix(f".{place}.csv"))
            parts[-1].touch()
    return count, marked, parts


def _text(value: str) -> str:
    """A text in a statement of the column store's."""
    return "'" + value.replace("'", "''") + "'"


def _file(name: str, write: Callable[[Path], Any]) -> Iterator[bytes]:
    """A file made aside and sent in pieces; it is gone when the last piece is."""
    folder = tempfile.TemporaryDirectory(prefix="samdrift-export-")
    path = Path(folder.name) / name
    try:
        write(path)
    except BaseException:
        folder.cleanup()
        raise

    def pieces() -> Iterator[bytes]:
        with folder, path.open("rb") as made:
            while piece := made.read(SENT):
                yield piece

    return pieces()


def grouped_lines(heads: Sequence[str], lines: Sequence[Sequence[Any]]) -> Iterator[bytes]:
    """A grouped answer as CSV: small enough to be written at once."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow([cells.harmless(head) for head in heads])
    writer.writerows([cells.harmless(value) for value in line] for line in lines)
    yield b"\xef\xbb\xbf" + page.getvalue().encode()
