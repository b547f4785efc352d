"""The market's figures from a table with headings: peer, source, year, price level, line, item, unit, and so on.

Cells are parted by semicolons, tabs or commas, as the heading says. A decimal has a point or a comma. A number that can
be read in two ways, such as 1.234, is refused: nobody here guesses whether it is a thousand.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from samdrift.kernel.money import reads_two_ways

COLUMNS = (
    "peer", "source", "year", "price_level", "line", "item", "unit", "area_basis", "quality", "currency", "value",
    "note",
)  # fmt: skip
NEEDED = ("peer", "source", "year", "price_level", "line", "unit", "currency", "value")
MOST_ROWS, MOST_BYTES = 2000, 1_000_000
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")


class NoTable(ValueError):
    """The text is no such table: `why` is empty, columns (`names` says which are missing), long or quoting."""

    def __init__(self, why: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.why, self.names = why, names


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: its number in the table, its cells by column, and which of them cannot be read."""

    number: int
    cells: Mapping[str, str]
    year: int = 0
    value: Decimal = Decimal(0)
    wrong: Mapping[str, str] = field(default_factory=dict)


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, or else what Windows writes.

    Raises:
        NoTable: It is too long.
    """
    if len(data) > MOST_BYTES:
        raise NoTable("long")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_rows(text: str) -> list[Row]:
    """The rows of a table below its heading; empty ones are passed over.

    Raises:
        NoTable: There is no heading with the columns needed, a quotation mark never ends, or there are too many rows.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not lines.strip() or "\x00" in lines:
        raise NoTable("empty")
    if len(lines.encode()) > MOST_BYTES:
        raise NoTable("long")
    heading = lines.lstrip().split("\n", 1)[0]
    mark = next((one for one in ("\t", ";") if one in heading), ",")
    try:
        found = list(csv.reader(io.StringIO(lines.lstrip("\n")), delimiter=mark, strict=True))
    except csv.Error as wrong:
        raise NoTable("quoting") from wrong
    names = [_name(cell) for cell in found[0]]
    missing = tuple(one for one in NEEDED if one not in names)
    if missing:
        raise NoTable("columns", missing)
    rows = [
        _row(number, dict(zip(names, (cell.strip() for cell in cells), strict=False)))
        for number, cells in enumerate(found[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    if len(rows) > MOST_ROWS:
        raise NoTable("long")
    return rows


def number_in(text: str) -> Decimal:
    """A number with a decimal point or comma, its thousands apart by spaces, points or commas.

    Raises:
        ValueError: It is no number, or may be read in two ways; the message is "number" or "two_ways".
    """
    plain = re.sub(r"(?<=\d)[ \u00a0\u202f'](?=\d{3})", "", text.strip())
    if reads_two_ways(plain):
        raise ValueError("two_ways")
    if not plain.isascii() or not (_PLAIN.fullmatch(plain) or _GROUPED.fullmatch(plain)):
        raise ValueError("number")
    decimal_mark = plain[max(plain.rfind("."), plain.rfind(","))] if set(plain) & {".", ","} else ""
    grouped = len(re.findall(r"[.,]", plain)) > 1
    if grouped and plain.count(decimal_mark) > 1:  # 1.234.567: thousands alone
        return Decimal(plain.replace(decimal_mark, ""))
    if decimal_mark:
        whole, part = plain.rsplit(decimal_mark, 1)
        plain = f"{whole.replace('.', '').replace(',', '')}.{part}"
    try:
        return Decimal(plain)
    except InvalidOperation as wrong:
        raise ValueError("number") from wrong


def _name(cell: str) -> str:
    return re.sub(r"[ _-]+", "_", cell.strip().casefold())


def _row(number: int, cells: Mapping[str, str]) -> Row:
    wrong: dict[str, str] = {}
    year, value = 0, Decimal(0)
    typed = cells.get("year", "")
    if typed.isascii() and typed.isdecimal() and len(typed) == 4:
        year = int(typed)
    else:
        wrong["year"] = "year"
    try:
        value = number_in(cells.get("value", ""))
    except ValueError as bad:
        wrong["value"] = str(bad)
    return Row(number, {name: cells.get(name, "") for name in COLUMNS}, year, value, wrong)
