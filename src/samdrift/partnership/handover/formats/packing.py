"""Writing a pack: one zip of tables and a description of them; the same content gives the same bytes.

The description is a Data Package with a Table Schema for each file (specs.frictionlessdata.io), so that any tool can
read what each column is. It names the SHA-256 of every file, and its own is the fingerprint the pack is known by.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

FORMAT = "samdrift-exit-pack"
VERSION = 1
DESCRIPTION = "datapackage.json"
EARLIEST = (1980, 1, 1, 0, 0, 0)
PIECE = 1 << 16
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name and type in the file, what people call it, and what it means where that needs saying."""

    name: str
    kind: str  # of Table Schema: string, number, integer, date, datetime, boolean
    title: Text
    meaning: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """A table that was written."""

    code: str
    rows: int
    size: int


class Packing:
    """A pack that is being written; nothing is held for longer than a piece."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._files: dict[str, dict[str, Any]] = {}
        self._tables: list[dict[str, Any]] = []

    def table(
        self, code: str, title: Text, meaning: Text, fields: Sequence[Field], rows: Iterable[Sequence[str]]
    ) -> Counted:
        """One table as CSV in UTF-8, its columns described."""
        name, count = f"data/{code}.csv", 0

        def pieces() -> Iterator[bytes]:
            nonlocal count
            page = io.StringIO()
            writer = csv.writer(page, lineterminator="\r\n")
            writer.writerow([one.name for one in fields])
            for row in rows:
                writer.writerow(row)
                count += 1
                if page.tell() > PIECE:
                    yield page.getvalue().encode()
                    page.seek(0)
                    page.truncate()
            yield page.getvalue().encode()

        self._put(name, pieces())
        told = self._files[name]
        self._tables.append(
            {
                "name": code, "path": name, "profile": "tabular-data-resource", "format": "csv", "encoding": "utf-8",
                "mediatype": "text/csv", "hash": f"sha256:{told['sha256']}", "bytes": told["bytes"],
                "title": title["en"], "titles": dict(title), "description": meaning.get("en", ""),
                "descriptions": dict(meaning), "rows": count,
                "schema": {"fields": [_described(one) for one in fields], "missingValues": [""]},
            }
        )  # fmt: skip
        return Counted(code, count, int(told["bytes"]))

    def document(self, name: str, pieces: Iterable[bytes]) -> int:
        """A file as it was filed, and its bytes; its kind is pressed already, so that it is not pressed again."""
        self._put(name, pieces, pressed=False)
        return int(self._files[name]["bytes"])

    def text(self, name: str, content: str) -> None:
        """A page for people to read."""
        self._put(name, iter([content.encode()]))

    def finish(self, about: Mapping[str, Any]) -> str:
        """Write the description; gives its SHA-256."""
        told = {
            **about, "profile": "tabular-data-package", "format": FORMAT, "version": VERSION,
            "resources": self._tables, "files": self._files,
        }  # fmt: skip
        content = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
        with self._zip.open(_entry(DESCRIPTION), "w") as entry:
            entry.write(content)
        self._zip.close()
        return hashlib.sha256(content).hexdigest()

    def _put(self, name: str, pieces: Iterable[bytes], *, pressed: bool = True) -> None:
        digest, count = hashlib.sha256(), 0
        with self._zip.open(_entry(name, pressed=pressed), "w", force_zip64=not pressed) as entry:
            for piece in pieces:
                digest.update(piece)
                count += len(piece)
                entry.write(piece)
        self._files[name] = {"sha256": digest.hexdigest(), "bytes": count}


def _entry(name: str, *, pressed: bool = True) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED if pressed else zipfile.ZIP_STORED
    entry.external_attr = 0o644 << 16
    return entry


def _described(one: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"name": one.name, "type": one.kind, "title": one.title["en"], "titles": dict(one.title)}
    if one.meaning:
        told |= {"description": one.meaning["en"], "descriptions": dict(one.meaning)}
    return told
