"""Writes tables that come back in as they went out; no text in them is ever a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from samdrift.registers.estate.formats.tables.cells import harmless

Rows = Iterable[Mapping[str, object]]


def write_csv(columns: Sequence[str], rows: Rows) -> bytes:
    """The rows as CSV in UTF-8, with the mark at its beginning by which spreadsheets know that."""
    kept = io.StringIO()
    table = csv.writer(kept, lineterminator="\r\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([_text(row.get(column)) for column in columns])
    return kept.getvalue().encode("utf-8-sig")


def write_xlsx(columns: Sequence[str], rows: Rows) -> bytes:
    """The rows as a workbook with one sheet; every cell is a text, so that codes keep their leading noughts."""
    import xlsxwriter  # half a second and eight megabytes that only this needs

    kept = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, bold)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                sheet.write_string(line, place, _plain(row.get(column)))
        sheet.freeze_panes(1, 0)
    return kept.getvalue()


def _text(value: object) -> str:
    """A cell of a CSV file; numbers and days are never formulas, and a minus before a number stays."""
    return _plain(value) if isinstance(value, int | Decimal | date) else harmless(_plain(value))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)
