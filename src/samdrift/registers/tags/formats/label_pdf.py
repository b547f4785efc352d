"""Sheets and rolls of labels as a PDF of vector drawing: 35,000 of them in seconds and in little memory."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from samdrift.registers.tags.formats.fonts import ELLIPSIS, fitted, literal, width_pt
from samdrift.registers.tags.formats.label import POINTS_A_MM, Label, Layout, Line, Sheet, arrange
from samdrift.registers.tags.formats.pdf import PdfPages, compressed
from samdrift.registers.tags.formats.qr import Bits

LABELS_AT_A_TIME: Final = 2_000
"""Labels drawn together. About 20 MB; more is not faster."""

_SMALLER_PT: Final = (8.0, 7.0, 6.3, 5.7, 5.1, 4.5)
"""Sizes a long name is tried in; smaller ones are not readable on a wall."""

_RUN_BYTES: Final = 14


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    labels: int
    pages: int
    bytes: int
    shortened: int
    """Labels on which a name did not fit and ends in an ellipsis."""


def write_labels(labels: Iterable[Label], layout: Layout, out: BinaryIO) -> Written:
    """Write labels as a PDF, in the order given, reading and writing as it goes.

    Args:
        out: Gets the document; needs only `write`.
    Raises:
        ValueError: There is no label, or the symbol would be too small on this sheet.
    """
    drawing = Drawing(layout)
    sheet = layout.sheet
    pages = PdfPages(
        out, width_pt=sheet.page_width_mm * POINTS_A_MM, height_pt=sheet.page_height_mm * POINTS_A_MM, title="QR labels"
    )
    count = shortened = 0
    # Compressing is most of the work and lets other threads run meanwhile; the order of the pages stays.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for page_labels in _chunks(labels, layout):
            drawn = drawing.labels([label for page in page_labels for label in page])
            count += len(drawn)
            shortened += sum(ELLIPSIS.encode("cp1252") in words for words, _ in drawn)
            for stream in pool.map(compressed, drawing.pages(page_labels, drawn, first=not pages.pages)):
                pages.add(stream)
    if not count:
        raise ValueError("There is no label to print.")
    return Written(labels=count, pages=pages.pages, bytes=pages.finish(), shortened=shortened)


def _chunks(labels: Iterable[Label], layout: Layout) -> Iterator[list[list[Label]]]:
    """The labels page by page, some pages at a time; the first page may begin at a later place."""
    waiting = iter(labels)
    page_size = layout.sheet.labels_a_page
    room = page_size - layout.first_place
    pages: list[list[Label]] = []
    while page := list(islice(waiting, room)):
        pages.append(page)
        room = page_size
        if len(pages) * page_size >= LABELS_AT_A_TIME:
            yield pages
            pages = []
    if pages:
        yield pages


class Drawing:
    """Draws the labels of one layout in PDF operators."""

    def __init__(self, layout: Layout) -> None:
        """Settle everything that is the same on each label."""
        self._layout = layout
        self._symbols = layout.symbols
        self._arrangement = arrange(layout.sheet, self._symbols.size)
        self._corners = [_moved(layout.sheet, place) for place in range(layout.sheet.labels_a_page)]
        at = self._arrangement
        module = at.module_mm * POINTS_A_MM
        x, y = at.symbol_x_mm * POINTS_A_MM, -at.symbol_y_mm * POINTS_A_MM
        # From here on one unit is a module and y counts rows downwards.
        self._to_modules = f"{module:.4f} 0 0 {-module:.4f} {x:.3f} {y:.3f} cm\n".encode("ascii")

    def labels(self, labels: Sequence[Label]) -> list[tuple[bytes, bytes]]:
        """The words and the symbol of each label."""
        paths = symbol_paths(self._symbols.modules([label.code for label in labels]))
        return [(self._words(label), path) for label, path in zip(labels, paths, strict=True)]

    def pages(
        self, pages: Sequence[Sequence[Label]], drawn: Sequence[tuple[bytes, bytes]], *, first: bool
    ) -> Iterator[bytes]:
        """The drawing of each page; the first of the document may begin at a later place."""
        done = 0
        for page in pages:
            place = self._layout.first_place if first else 0
            first = False
            parts: list[bytes] = []
            corners = self._corners[place : place + len(page)]
            for corner, (words, path) in zip(corners, drawn[done : done + len(page)], strict=True):
                parts += (corner, self._outline(), words, self._to_modules, path, b"f Q\n")
            done += len(page)
            yield b"".join(parts)

    def _outline(self) -> bytes:
        if not self._layout.outlines:
            return b""
        sheet = self._layout.sheet
        width, height = sheet.label_width_mm * POINTS_A_MM, sheet.label_height_mm * POINTS_A_MM
        return f"0.25 w 0 0 {width:.2f} {-height:.2f} re S\n".encode("ascii")

    def _words(self, label: Label) -> bytes:
        """Code, title, site, prompt and logo, as far as there is something to say."""
        at = self._arrangement
        texts = (label.shown_title, label.shown_site, label.prompt, self._layout.logo)
        lines = [_line(text, line) for text, line in zip(texts, at.lines, strict=True) if text]
        return b"".join((b"BT\n", _row(label.readable, "C", at.code.size_pt, at.code), *lines, b"ET\n"))


def _moved(sheet: Sheet, place: int) -> bytes:
    """Puts the origin into the upper left corner of a label."""
    x, y = sheet.corner_mm(place)
    return f"q 1 0 0 1 {x * POINTS_A_MM:.2f} {(sheet.page_height_mm - y) * POINTS_A_MM:.2f} cm\n".encode("ascii")


@lru_cache(maxsize=4096)
def _line(text: str, line: Line) -> bytes:
    """One line of text, fitted and broken into rows where it may be."""
    font = "B" if line.bold else "R"
    sizes = (line.size_pt, *(size for size in _SMALLER_PT if size < line.size_pt))
    rows, size = fitted(text, font, sizes_pt=sizes, room_pt=line.width_mm * POINTS_A_MM, rows=line.rows)
    return b"".join(_row(row, font, size, line, down_pt=1.15 * size * place) for place, row in enumerate(rows))


def _row(text: str, font: str, size_pt: float, line: Line, *, down_pt: float = 0.0) -> bytes:
    """The operators that show a text that fits."""
    spare = line.width_mm * POINTS_A_MM - width_pt(text, font, size_pt) if line.centred else 0.0
    x, y = line.x_mm * POINTS_A_MM + spare / 2, -line.baseline_mm * POINTS_A_MM - down_pt
    head = f"/{font} {size_pt:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm ".encode("ascii")
    return head + literal(text) + b"Tj\n"


def symbol_paths(modules: Bits) -> list[bytes]:
    """The dark modules of each symbol as rectangles one module high, side by side ones merged.

    They belong to one path that is filled once, so no hair lines show between rows.
    """
    count, size, _ = modules.shape
    framed = np.zeros((count, size, size + 2), dtype=np.int8)
    framed[:, :, 1:-1] = modules
    edges = np.diff(framed, axis=2).reshape(-1)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    # Each row has size + 1 edges, and every start is followed by its end in the same row.
    label_and_row, x = np.divmod(starts, size + 1)
    label, y = np.divmod(label_and_row, size)
    drawn = _runs(size)[y, x, ends - starts].tobytes()
    bounds = (np.searchsorted(label, np.arange(count + 1)) * _RUN_BYTES).tolist()
    return [drawn[bounds[place] : bounds[place + 1]] for place in range(count)]


@lru_cache(maxsize=4)
def _runs(size: int) -> NDArray[np.bytes_]:
    """The rectangle operator for every row, column and length."""
    table = [
        f"{x:2d} {y:2d} {length:2d} 1 re\n".encode("ascii")
        for y in range(size)
        for x in range(size)
        for length in range(size + 1)
    ]
    return np.array(table, dtype=f"S{_RUN_BYTES}").reshape(size, size, size + 1)
