"""The tables of a report for a spreadsheet, and as comma-separated files in one archive."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from samdrift.partnership.reports.formats.shown import shown
from samdrift.partnership.reports.formats.wording import NOTHING

FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cells = list[str | int | Decimal | date | None]


def workbook(data: Mapping[str, Any], language: str) -> bytes:
    """All tables, a sheet each, numbers as numbers and amounts in whole units of the currency."""
    import xlsxwriter  # heavy, and asked for seldom

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made_at = datetime.fromisoformat(data["known_at"]).astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": shown(data, language)["title"], "created": made_at})
    bold = book.add_format({"bold": True})
    amount, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, (name, heads, rows) in enumerate(_tables(data, language), start=1):
        sheet = book.add_worksheet(_sheet_name(number, name))
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, heads, bold)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, max(len(heads) - 1, 1), 16)
        for place, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(place, column, cell, amount)
                elif isinstance(cell, date):
                    sheet.write_datetime(place, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif isinstance(cell, int):
                    sheet.write_number(place, column, cell)
                elif cell is not None:
                    sheet.write_string(place, column, cell)
    book.close()
    return held.getvalue()


def archive(data: Mapping[str, Any], language: str) -> bytes:
    """All tables as files of comma-separated values in one archive."""
    held = io.BytesIO()
    moment = datetime.fromisoformat(data["known_at"]).astimezone(UTC)
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (name, heads, rows) in enumerate(_tables(data, language), start=1):
            entry = zipfile.ZipInfo(f"{number:02d}-{_slug(name)}.csv", moment.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, "\ufeff" + _csv(heads, rows))
    return held.getvalue()


def _csv(heads: list[str], rows: list[Cells]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow("" if cell is None else _safe(cell) if isinstance(cell, str) else cell for cell in row)
    return file.getvalue()


def _safe(text: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _tables(data: Mapping[str, Any], language: str) -> Iterator[tuple[str, list[str], list[Cells]]]:
    told = shown(data, language)
    words = told["words"]
    for section, own in zip(data["sections"], told["sections"], strict=True):
        for block, seen in zip(section["blocks"], own["blocks"], strict=True):
            if block["type"] == "table":
                heads = [one["label"] for one in seen["heads"]]
                yield block["code"], heads, [_row(one, two, block) for one, two in
                                             zip(block["rows"], seen["rows"], strict=True)]  # fmt: skip
            elif block["type"] == "figures":
                heads = [words["figure"], words["value"], words["numerator"], words["denominator"], "n"]
                yield f"{section['code']}-figures", heads, [
                    [two["name"], _value(one["value"], one["kind"], two["value"]),
                     _value(one["numerator"], one["kind"]), _value(one["denominator"], one["kind"]), one["n"]]
                    for one, two in zip(block["items"], seen["items"], strict=True)
                ]  # fmt: skip


def _row(row: Mapping[str, Any], seen: Mapping[str, Any], block: Mapping[str, Any]) -> Cells:
    return [
        _value(cell, column["kind"], told["text"])
        for cell, column, told in zip(row["cells"], block["columns"], seen["cells"], strict=True)
    ]


def _value(value: Any, kind: str, text: str = "") -> str | int | Decimal | date | None:
    if value is None or value == "":
        return None
    if isinstance(value, Mapping | list) or kind in ("text", "short", "prose", "tone", "trend"):
        return None if text == NOTHING else text
    if kind == "money":
        return Decimal(value) / 100
    if kind in ("date", "month"):
        return date.fromisoformat(value)
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() and "." not in str(value) else exact


def _sheet_name(number: int, name: str) -> str:
    return f"{number} {_slug(name)}"[:31]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
