"""A small PDF 1.5 writer: pages of compressed vector drawing and text in the standard fonts, written as they come."""

import zlib
from array import array
from collections.abc import Sequence
from typing import BinaryIO, Final

PAGES_A_NODE: Final = 200
"""Pages written together: their dictionaries share one compressed object stream."""

FONTS: Final = {"R": "Helvetica", "B": "Helvetica-Bold", "C": "Courier-Bold"}
"""Resource name and standard font; each is encoded as WinAnsi, which has æøåäöé."""

_CATALOG, _ROOT, _FIRST_FONT = 1, 2, 3
_COMPRESSION: Final = 6


def compressed(content: bytes) -> bytes:
    """A page's drawing, ready for `PdfPages.add`; may run in another thread."""
    return zlib.compress(content, _COMPRESSION)


class PdfPages:
    """Writes a document of equally sized pages to a stream, keeping only the positions of its objects.

    The same pages give the same bytes: no dates, no random identifiers.
    """

    def __init__(self, out: BinaryIO, *, width_pt: float, height_pt: float, title: str) -> None:
        """Begin a document.

        Args:
            title: Shown by readers in the window's title.
        """
        self._out = out
        self._written = 0
        self._size = f"[0 0 {width_pt:.2f} {height_pt:.2f}]"
        self._title = title
        self._kinds = array("B", [0] * (_FIRST_FONT + len(FONTS)))
        self._places = array("Q", [0] * (_FIRST_FONT + len(FONTS)))
        self._within = array("H", [0] * (_FIRST_FONT + len(FONTS)))
        self._waiting: list[int] = []
        self._nodes: list[tuple[int, int]] = []
        self.pages = 0
        self._write(b"%PDF-1.5\n%\xe6\xf8\xe5\xe4\n")

    def add(self, drawing: bytes) -> None:
        """Add a page, its drawing already `compressed`."""
        number = self._new()
        self._stream(number, drawing, "/Filter/FlateDecode")
        self._waiting.append(number)
        self.pages += 1
        if len(self._waiting) == PAGES_A_NODE:
            self._close_node()

    def finish(self) -> int:
        """Write what holds the pages together. Returns the document's size in bytes.

        Raises:
            ValueError: There is no page.
        """
        if not self.pages:
            raise ValueError("A document needs a page.")
        if self._waiting:
            self._close_node()
        fonts = [
            (_FIRST_FONT + place, f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>")
            for place, name in enumerate(FONTS.values())
        ]
        kids = " ".join(f"{node} 0 R" for node, _ in self._nodes)
        info = self._new()
        title = self._title.encode("utf-16-be").hex().upper()
        self._objects(
            [
                (_CATALOG, f"<</Type/Catalog/Pages {_ROOT} 0 R>>"),
                (_ROOT, f"<</Type/Pages/Count {self.pages}/Kids[{kids}]>>"),
                *fonts,
                (info, f"<</Title<FEFF{title}>/Producer(samdrift)>>"),
            ]
        )
        self._cross_references(info)
        return self._written

    def _close_node(self) -> None:
        """Write the dictionaries of the waiting pages and the node above them."""
        node = self._new()
        fonts = "".join(f"/{name} {_FIRST_FONT + place} 0 R" for place, name in enumerate(FONTS))
        numbers = [self._new() for _ in self._waiting]
        pages = [
            (number, f"<</Type/Page/Parent {node} 0 R/Contents {drawing} 0 R>>")
            for number, drawing in zip(numbers, self._waiting, strict=True)
        ]
        kids = " ".join(f"{number} 0 R" for number in numbers)
        tree = (
            f"<</Type/Pages/Parent {_ROOT} 0 R/Count {len(numbers)}/Kids[{kids}]"
            f"/MediaBox{self._size}/Resources<</Font<<{fonts}>>>>>>"
        )
        self._objects([(node, tree), *pages])
        self._nodes.append((node, len(numbers)))
        self._waiting.clear()

    def _new(self) -> int:
        """The next free object number."""
        self._kinds.append(0)
        self._places.append(0)
        self._within.append(0)
        return len(self._kinds) - 1

    def _write(self, some: bytes) -> None:
        self._out.write(some)
        self._written += len(some)

    def _stream(self, number: int, body: bytes, entries: str) -> None:
        """Write a stream object."""
        self._kinds[number], self._places[number] = 1, self._written
        self._write(f"{number} 0 obj\n<<{entries}/Length {len(body)}>>\nstream\n".encode("ascii"))
        self._write(body)
        self._write(b"\nendstream\nendobj\n")

    def _objects(self, objects: Sequence[tuple[int, str]]) -> None:
        """Write plain objects together in one compressed object stream."""
        holder = self._new()
        heads, bodies, at = [], [], 0
        for place, (number, body) in enumerate(objects):
            self._kinds[number], self._places[number], self._within[number] = 2, holder, place
            heads.append(f"{number} {at}")
            bodies.append(body)
            at += len(body) + 1
        head = " ".join(heads) + "\n"
        text = (head + "\n".join(bodies)).encode("ascii")
        entries = f"/Type/ObjStm/N {len(objects)}/First {len(head)}/Filter/FlateDecode"
        self._stream(holder, compressed(text), entries)

    def _cross_references(self, info: int) -> None:
        """Write the table of where each object is, and the end of the document."""
        number = self._new()
        start = self._written
        self._kinds[number], self._places[number] = 1, start
        # An object stands at a byte of the file (1), or at a place inside an object stream (2).
        rows = b"".join(
            bytes((kind,)) + place.to_bytes(5, "big") + within.to_bytes(2, "big")
            for kind, place, within in zip(self._kinds, self._places, self._within, strict=True)
        )
        entries = f"/Type/XRef/Size {len(self._kinds)}/W[1 5 2]/Root {_CATALOG} 0 R/Info {info} 0 R/Filter/FlateDecode"
        self._stream(number, compressed(rows), entries)
        self._write(f"startxref\n{start}\n%%EOF\n".encode("ascii"))
