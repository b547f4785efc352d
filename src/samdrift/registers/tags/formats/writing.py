"""Labels written in the form asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from samdrift.registers.tags.formats.label import Label, Layout

FORMS: Final = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "zpl": "application/octet-stream",
}


def write_tags(labels: Iterable[Label], layout: Layout, form: str, out: BinaryIO, *, dpi: int = 203) -> int:
    """Write the labels as "pdf", "csv" or "zpl"; how many.

    Raises:
        ValueError: There is no label, or it does not fit on this paper.
    """
    # They bring numpy, which serving pages does without.
    from samdrift.registers.tags.formats.label_pdf import write_labels
    from samdrift.registers.tags.formats.label_table import write_label_table
    from samdrift.registers.tags.formats.zpl import write_zpl

    if form == "pdf":
        return write_labels(labels, layout, out).labels
    count = write_label_table(labels, layout, out) if form == "csv" else write_zpl(labels, layout, out, dpi=dpi)
    if not count:
        raise ValueError("There is no label to print.")
    return count
