"""The rows of COBie sheets by column name, with what refers to what, and what is odd about them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from samdrift.registers.estate.formats.cobie.sheets import COLUMNS, ESSENTIAL, REFERENCES
from samdrift.registers.estate.formats.collecting import Findings
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.model import Limits
from samdrift.registers.estate.formats.workbook import Workbook, filled, open_workbook

FILLERS = frozenset({"", "n/a", "na"})
ALIASES: Mapping[str, str] = {
    "externalsystem": "extsystem",
    "externalobject": "extobject",
    "externalidentifier": "extidentifier",
}


@dataclass(frozen=True, slots=True)
class CobieRow:
    """One row: where it stands in its sheet (from 1, the header included) and its cells by small column name."""

    number: int
    cells: Mapping[str, str]
    name: str

    def get(self, column: str) -> str:
        """A cell's text; "" for what is empty, missing, “n/a” or, from templates, only the column's own name."""
        wanted = column.casefold()
        value = self.cells.get(ALIASES.get(wanted, wanted), "")
        return "" if value.casefold() in FILLERS or value == column else value


Rows = Mapping[str, tuple[CobieRow, ...]]


def read_rows(path: Path, limits: Limits, findings: Findings) -> Rows:
    """The filled rows of every COBie sheet; a missing sheet has none.

    Raises:
        RefusedFile: No workbook, or one without any COBie sheet.
    """
    book = open_workbook(path, limits)
    named = {name.casefold().strip(): name for name in book.sheets}
    if not any(sheet.casefold() in named for sheet in ESSENTIAL):
        raise RefusedFile("not_cobie")
    return {sheet: _sheet_rows(book, named.get(sheet.casefold()), sheet, findings) for sheet in COLUMNS}


def _sheet_rows(book: Workbook, name: str | None, sheet: str, findings: Findings) -> tuple[CobieRow, ...]:
    if name is None:
        if sheet in ESSENTIAL:
            findings.add("warning", "sheet_missing", sheet=sheet)
        return ()
    rows = filled(book.sheets[name])
    _, header = next(rows, (0, ()))
    # Real files slip blank columns in and swap others, so columns are found by their names, the first one counting.
    places: dict[str, int] = {}
    for place, column in enumerate(header):
        label = column.casefold().replace(" ", "")
        places.setdefault(ALIASES.get(label, label), place)
    key = COLUMNS[sheet][0]
    if header and key.casefold() not in places:
        findings.add("error", "column_missing", sheet=sheet, column=key)
    found = []
    for number, row in rows:
        cells = {column: row[place] for column, place in places.items() if column}
        found.append(CobieRow(number, cells, cells.get(key.casefold(), "")))
    return tuple(found)


def names(rows: Rows) -> Mapping[str, Mapping[str, CobieRow]]:
    """Rows by small name, sheet by sheet; the first row of a name counts."""
    return {sheet: {row.name.casefold(): row for row in reversed(found) if row.name} for sheet, found in rows.items()}


def referred(value: str, known: Mapping[str, CobieRow]) -> Iterator[tuple[str, CobieRow | None]]:
    """What a reference leads to: the whole text if it is a name (names may hold commas), else each part of it."""
    if not value:
        return
    whole = known.get(value.casefold())
    if whole is not None or "," not in value:
        yield value, whole
        return
    for part in (part.strip() for part in value.split(",")):
        if part:
            yield part, known.get(part.casefold())


def dangling(rows: Rows, findings: Findings) -> Mapping[str, int]:
    """How many references lead nowhere, by “Sheet.Column”; each is told with its row."""
    known = names(rows)
    count: Counter[str] = Counter()
    for sheet, column, target in REFERENCES:
        for row in rows[sheet]:
            for value, found in referred(row.get(column), known[target]):
                if found is None:
                    count[f"{sheet}.{column}"] += 1
                    findings.add(
                        "warning",
                        "dangling",
                        f"{sheet}:{row.name}",
                        sheet=sheet,
                        row=row.number,
                        value=value,
                        column=column,
                        target=target,
                    )
    return dict(count)


def repeated(rows: Rows, findings: Findings) -> None:
    """Tell of names that must be unique and are not (zones and systems repeat theirs, one row a member)."""
    for sheet in ("Contact", "Facility", "Floor", "Space", "Type", "Component"):
        first: dict[str, int] = {}
        for row in rows[sheet]:
            name = row.name.casefold()
            if not name:
                findings.add("warning", "name_missing", sheet=sheet, row=row.number)
            elif name in first:
                findings.add(
                    "warning",
                    "duplicate_name",
                    f"{sheet}:{row.name}",
                    sheet=sheet,
                    row=row.number,
                    value=row.name,
                    first=first[name],
                )
            else:
                first[name] = row.number
