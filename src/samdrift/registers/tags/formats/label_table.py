"""Labels as a table, for the programs that come with label printers."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO, Final

from samdrift.registers.tags.formats.label import Label, Layout

COLUMNS: Final = ("code", "readable_code", "address", "title", "site", "prompt", "language", "logo")

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_label_table(labels: Iterable[Label], layout: Layout, out: BinaryIO, *, delimiter: str = ";") -> int:
    """Write labels as a table in UTF-8, with a mark at its beginning by which spreadsheets know that.

    Args:
        delimiter: Spreadsheets in Danish and Swedish expect a semicolon.
    Returns:
        How many labels were written.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    table = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    count = 0
    try:
        table.writerow(COLUMNS)
        for label in labels:
            texts = (label.shown_title, label.shown_site, label.prompt, label.language, layout.logo)
            table.writerow([label.code, label.readable, layout.address(label.code), *map(harmless, texts)])
            count += 1
    finally:
        # Else the wrapper would close the caller's file.
        text.detach()
    return count


def harmless(text: str) -> str:
    """The text, made unable to be a formula: a name such as =HYPERLINK(…) must stay a name."""
    return "'" + text if text.lstrip().startswith(_STARTS_A_FORMULA) else text
