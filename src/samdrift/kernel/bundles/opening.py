"""Opening a bundle somebody else sent: nothing in it is believed, and nothing in it may cost more than it says."""

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain as joined
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Self

from samdrift.kernel.bundles import form
from samdrift.kernel.seals import HASH_BYTES

LARGEST_FILE = 1 << 30
LARGEST_UNPACKED = 4 << 30
LARGEST_JSON = 64 << 20
LONGEST_LINE = 1 << 20
MOST_ROWS = 5_000_000
MOST_KEPT, LARGEST_KEPT = 1_000_000, 256 << 20
"""How many rows, and how much of them, are read of the tables that are held in memory together: those of money."""
LARGEST_LEAVES = MOST_ROWS * HASH_BYTES
LONGEST_NUMBER = 16
PACKED, PIECE = 1 << 14, 1 << 18
"""How many bytes are read at once, and how many of them come of it at most."""
_HEADER, _HEADER_BYTES = b"PK\x03\x04", 30
_END, _END_64, _END_BYTES, _LARGEST_COMMENT, _LARGEST_DIRECTORY = b"PK\x05\x06", b"PK\x06\x07", 22, 1 << 16, 1 << 14


class NotABundle(ValueError):
    """A file that cannot be read as a bundle, with a sentence that says why."""


class Bundle:
    """An opened bundle. Each file is read once, in pieces; its hash is known when it was read to its end."""

    def __init__(self, path: Path) -> None:
        self._file = _opened(path)
        self._rows = self._size = 0
        try:
            self._zip = zipfile.ZipFile(self._file)
            self._known = self._entries()
            self.manifest = _manifest(self.whole(form.MANIFEST, LONGEST_LINE))
            self.version: int = self.manifest["version"]
            self._of_its_version(self.version)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError) as broken:
            self._file.close()
            raise NotABundle(f"it is no zip file that can be read: {broken}") from broken
        except BaseException:
            self._file.close()
            raise
        self.unlike: list[str] = []
        """Files whose bytes are not those the manifest names; complete when all were read."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._zip.close()
        self._file.close()

    def _entries(self) -> dict[str, zipfile.ZipInfo]:
        known: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            if entry.filename not in (form.MANIFEST, *form.FILES):
                raise NotABundle(f"{entry.filename[:80]!r} is no file of a bundle")
            if entry.filename in known:
                raise NotABundle(f"{entry.filename} is in it twice")
            if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotABundle(f"{entry.filename} is encrypted or packed in a way bundles never are")
            known[entry.filename] = entry
        if sum(entry.file_size for entry in known.values()) > LARGEST_UNPACKED:
            raise NotABundle(f"it would be larger than {LARGEST_UNPACKED >> 30} GB when unpacked")
        if form.LEAVES in known and known[form.LEAVES].file_size > LARGEST_LEAVES:
            raise NotABundle(f"{form.LEAVES} is larger than {LARGEST_LEAVES >> 20} MB")
        if form.MANIFEST not in known:
            raise NotABundle(f"{form.MANIFEST} is missing")
        return known

    def _of_its_version(self, version: int) -> None:
        """Refuse a bundle without a file of its version, or with one that came later."""
        for name in form.FILES:
            if (name in self._known) != form.belongs(name, version):
                raise NotABundle(f"{name} is {'no file of its version' if name in self._known else 'missing'}")

    def json(self, name: str) -> Any:
        """A file as the JSON value it holds.

        Raises:
            NotABundle: It is not JSON as bundles write it.
        """
        return parsed(self.whole(name, LARGEST_JSON), name)

    def lines(self, name: str) -> Iterator[tuple[int, Any]]:
        """The JSON value of each line, numbered from 1."""
        for number, line in self.texts(name):
            yield number, parsed(line.encode(), f"{name} line {number}")

    def table(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of a table by their columns, numbered from 1 without the heading.

        Rows of a version whose tables of money had no month are given with the one month the bundle is of.

        Raises:
            NotABundle: A row has too many or too few columns, or the heading is another.
        """
        columns = form.columns_of(name, self.version)
        older = {} if len(columns) == len(form.COLUMNS[name]) else {form.MONTH: self.manifest["period"]}
        for number, cells in self.rows(name):
            row = dict(zip(columns, cells, strict=True))
            yield number, older | row if older else row

    def rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """The cells of each row of a table, numbered from 1 without the heading.

        Raises:
            NotABundle: A row has too many or too few columns, the heading is another, or there is too much of them.
        """
        many = len(form.columns_of(name, self.version))
        for number, row in enumerate(self.lines_of(name), start=1):
            self._rows, self._size = self._rows + 1, self._size + len(row)
            if self._rows > MOST_KEPT or self._size > LARGEST_KEPT:
                most = f"{MOST_KEPT} rows or {LARGEST_KEPT >> 20} MB"
                raise NotABundle(f"{name}: the tables of money have more than {most}")
            cells = row.split(",")
            plain = len(cells) == many and '"' not in row and "\r" not in row
            yield number, cells if plain else self.cells(name, row, number)

    def lines_of(self, name: str) -> Iterator[str]:
        """The rows of a table without the heading, as they stand there.

        Raises:
            NotABundle: The heading is another.
        """
        return joined.from_iterable(self.blocks_of(name))

    def blocks_of(self, name: str) -> Iterator[list[str]]:
        """Those rows, many at a time.

        Raises:
            NotABundle: The heading is another.
        """
        columns, heading = form.columns_of(name, self.version), None
        for block in self.blocks(name):
            if heading is None and block:
                heading = block.pop(0)
                if heading != ",".join(columns):
                    raise NotABundle(f"{name}: the heading should read {','.join(columns)}")
            yield block
        if heading is None:
            raise NotABundle(f"{name}: the heading is missing")

    def cells(self, name: str, row: str, number: int = 0) -> list[str]:
        """The cells of a row of a table.

        Args:
            number: Which row it is, from 1; 0 where it is told by what it begins with.

        Raises:
            NotABundle: They are not as many as the columns, or a cell does not end.
        """
        where = f"{name} line {number + 1}" if number else f"{name}, {row[:80]!r}"
        if '"' not in row and "\r" not in row:
            found = row.split(",")
        else:
            try:
                (found,) = csv.reader([row], strict=True)
            except (csv.Error, ValueError) as broken:
                raise NotABundle(f"{where}: {broken}") from broken
        many = len(form.columns_of(name, self.version))
        if len(found) != many:
            raise NotABundle(f"{where}: {len(found)} columns instead of {many}")
        return found

    def texts(self, name: str) -> Iterator[tuple[int, str]]:
        """The lines of a file without their ends, numbered from 1."""
        return enumerate(joined.from_iterable(self.blocks(name)), start=1)

    def blocks(self, name: str) -> Iterator[list[str]]:
        """The lines of a file without their ends, many at a time.

        Raises:
            NotABundle: As for `whole_lines`.
        """
        for text in self.whole_lines(name):
            lines = text.split("\n")
            lines.pop()
            yield lines

    def whole_lines(self, name: str) -> Iterator[str]:
        """The text of a file, many whole lines with their ends at a time.

        Raises:
            NotABundle: A line is too long or not text, or there are too many.
        """
        read, rest = 0, b""
        for piece in self.pieces(name):
            ends = piece.rfind(b"\n") + 1
            whole, rest = (rest + piece[:ends], piece[ends:]) if ends else (b"", rest + piece)
            try:
                text = whole.decode()
            except UnicodeDecodeError as broken:
                at = read + 1 + whole.count(b"\n", 0, broken.start)
                raise NotABundle(f"{name} line {at}: this is not text in UTF-8") from broken
            if len(rest) > LONGEST_LINE or text.find("\n") > LONGEST_LINE:
                raise NotABundle(f"{name} line {read + 1}: it is too long, or its end is missing")
            read += text.count("\n")
            if read > MOST_ROWS:
                raise NotABundle(f"{name}: it has more than {MOST_ROWS} lines")
            if text:
                yield text
        if rest:
            raise NotABundle(f"{name} line {read + 1}: it is too long, or its end is missing")

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, some at a time, counted and hashed; never more than the directory says it holds.

        Raises:
            NotABundle: They cannot be unpacked, or are more.
        """
        sha256, count, most = hashlib.sha256(), 0, self._known[name].file_size
        try:
            for piece in self._unpacked(self._known[name]):
                count += len(piece)
                if count > most:
                    raise NotABundle(f"{name} is larger than it says")
                sha256.update(piece)
                yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as broken:
            raise NotABundle(f"{name} cannot be unpacked: {broken}") from broken
        stated = {"sha256": sha256.hexdigest(), "bytes": count}
        if name != form.MANIFEST and self.manifest["files"].get(name) != stated:
            self.unlike.append(name)

    def _unpacked(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of an entry, unpacked as they are read; `zipfile` copies what it reads ahead with every piece.

        Their SHA-256 stands in the manifest instead of their CRC, and that is the only thing to say for the manifest.
        """
        self._file.seek(entry.header_offset)
        header = self._file.read(_HEADER_BYTES)
        method, name, extra = (int.from_bytes(header[start : start + 2], "little") for start in (8, 26, 28))
        named = self._file.read(name) == entry.orig_filename.encode()
        if header[:4] != _HEADER or not named or method != entry.compress_type:
            raise zipfile.BadZipFile("an entry does not begin where the directory says")
        at = self._file.tell() + extra
        left, crc = entry.compress_size, 0
        unpacking = None if entry.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-zlib.MAX_WBITS)
        while left > 0:
            self._file.seek(at)  # other files are read in between
            packed = self._file.read(min(left, PACKED))
            if not packed:
                raise EOFError("it ends too early")
            at, left = at + len(packed), left - len(packed)
            while packed:
                piece = packed if unpacking is None else unpacking.decompress(packed, PIECE)
                packed = b"" if unpacking is None else unpacking.unconsumed_tail
                if entry.filename == form.MANIFEST:
                    crc = zlib.crc32(piece, crc)
                yield piece
        while unpacking is not None and (piece := unpacking.decompress(b"", PIECE)):  # what the last bytes held back
            crc = zlib.crc32(piece, crc)
            yield piece
        if (unpacking is not None and not unpacking.eof) or (entry.filename == form.MANIFEST and crc != entry.CRC):
            raise zipfile.BadZipFile("it does not end, or has other bytes than the directory says")

    def whole(self, name: str, most: int) -> bytes:
        """A file of at most so many bytes.

        Raises:
            NotABundle: It is larger, or cannot be unpacked.
        """
        if self._known[name].file_size > most:
            raise NotABundle(f"{name} is larger than {most >> 20} MB")
        return b"".join(self.pieces(name))


def _opened(path: Path) -> BinaryIO:
    """The file, once its end says that the directory of the zip is as small as that of a bundle."""
    try:
        file = path.open("rb")
        size = file.seek(0, io.SEEK_END)
    except OSError as unreadable:
        raise NotABundle(f"it cannot be read: {unreadable.strerror}") from unreadable
    try:
        if size > LARGEST_FILE:
            raise NotABundle(f"it is larger than {LARGEST_FILE >> 30} GB")
        file.seek(max(0, size - _END_BYTES - _LARGEST_COMMENT))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_BYTES:
            raise NotABundle("it is no zip file")
        directory = int.from_bytes(tail[at + 12 : at + 16], "little")
        if directory > _LARGEST_DIRECTORY or _END_64 in tail[max(0, at - 20) : at]:
            raise NotABundle("it holds more files than a bundle has")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def parsed(content: bytes, where: str) -> Any:
    """JSON without repeated keys, decimals or numbers of more than sixteen digits.

    Raises:
        NotABundle: It is something else; the sentence says where.
    """

    def refuse(text: str) -> NoReturn:
        raise NotABundle(f"{where}: {text[:40]} is no number a bundle holds")

    def whole(text: str) -> int:
        return refuse(text) if len(text.lstrip("-")) > LONGEST_NUMBER else int(text)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise NotABundle(f"{where}: a key is written twice")
        return found

    try:
        return json.loads(content, parse_float=refuse, parse_constant=refuse, parse_int=whole, object_pairs_hook=once)
    except NotABundle:
        raise
    except RecursionError as deep:
        raise NotABundle(f"{where}: nested too deeply") from deep
    except ValueError as broken:
        raise NotABundle(f"{where}: this is not JSON: {broken}") from broken


def _manifest(content: bytes) -> dict[str, Any]:
    written = parsed(content, form.MANIFEST)
    if not isinstance(written, dict) or written.get("format") != form.FORMAT:
        raise NotABundle(f"{form.MANIFEST} does not say that this is a {form.FORMAT}")
    version = written.get("version")
    if not isinstance(version, int) or not form.OLDEST <= version <= form.VERSION:
        raise NotABundle(f"it is of version {version!r}; this verifier reads {form.OLDEST} to {form.VERSION}")
    wanted = {"format": str, "version": int, "contract": str, "period": str, "timezone": str, "files": dict}
    for key, kind in wanted.items():
        if not isinstance(written.get(key), kind):
            raise NotABundle(f"{form.MANIFEST}: {key!r} is missing or no {kind.__name__}")
    if unknown := written.keys() - wanted.keys():
        raise NotABundle(f"{form.MANIFEST}: {min(unknown)[:40]!r} is unknown")
    return written
