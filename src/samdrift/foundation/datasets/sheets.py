"""A sheet written as text, whole columns at once: a library that makes an object of each cell takes six times as long.

What is around the sheet (styles, names, relations) an empty workbook of the library gives.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from samdrift.foundation.datasets.registry import Column

SHEET = "xl/worksheets/sheet1.xml"
PRESSED = 2  # how hard a sheet is pressed: harder saves a tenth of the bytes and takes as long as all the rest
LONGEST = 32_767  # characters a cell holds
_BEFORE_2GB = 2**31 * 0.9
# And what would be taken for the way spreadsheets tell it.
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_AT_AN_END = re.compile(r"(?:^|\0)\s|\s(?:\0|$)")
_AMOUNT = 2  # the second of the formats in `_around`, after the bold one
NUMBERS = frozenset({"number", "minutes", "share", "money"})
Cells = Callable[[Sequence[Any]], list[str]]


def write_sheet(
    path: Path, columns: Sequence[Column], heads: Sequence[str], pages: Iterable[Sequence[Sequence[Any]]],
    last_line: Callable[[], str], *, count: int,
) -> None:  # fmt: skip
    """Write a workbook of one sheet.

    Args:
        heads: What stands in bold above the columns.
        pages: Some rows at once, as columns of values: text or numbers, "" for nothing.
        last_line: Asked when all pages are written: what stands below them, "" for nothing.
        count: How many rows there will be.
    """
    write = [_cells_of(column) for column in columns]
    around, before, after = _around(heads)
    told = (_rows([cells(values) for cells, values in zip(write, page, strict=True)]) for page in pages)
    first = next(told, b"")
    # Spreadsheets offer to repair a file with the headers of large ones, so only what may be large has them.
    large = len(first) * 1.5 * count / max(1, first.count(b"<row>")) > _BEFORE_2GB
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=PRESSED) as book:
        for name, part in around.items():
            book.writestr(name, part)
        with book.open(SHEET, "w", force_zip64=large) as sheet:
            sheet.write(before + first)
            for rows in told:
                sheet.write(rows)
            if line := last_line():
                sheet.write(_rows([texts([line])]))
            sheet.write(after)


def _rows(cells: Sequence[Sequence[str]]) -> bytes:
    rows = "</row><row>".join(map("".join, zip(*cells, strict=True)))
    return f"<row>{rows}</row>".encode()


def _cells_of(column: Column) -> Cells:
    if column.kind not in NUMBERS:
        return texts
    if column.kind == "money":
        return lambda values: [_number(v, f' s="{_AMOUNT}"') for v in values]
    return lambda values: [_number(v) for v in values]


def _number(value: Any, style: str = "") -> str:
    if type(value) is str and value == "":
        return "<c/>"
    return f"<c{style}><v>{value if type(value) is int else float(value)}</v></c>"


def texts(values: Sequence[Any]) -> list[str]:
    """Cells of texts; what XML does not hold is told as spreadsheets tell it: _x0007_."""
    if max(map(len, values)) > LONGEST:
        values = [value[:LONGEST] for value in values]
    whole = "\0".join(values)
    if _NOT_XML.search(whole.replace("\0", "")) or whole.count("\0") != len(values) - 1:
        values = [_NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", value) for value in values]
        whole = "\0".join(values)
    # All of them at once: most columns have nothing to escape.
    whole = whole.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if _AT_AN_END.search(whole) else ""
    begin, end = f'<c t="inlineStr"><is><t{space}>', "</t></is></c>"
    return [f"{begin}{value}{end}" if value else "<c/>" for value in whole.split("\0")]


def _around(heads: Sequence[str]) -> tuple[dict[str, bytes], bytes, bytes]:
    """All other parts of a workbook, and what stands before and after the rows of its sheet."""
    import xlsxwriter  # half a second and eight megabytes that only this needs

    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(made, options) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        amount = book.add_format({"num_format": "#,##0.00"})
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head, bold)
        sheet.write_number(1, 0, 0, amount)  # a style nothing uses is not kept
        sheet.freeze_panes(1, 0)
    with zipfile.ZipFile(made) as parts:
        around = {name: parts.read(name) for name in parts.namelist()}
    text = re.sub(r"<dimension [^>]*>", "", around.pop(SHEET).decode())
    before, rest = text.split('<row r="2"', 1)
    assert f's="{_AMOUNT}"' in rest.split("</row>", 1)[0], "the library numbers its formats otherwise"
    return around, before.encode(), rest.split("</row>", 1)[1].encode()
