"""A backup as one file: a zip with the database, the files, and a manifest with the hash of each.

Nothing here knows Django: paths in, paths out.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from samdrift.doors.cli.problem import Problem

FORMAT = "samdrift-backup"
VERSION = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20


@dataclass(slots=True)
class Archive:
    """An archive being written; `close` puts the manifest in and gives the file its name."""

    path: Path
    facts: dict[str, Any]
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    _zip: zipfile.ZipFile = field(init=False)
    _half: Path = field(init=False)

    def __post_init__(self) -> None:
        self._half = self.path.with_name(f"{self.path.name}.{os.getpid()}.half")
        self._half.touch(mode=0o600)  # it holds everything, so it is nobody else's to read
        self._zip = zipfile.ZipFile(self._half, "w", zipfile.ZIP_DEFLATED, compresslevel=3)

    def add(self, name: str, source: Path) -> None:
        """Put a file in; one that has vanished meanwhile is left out, since nothing speaks of it any more."""
        digest, size = hashlib.sha256(), 0
        try:
            reading = source.open("rb")
        except FileNotFoundError:
            return
        with reading, self._zip.open(name, "w", force_zip64=True) as into:
            while chunk := reading.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                into.write(chunk)
        self.entries[name] = {"sha256": digest.hexdigest(), "bytes": size}

    def close(self) -> None:
        """Finish: only now does the archive stand under its name."""
        manifest = {"format": FORMAT, "version": VERSION, **self.facts, "entries": self.entries}
        self._zip.writestr(MANIFEST, json.dumps(manifest, indent=1))
        self._zip.close()
        self._half.replace(self.path)

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._zip.close()
        self._half.unlink(missing_ok=True)


def open_archive(path: Path) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    """An archive to read from, with its manifest, every part compared with its hash.

    Raises:
        Problem: It is no backup, a newer kind, damaged, or names places outside it.
    """
    try:
        opened = zipfile.ZipFile(path)
        manifest = json.loads(opened.read(MANIFEST))
    except FileNotFoundError:
        raise Problem(f"there is no file {path}.") from None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise Problem(f"{path} is not a backup of samdrift, or it is damaged.") from None
    if manifest.get("format") != FORMAT:
        raise Problem(f"{path} is not a backup of samdrift.")
    if manifest.get("version", 0) > VERSION:
        raise Problem(f"{path} was made by a newer samdrift; use that version to restore it.")
    for name, entry in manifest["entries"].items():
        if name.startswith("/") or ".." in Path(name).parts:
            raise Problem(f"{path} names a place outside itself ({name}); it was not touched.")
        if digest_of(opened, name) != entry["sha256"]:
            raise Problem(f"{path} is damaged: {name} is not what the manifest says.")
    return opened, manifest


def digest_of(opened: zipfile.ZipFile, name: str) -> str | None:
    """The SHA-256 of a part; None where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with opened.open(name) as part:
            for chunk in chunks(part):
                digest.update(chunk)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError):
        return None
    return digest.hexdigest()


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The content of a file, a megabyte at a time."""
    while chunk := file.read(CHUNK):
        yield chunk


def extract(opened: zipfile.ZipFile, name: str, target: Path) -> None:
    """Write one part to a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(name) as part, target.open("wb") as into:
        shutil.copyfileobj(part, into, CHUNK)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database into another, page by page and consistent, while either is in use."""
    with closing(sqlite3.connect(source, timeout=60)) as reading, closing(sqlite3.connect(target, timeout=60)) as into:
        reading.backup(into)
