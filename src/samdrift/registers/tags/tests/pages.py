"""Reads our PDF documents the long way round, from the end of the file, and paints their rectangles."""

import re
import shutil
import subprocess
import zlib
from pathlib import Path

from PIL import Image, ImageDraw


class Document:
    """A document of version 1.5, read through its cross-reference stream."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", raw)[1])
        head, table = self._stream_at(start)
        assert b"/W[1 5 2]" in head
        self.entries = [table[place : place + 8] for place in range(0, len(table), 8)]
        assert len(self.entries) == int(re.search(rb"/Size (\d+)", head)[1])
        self.trailer = head
        root = self.object(int(re.search(rb"/Root (\d+)", head)[1]))
        self.tree = self.object(int(re.search(rb"/Pages (\d+)", root)[1]))

    def _stream_at(self, start: int) -> tuple[bytes, bytes]:
        found = re.compile(rb"\d+ 0 obj\n<<(.*?)/Length (\d+)>>\nstream\n", re.DOTALL).match(self.raw, start)
        body = self.raw[found.end() : found.end() + int(found[2])]
        assert self.raw[found.end() + int(found[2]) :].startswith(b"\nendstream\nendobj\n")
        return found[1], zlib.decompress(body)

    def object(self, number: int) -> bytes:
        kind, place = self.entries[number][0], int.from_bytes(self.entries[number][1:6], "big")
        if kind == 1:
            assert self.raw.startswith(b"%d 0 obj\n" % number, place)
            return self._stream_at(place)[1]
        assert kind == 2
        head, body = self._stream_at(int.from_bytes(self.entries[place][1:6], "big"))
        first = int(re.search(rb"/First (\d+)", head)[1])
        numbers = [int(each) for each in body[:first].split()]
        within = int.from_bytes(self.entries[number][6:8], "big")
        assert numbers[2 * within] == number
        begin = first + numbers[2 * within + 1]
        end = first + numbers[2 * within + 3] if 2 * within + 3 < len(numbers) else len(body)
        return body[begin:end]

    def pages(self) -> list[bytes]:
        """The drawing of every page in order."""
        drawings = []
        for node in self._kids(self.tree):
            pages = self._kids(self.object(node))
            assert b"/Count %d/" % len(pages) in self.object(node)
            for page in pages:
                assert b"/Parent %d 0 R" % node in self.object(page)
                drawings.append(self.object(int(re.search(rb"/Contents (\d+)", self.object(page))[1])))
        assert b"/Count %d/" % len(drawings) in self.tree
        return drawings

    def _kids(self, node: bytes) -> list[int]:
        return [int(kid) for kid in re.findall(rb"(\d+) 0 R", re.search(rb"/Kids\[(.*?)\]", node)[1])]


def words(drawing: bytes) -> list[str]:
    """The texts of a page in the order they are drawn."""
    shown = re.findall(rb"\(((?:[^\\()]|\\.)*)\)Tj", drawing)
    return [re.sub(rb"\\(.)", rb"\1", each).decode("cp1252") for each in shown]


def painted(drawing: bytes, width_mm: float, height_mm: float, dpi: int = 300) -> Image.Image:
    """A page's filled rectangles; texts are left out."""
    dots = dpi / 72
    image = Image.new("L", (round(width_mm / 25.4 * dpi), round(height_mm / 25.4 * dpi)), 255)
    draw = ImageDraw.Draw(image)
    matrix, saved, numbers, path = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), [], [], []
    for token in re.sub(rb"BT\n.*?ET\n", b"", drawing, flags=re.DOTALL).split():
        if token == b"q":
            saved.append(matrix)
        elif token == b"Q":
            matrix = saved.pop()
        elif token == b"cm":
            a, _, _, d, e, f = numbers
            matrix = (matrix[0] * a, 0, 0, matrix[3] * d, matrix[0] * e + matrix[4], matrix[3] * f + matrix[5])
        elif token == b"re":
            x, y, width, height = numbers
            corners = [
                (matrix[0] * u + matrix[4], matrix[3] * v + matrix[5]) for u, v in ((x, y), (x + width, y + height))
            ]
            path.append([(u * dots, image.height - v * dots) for u, v in corners])
        elif token == b"f":
            for (left, one), (right, other) in path:
                top, bottom = sorted((one, other))
                draw.rectangle((round(left), round(top), round(right) - 1, round(bottom) - 1), fill=0)
            path = []
        numbers = [*numbers, float(token)] if re.fullmatch(rb"-?[\d.]+", token) else []
    assert not saved
    return image


def decoded(image: Image.Image, folder: Path) -> list[str]:
    """What zbarimg reads in a picture."""
    path = folder / "page.png"
    image.save(path)
    command = [shutil.which("zbarimg"), "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
