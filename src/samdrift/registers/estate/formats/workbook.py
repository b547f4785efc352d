"""Opens spreadsheets (.xlsx) that somebody sent and gives their cells as texts; refuses bombs before they unfold."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.model import Limits

CHUNK = 1 << 18
MEGABYTE = 1_000_000
ENTRIES = 5_000
CELLS = 30_000_000
LONGEST_REFERENCE = 200
# Bounded, and never past the next tag: a file of nothing but “<c ” must not take hours to look through.
CELL = re.compile(rb"<(?:\w{1,20}:)?c\b[^<>]{0,150}?\br=\"([A-Z]{1,7})(\d{1,9})\"")
FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets by name, each a tuple of rows of texts; the first row of a sheet is its first filled one."""

    sheets: Mapping[str, tuple[Row, ...]]


def open_workbook(path: Path, limits: Limits) -> Workbook:
    """The texts of every sheet.

    Raises:
        RefusedFile: No workbook, damaged, larger than the limits, or with declarations that spreadsheets never write.
    """
    _require_sane(path, limits)
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {
            name: tuple(tuple(cell_text(cell, limits.text) for cell in row) for row in _rows(book, name))
            for name in book.sheet_names
        }
    except RefusedFile:
        raise
    except BaseException as error:  # a broken workbook makes the native reader panic, which is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise RefusedFile("workbook_broken") from error
    return Workbook(sheets)


def _rows(book: Any, name: str) -> list[list[Any]]:
    found: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
    return found


def _require_sane(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise RefusedFile("empty_file")
    if size > limits.file_bytes:
        raise RefusedFile("too_large", size_mb=size // MEGABYTE, limit_mb=limits.file_bytes // MEGABYTE)
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            raise RefusedFile("not_workbook")
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
            if len(names) > ENTRIES or not any(name.startswith("xl/") for name in names):
                raise RefusedFile("not_workbook")
            unpacked = 0
            for entry in packed.infolist():
                unpacked += _require_sane_entry(packed, entry, limits, unpacked)
    except RefusedFile:
        raise
    except Exception as error:
        raise RefusedFile("workbook_broken") from error


def _require_sane_entry(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, before: int) -> int:
    """The real unpacked size of an entry; what the file claims about itself is not believed."""
    is_sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
    is_xml = entry.filename.endswith((".xml", ".rels"))
    size, tail, rows, columns = 0, b"", 0, 0
    with packed.open(entry) as source:
        for chunk in iter(lambda: source.read(CHUNK), b""):
            size += len(chunk)
            if before + size > limits.unpacked_bytes:
                raise RefusedFile("unpacks_too_large", limit_mb=limits.unpacked_bytes // MEGABYTE)
            window = tail + chunk
            if is_xml and FORBIDDEN.search(window):
                raise RefusedFile("workbook_dtd")
            if is_sheet:
                rows, columns = _extent(window, rows, columns)
                _require_extent(entry.filename, rows, columns, limits)
            tail = window[-LONGEST_REFERENCE:]
    return size


def _extent(window: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The furthest cell: readers make room for every cell up to it, so one cell can ask for terabytes."""
    for letters, digits in CELL.findall(window):
        rows = max(rows, int(digits))
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        columns = max(columns, column)
    return rows, columns


def _require_extent(filename: str, rows: int, columns: int, limits: Limits) -> None:
    sheet = Path(filename).stem
    if rows > limits.rows:
        raise RefusedFile("too_many_rows", sheet=sheet, limit=limits.rows)
    if columns > max(limits.columns, 1) or rows * columns > CELLS:
        raise RefusedFile("too_many_columns", sheet=sheet, limit=limits.columns)


def cell_text(value: Any, limit: int) -> str:
    """A cell as text: whole numbers without “.0”, days and moments in ISO form."""
    if isinstance(value, str):
        return " ".join(value.split())[:limit] if not value.isprintable() else value.strip()[:limit]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat() if value.time() != time(0) else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)[:limit]


def filled(rows: tuple[Row, ...]) -> Iterator[tuple[int, Row]]:
    """Rows with something in them, with their place counted from 1."""
    return ((number, row) for number, row in enumerate(rows, 1) if any(row))
