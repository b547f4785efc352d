"""Tables of shifts and skills, as CSV from a spreadsheet, read into plain values; one line a week or a skill."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHIFT_COLUMNS = ("email", "valid_from", "valid_to", *DAYS)
SKILL_COLUMNS = ("email", "code", "valid_from", "valid_to", "number")
MOST_LINES = 20_000


class NotATable(ValueError):
    """A file that is no such table; its argument is the first column that is missing, or "" when it is no text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its number in the file (the first below the heading is 2) and its cells by column."""

    number: int
    cells: dict[str, str]

    def day(self, column: str) -> date | None:
        """A day of the line; None when the cell is empty.

        Raises:
            ValueError: It is no day.
        """
        text = self.cells[column]
        return date.fromisoformat(text[:10]) if text else None


def read_lines(content: bytes, columns: Sequence[str]) -> list[Line]:
    """The lines of a table, comma or semicolon between the cells; unknown columns are passed over.

    Raises:
        NotATable: A column is missing, it is no text in UTF-8, or it has too many lines.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotATable("") from None
    heading = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=";" if heading.count(";") > heading.count(",") else ",")
    names = [name.strip().casefold() for name in next(rows, [])]
    for column in columns:
        if column not in names:
            raise NotATable(column)
    found = []
    for number, row in enumerate(rows, start=2):
        if number > MOST_LINES:
            raise NotATable("")
        cells = dict(zip(names, (cell.strip()[:200] for cell in row), strict=False))
        if any(cells.values()):
            found.append(Line(number, {column: cells.get(column, "") for column in columns}))
    return found


def written(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV that the same reader reads; a cell that a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") else text
