"""Opens an IFC file that somebody sent: checks size, packing and form, mends letters, and refuses the rest."""

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.model import Limits

CHUNK = 1 << 20
TAIL = 4096
MEGABYTE = 1_000_000
SCHEMA = re.compile(rb"FILE_SCHEMA\s*\(\s*\(\s*'([^']*)'", re.IGNORECASE)
RAW_TEXT = re.compile(rb"[\x80-\xff][\x80-\xff\x40-\x7e]*")
ESCAPE = re.compile(
    rb"\\X2\\(?P<wide>(?:[0-9A-Fa-f]{4})+)\\X0\\"
    rb"|(?P<good>\\X4\\(?:[0-9A-Fa-f]{8})+\\X0\\|\\X\\[0-9A-Fa-f]{2}|\\S\\[ -~]|\\P[A-I]\\|\\\\)"
    rb"|\\(?:X[24]\\[0-9A-Fa-f]*)?"
)
"""Letter escapes of STEP: `wide` and `good` ones, and what only looks like one."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """An ifcopenshell file with what was learnt while opening it."""

    handle: Any
    source_hash: str
    repaired_texts: int


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[OpenedFile]:
    """The model in `path` (`.ifc` or `.ifczip`), opened.

    Raises:
        RefusedFile: Empty, too large, not IFC, of an unknown schema, cut off or damaged.
    """
    size = path.stat().st_size
    if size == 0:
        raise RefusedFile("empty_file")
    if size > limits.file_bytes:
        raise RefusedFile("too_large", size_mb=size // MEGABYTE, limit_mb=limits.file_bytes // MEGABYTE)
    with path.open("rb") as file:
        start = file.read(CHUNK)
    with ExitStack() as stack:
        folder, sent = _Folder(stack), path
        if start.startswith(b"PK\x03\x04"):
            path = unpacked(path, folder.path, limits)
            with path.open("rb") as file:
                start = file.read(CHUNK)
        _require_step(start, path)
        digest, is_ascii = _digest(path)
        if path != sent:
            digest, _packed = _digest(sent)  # what somebody sent is known by its own bytes, packed as it came
        texts = 0
        if not is_ascii:
            path, texts = _mended(path, folder.path)
        yield OpenedFile(_open(path, folder), digest, texts)


class _Folder:
    """A folder for a mended or unpacked copy, made when it is first asked for: most files need none."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    @cached_property
    def path(self) -> Path:
        """Where it is; it goes with the stack."""
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="samdrift-ifc-")))


def unpacked(path: Path, folder: Path, limits: Limits) -> Path:
    """The one .ifc file inside a packed one, written to `folder`; refuses bombs before and while unpacking."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = [entry for entry in packed.infolist() if entry.filename.lower().endswith(".ifc")]
            if len(entries) != 1:
                raise RefusedFile("packed_files", count=len(entries))
            target = folder / "unpacked.ifc"
            with packed.open(entries[0]) as source, target.open("wb") as sink:
                # The size a packed file declares is the sender's claim: count what comes out.
                written = 0
                while chunk := source.read(CHUNK):
                    written += len(chunk)
                    if written > limits.unpacked_bytes:
                        raise RefusedFile("unpacks_too_large", limit_mb=limits.unpacked_bytes // MEGABYTE)
                    sink.write(chunk)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise RefusedFile("packed_broken") from error
    except Exception as error:
        if isinstance(error, RefusedFile) or type(error).__module__ != "zlib":
            raise
        raise RefusedFile("packed_broken") from error
    if target.stat().st_size == 0:
        raise RefusedFile("empty_file")
    return target


def _require_step(start: bytes, path: Path) -> None:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:200].lstrip().startswith(b"<?xml") or b"<ifcXML" in head[:2000]:
        raise RefusedFile("ifcxml")
    if not head.startswith(b"ISO-10303-21"):
        raise RefusedFile("not_ifc")
    schema = SCHEMA.search(start)
    if schema and not _is_known(schema.group(1).decode("latin-1").upper()):
        raise RefusedFile("unknown_schema", schema=schema.group(1).decode("latin-1")[:40])
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        if b"END-ISO-10303-21" not in file.read():
            raise RefusedFile("truncated")


def _is_known(schema: str) -> bool:
    return schema in {"IFC2X3", "IFC4"} or schema.startswith(("IFC2X3_", "IFC4_", "IFC4X3"))


def _digest(path: Path) -> tuple[str, bool]:
    """SHA-256 of the file, and whether it is plain ASCII as the format demands."""
    digest, is_ascii = hashlib.sha256(), True
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            is_ascii = is_ascii and chunk.isascii()
    return digest.hexdigest(), is_ascii


def _mended(path: Path, folder: Path) -> tuple[Path, int]:
    """The file with raw letters beyond ASCII written the way the format wants, and how many texts that were.

    Without this the parser drops everything from the first raw letter on: “Kælder” becomes “K”.
    """
    raw = path.read_bytes()
    encoding = encoding_of(raw)
    count = 0

    def escaped(found: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        text = found.group().decode(encoding, "replace")
        return b"".join(
            char.encode()
            if char.isascii()
            else b"\\X2\\" + char.encode("utf-16-be").hex().upper().encode() + b"\\X0\\"
            if ord(char) <= 0xFFFF
            else b"\\X4\\" + f"{ord(char):08X}".encode() + b"\\X0\\"
            for char in text
        )

    pattern = RAW_TEXT if encoding == "cp932" else re.compile(rb"[\x80-\xff]+")
    target = folder / "mended.ifc"
    target.write_bytes(pattern.sub(escaped, raw.removeprefix(b"\xef\xbb\xbf")))
    return target, count


def encoding_of(raw: bytes) -> str:
    """The encoding raw letters are most likely written in: UTF-8, Shift-JIS (cp932) or Windows-1252.

    Shift-JIS leads with bytes 0x81 to 0x9F, which in Windows-1252 are rare signs, so their share tells.
    """
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        high = raw.translate(None, bytes(range(0x80)))
        leading = len(high.translate(None, bytes([0x80, *range(0xA0, 0x100)])))
        return "cp932" if leading * 5 > len(high) * 2 else "cp1252"
    return "utf-8"


def _open(path: Path, folder: _Folder) -> Any:
    import ifcopenshell

    try:
        return ifcopenshell.open(path)
    except ifcopenshell.SchemaError as error:
        raise RefusedFile("unknown_schema", schema=str(error).rpartition(": ")[2][:40]) from error
    except (ifcopenshell.Error, RuntimeError, OSError, ValueError) as error:
        mended = _without_bad_escapes(path, folder)
        if mended is None:
            raise RefusedFile("unreadable") from error
    try:
        return ifcopenshell.open(mended)
    except (ifcopenshell.Error, RuntimeError, OSError, ValueError) as error:
        raise RefusedFile("unreadable") from error


def _without_bad_escapes(path: Path, folder: _Folder) -> Path | None:
    """The file with impossible letter escapes replaced by “?”, or None when it had none."""
    raw = path.read_bytes()

    def checked(found: re.Match[bytes]) -> bytes:
        if found["good"]:
            return found.group()
        try:
            bytes.fromhex((found["wide"] or b"D800").decode()).decode("utf-16-be")
        except UnicodeDecodeError:
            return b"?"
        return found.group()

    mended = ESCAPE.sub(checked, raw)
    if mended == raw:
        return None
    target = folder.path / "escapes.ifc"
    target.write_bytes(mended)
    return target
