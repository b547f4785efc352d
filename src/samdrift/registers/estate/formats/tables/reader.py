"""Reads a table somebody exported: finds its encoding, separator and columns, and says which rows are wrong and why."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from pathlib import Path

from samdrift.registers.estate.formats.collecting import Findings
from samdrift.registers.estate.formats.findings import Finding, RefusedFile
from samdrift.registers.estate.formats.model import Limits
from samdrift.registers.estate.formats.tables.cells import as_meant, day, moment, number, uses_decimal_comma, yes_no
from samdrift.registers.estate.formats.tables.column import Column
from samdrift.registers.estate.formats.tables.columns import KINDS
from samdrift.registers.estate.formats.tables.columns_past import PAST
from samdrift.registers.estate.formats.workbook import MEGABYTE, filled, open_workbook

SEPARATORS = (";", ",", "\t", "|")
SAMPLE_LINES = 20
LONGEST_STORY = 8_000  # letters: what somebody wrote about a request is not cut short
RANGES: Mapping[str, tuple[int, int]] = {"latitude": (-90, 90), "longitude": (-180, 180)}
WGS84 = re.compile(r"wgs ?84|epsg:?4326|etrs ?89$", re.IGNORECASE)

Value = str | Decimal | int | date | datetime | bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """One good row: where it stands in the file (from 1, the header included) and its values by field.

    Args:
        rest: What stands in columns nothing is known of, by header; of kinds that must lose nothing.
    """

    number: int
    values: Mapping[str, Value]
    rest: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a table holds.

    Args:
        columns: Header in the file by field.
        ignored: Headers nothing was read from.
        row_count: Filled rows of the file; `rows` leaves out those with an error.
        header: Every header of the file.
    """

    kind: str
    source_hash: str
    header: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    row_count: int = 0
    encoding: str = ""
    separator: str = ""
    findings: tuple[Finding, ...] = ()


_Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    header: tuple[str, ...]
    rows: Iterable[_Row]  # may be gone through again and again
    encoding: str = ""
    separator: str = ""


def read_table(
    kind: str, path: str | Path, limits: Limits | None = None, mapping: Mapping[str, str] | None = None
) -> Table:
    """The rows of a table.

    Args:
        kind: A key of `KINDS`.
        mapping: Field by header, where somebody chose it by hand; it beats the known headers.
    Raises:
        RefusedFile: No table, too large, or without a column that every row needs.
    """
    opened = OpenedTable(kind, path, limits or Limits(), mapping or {})
    rows = tuple(opened.rows())
    return replace(opened.table, rows=rows, row_count=opened.row_count, findings=opened.findings.all())


class OpenedTable:
    """A table whose columns are known and whose rows are still to be read, one after the other.

    Raises:
        RefusedFile: As `read_table`.
    """

    def __init__(self, kind: str, path: str | Path, limits: Limits, mapping: Mapping[str, str]) -> None:
        if kind not in KINDS:
            raise RefusedFile("unknown_table", kind=kind, kinds=", ".join(KINDS))
        source_hash, self._sheet = _sheet(kind, Path(path), limits)
        header = self._sheet.header
        self.findings, self.row_count = Findings(limits.findings_per_code), 0
        self._columns, self._places = KINDS[kind], _places(KINDS[kind], header, mapping)
        for column in self._columns:
            if column.required and column.field not in self._places:
                raise RefusedFile("missing_columns", column=column.field, found=", ".join(filter(None, header))[:300])
        ignored = tuple(name for place, name in enumerate(header) if name and place not in self._places.values())
        self._rest = {header.index(name): name for name in ignored} if kind in PAST else {}
        if ignored and not self._rest:
            self.findings.add("info", "columns_ignored", columns=", ".join(ignored))
        self.table = Table(
            kind=kind, source_hash=source_hash, header=header, ignored=ignored, encoding=self._sheet.encoding,
            columns={name: header[place] for name, place in self._places.items()}, separator=self._sheet.separator,
        )  # fmt: skip

    def rows(self) -> Iterator[TableRow]:
        """The rows that can be used; what is wrong with the others is in `findings` afterwards."""
        reader = _Rows(self._columns, self._sheet, self._places, self.findings)
        for row_number, row in self._sheet.rows:
            self.row_count += 1
            values = reader.values(row_number, row)
            if values is not None:
                kept = {name: row[place] for place, name in self._rest.items() if place < len(row) and row[place]}
                yield TableRow(row_number, values, kept)


def header_of(kind: str, path: str | Path, limits: Limits | None = None) -> tuple[str, ...]:
    """The headers of a table, also of one whose columns say too little to read its rows."""
    return _sheet(kind, Path(path), limits or Limits())[1].header


def _sheet(kind: str, path: Path, limits: Limits) -> tuple[str, _Sheet]:
    """The hash of the file's bytes and the sheet in it."""
    raw_size = path.stat().st_size
    if raw_size == 0:
        raise RefusedFile("empty_file")
    if raw_size > limits.file_bytes:
        raise RefusedFile("too_large", size_mb=raw_size // MEGABYTE, limit_mb=limits.file_bytes // MEGABYTE)
    raw = path.read_bytes()
    sheet = _workbook_sheet(path, kind, limits) if raw.startswith(b"PK") else _text_sheet(raw, kind, limits)
    return sha256(raw).hexdigest(), sheet


def _places(columns: Sequence[Column], header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Where each field stands: as chosen by hand, else by its best known header, each place used once."""
    labels = [_label(name) for name in header]
    places = {field_name: header.index(name) for name, field_name in mapping.items() if name in header}
    for column in columns:
        if column.field in places:
            continue
        for known in column.headers:
            place = labels.index(_label(known)) if _label(known) in labels else None
            if place is not None and place not in places.values():
                places[column.field] = place
                break
    return places


def _label(header: str) -> str:
    return "".join(letter for letter in header.casefold().replace("²", "2") if letter.isalnum())


class _Rows:
    """Turns the rows of a sheet into values, leaving out what cannot be used."""

    def __init__(self, columns: Sequence[Column], sheet: _Sheet, places: Mapping[str, int], findings: Findings) -> None:
        self._columns = [column for column in columns if column.field in places]
        self._sheet, self._places, self._findings = sheet, places, findings
        self._first: dict[tuple[str, str], int] = {}
        self._comma = {
            column.field: uses_decimal_comma(
                (row[places[column.field]] for _, row in sheet.rows if len(row) > places[column.field]),
                sheet.separator,
            )
            for column in self._columns
            if column.type not in {"text", "date", "moment", "yes_no"}
        }

    def values(self, row_number: int, row: Sequence[str]) -> dict[str, Value] | None:
        """The values of one row by field; None where it cannot be used."""
        if any(row[len(self._sheet.header) :]):
            self._findings.add("warning", "row_too_long", row=row_number)
        values: dict[str, Value] = {}
        for column in self._columns:
            place = self._places[column.field]
            said = row[place] if place < len(row) else ""
            header = self._sheet.header[place]
            if not said:
                if column.required:
                    self._findings.add("error", "row_lacks", row=row_number, column=header)
                    return None
                continue
            if column.unique and not self._is_first(column.field, said, row_number):
                return None
            value = self._value(column, said, row_number, header)
            if value is not None:
                values[column.field] = value
        return self._placed(values, row_number)

    def _is_first(self, name: str, said: str, row_number: int) -> bool:
        first = self._first.setdefault((name, said.casefold()), row_number)
        if first != row_number:
            self._findings.add("error", "row_repeats", row=row_number, value=said, first=first)
        return first == row_number

    def _value(self, column: Column, said: str, row_number: int, header: str) -> Value | None:
        if column.type == "text":
            return said
        if column.type == "yes_no":
            return yes_no(said)
        if column.type in ("date", "moment"):
            found = day(said) if column.type == "date" else moment(said)
            if found is None:
                self._findings.add("warning", "row_not_a_date", row=row_number, value=said, column=header)
            return found
        value = number(said, decimal_comma=self._comma[column.field])
        if value is None:
            self._findings.add("warning", "row_not_a_number", row=row_number, value=said, column=header)
            return None
        return int(value) if column.type == "whole" else value

    def _placed(self, values: dict[str, Value], row_number: int) -> dict[str, Value]:
        """The values without coordinates that are not degrees (national grids are metres)."""
        system = str(values.get("coordinate_system", ""))
        if system and not WGS84.search(system):
            values.pop("latitude", None)
            values.pop("longitude", None)
            self._findings.add("info", "coordinates_not_degrees", row=row_number, system=system)
        for name, (low, high) in RANGES.items():
            value = values.get(name)
            if isinstance(value, Decimal) and not low <= value <= high:
                self._findings.add(
                    "warning",
                    "row_out_of_range",
                    row=row_number,
                    value=value,
                    column=self._sheet.header[self._places[name]],
                    low=low,
                    high=high,
                )
                del values[name]
        area = values.get("area_m2")
        if isinstance(area, Decimal) and area < 0:
            header = self._sheet.header[self._places["area_m2"]]
            self._findings.add(
                "warning", "row_out_of_range", row=row_number, value=area, column=header, low=0, high="∞"
            )
            del values["area_m2"]
        return values


def _workbook_sheet(path: Path, kind: str, limits: Limits) -> _Sheet:
    """The sheet of a workbook that looks most like the table wanted."""
    best: _Sheet | None = None
    most = 0
    for rows in open_workbook(path, limits).sheets.values():
        found = list(filled(rows))
        if not found:
            continue
        known = len(_places(KINDS[kind], found[0][1], {}))
        if best is None or known > most:
            best, most = _Sheet(found[0][1], tuple(found[1:]), "xlsx"), known
    if best is None:
        raise RefusedFile("no_header")
    return best


def _text_sheet(raw: bytes, kind: str, limits: Limits) -> _Sheet:
    text, encoding = _decoded(raw)
    told = re.match(r"sep=(.)\r?\n", text)
    skipped = 1 if told else 0
    body = text[told.end() :] if told else text
    separator = told.group(1) if told else _separator(body, kind)
    if kind in PAST:
        limits = replace(limits, text=LONGEST_STORY)
    rows = _CsvRows(body, separator, limits, skipped, lines_kept=kind in PAST)
    first = next(iter(rows), None)
    if first is None:
        raise RefusedFile("no_header")
    return _Sheet(first[1], _Behind(rows), encoding, separator)


@dataclass(frozen=True, slots=True)
class _CsvRows:
    """The filled rows of a text, cut anew each time they are gone through: a large table is never held as cells."""

    text: str
    separator: str
    limits: Limits
    skipped: int
    lines_kept: bool

    def __iter__(self) -> Iterator[_Row]:
        limits, found = self.limits, 0
        try:
            for row_number, row in enumerate(csv.reader(io.StringIO(self.text), delimiter=self.separator), 1):
                if found > limits.rows:
                    raise RefusedFile("too_many_rows", sheet="CSV", limit=limits.rows)
                if len(row) > limits.columns:
                    raise RefusedFile("too_many_columns", sheet="CSV", limit=limits.columns)
                said = (cell.strip() if self.lines_kept else " ".join(cell.split()) for cell in row)
                cells = tuple(as_meant(cell)[: limits.text] for cell in said)
                if any(cells):
                    found += 1
                    yield row_number + self.skipped, cells
        except csv.Error as error:
            raise RefusedFile("not_text") from error


@dataclass(frozen=True, slots=True)
class _Behind:
    """All rows but the first, which is the header."""

    rows: Iterable[_Row]

    def __iter__(self) -> Iterator[_Row]:
        return islice(self.rows, 1, None)


def _decoded(raw: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 with or without mark, UTF-16 with mark, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), "utf-16"
    if b"\0" in raw:
        raise RefusedFile("not_text")
    try:
        return raw.decode("utf-8-sig"), "utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8"
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), "cp1252"


def _separator(text: str, kind: str) -> str:
    """The separator that gives the header most known columns, then most columns, evenly."""
    sample = "\n".join(text.splitlines()[:SAMPLE_LINES])

    def fitness(separator: str) -> tuple[int, int, int]:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample), delimiter=separator) if any(row)]
        except csv.Error:
            return (0, 0, 0)
        if not rows:
            return (0, 0, 0)
        even = sum(len(row) == len(rows[0]) for row in rows)
        return (len(_places(KINDS[kind], rows[0], {})), even if len(rows[0]) > 1 else 0, len(rows[0]))

    return max(SEPARATORS, key=fitness)
