"""Writing a bundle: the same content gives the same bytes, and nothing is held in memory for longer than a line."""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.form import text_of

EARLIEST = (1980, 1, 1, 0, 0, 0)
IN_MEMORY = 8 << 20
PIECE = 1 << 16
LEVEL = 6
"""A year takes four seconds longer to write than with the least, is a sixth smaller, and sooner unpacked."""


def spread(value: Any) -> bytes:
    """JSON for people to read."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def gathered(lines: Iterable[bytes], many: int = 1_000) -> Iterator[bytes]:
    """The lines, many at a time."""
    lines = iter(lines)
    while some := b"".join(islice(lines, many)):
        yield some


def room_for_rows() -> IO[bytes]:
    """Where rows are kept until their turn comes: in memory while they are few. Whoever asks closes it."""
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


class Packing:
    """A bundle that is being written."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self._files: dict[str, dict[str, Any]] = {}

    @contextmanager
    def _entry(self, name: str, level: int = LEVEL) -> Iterator[IO[bytes]]:
        about = zipfile.ZipInfo(name, EARLIEST)
        about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED, 0o644 << 16
        about._compresslevel = level  # type: ignore[attr-defined]  # no public name before 3.13
        with self._zip.open(about, "w") as entry:
            yield entry

    def put(self, name: str, pieces: Iterable[bytes], *, level: int = LEVEL) -> None:
        """One file, written as its pieces come."""
        digest, count = hashlib.sha256(), 0
        with self._entry(name, level) as entry:
            for piece in pieces:
                digest.update(piece)
                count += len(piece)
                entry.write(piece)
        self._files[name] = {"sha256": digest.hexdigest(), "bytes": count}

    def finish(self, manifest: Mapping[str, Any]) -> str:
        """Write the manifest; gives the SHA-256 of the manifest, by which a bundle is known."""
        content = spread({**manifest, "format": form.FORMAT, "version": form.VERSION, "files": self._files})
        with self._entry(form.MANIFEST) as entry:
            entry.write(content)
        return hashlib.sha256(content).hexdigest()


class Table:
    """The rows of a table on their way into a bundle, kept until their turn comes."""

    def __init__(self, name: str, kept: IO[bytes]) -> None:
        self.name, self._kept = name, kept
        self._text = io.StringIO()
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._columns = form.COLUMNS[name]
        self._write(self._columns)

    def add(self, row: Mapping[str, Any]) -> None:
        """One row, its columns by name."""
        values = [row[column] for column in self._columns]
        cells = [value if type(value) is str else text_of(value) for value in values]
        if "\n" in "".join(cells):
            cells = [_one_line(cell) for cell in cells]
        self._write(cells)

    def _write(self, cells: Iterable[str]) -> None:
        self._writer.writerow(cells)
        if self._text.tell() > PIECE:
            self._flush()

    def _flush(self) -> None:
        self._kept.write(self._text.getvalue().encode())
        self._text.seek(0)
        self._text.truncate()

    def pieces(self) -> Iterator[bytes]:
        """All that was added."""
        self._flush()
        self._kept.seek(0)
        while piece := self._kept.read(PIECE):
            yield piece


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")) if "\n" in text else text
