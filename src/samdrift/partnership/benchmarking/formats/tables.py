"""A pack's tables for a spreadsheet: unit costs, places, peers and what stands apart; or one CSV file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name and headings; amounts in whole units of the currency."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(title: str, sheets: Sequence[Sheet]) -> bytes:
    """All sheets, numbers as numbers; nothing in it is taken for a formula."""
    import xlsxwriter  # heavy, and asked for seldom

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title})
    bold, amount = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00##"})
    for one in sheets:
        sheet = book.add_worksheet(one.name[:31])
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, one.heads, bold)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, max(len(one.heads) - 1, 1), 16)
        for place, row in enumerate(one.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(place, column, cell, amount)
                elif isinstance(cell, int):
                    sheet.write_number(place, column, cell)
                elif cell is not None:
                    sheet.write_string(place, column, cell)
    book.close()
    return held.getvalue()


def comma_separated(sheet: Sheet) -> bytes:
    """One sheet as CSV with a byte order mark; a text no spreadsheet takes for a formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([_safe(one) for one in sheet.heads])
    for row in sheet.rows:
        writer.writerow(["" if cell is None else _safe(cell) if isinstance(cell, str) else cell for cell in row])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
