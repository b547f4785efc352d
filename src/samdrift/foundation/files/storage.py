"""Where the bytes lie: a folder by default, anything that keeps the protocol instead."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string


class Storage(Protocol):
    """Bytes under their SHA-256, apart for each community.

    An S3-compatible store keeps it with one object at `<community>/<sha256>`: `put` is a PUT that may be repeated,
    `open` a GET, `delete` a DELETE, `older_than` a LIST. Name the class in `SAMDRIFT_FILE_STORAGE`.
    """

    def put(self, community_id: int, sha256: str, content: bytes) -> None:
        """Keep the bytes, durably, before returning; putting the same again changes nothing."""

    def open(self, community_id: int, sha256: str) -> BinaryIO:
        """The bytes to read. Raises FileNotFoundError."""

    def delete(self, community_id: int, sha256: str) -> None:
        """Forget the bytes, if they are there."""

    def older_than(self, moment: datetime) -> Iterator[tuple[int, str]]:
        """Everything put before `moment`, as (community, sha256)."""


@runtime_checkable
class FromPath(Protocol):
    """What a storage may offer besides: taking a large file from a path, without its bytes in memory at once."""

    def put_path(self, community_id: int, sha256: str, path: Path) -> None:
        """Keep a copy of the file, durably, before returning; putting the same again changes nothing."""


class DiskStorage:
    """A folder for each community, one file for each hash."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or Path(settings.SAMDRIFT_VAR) / "files"

    def put(self, community_id: int, sha256: str, content: bytes) -> None:
        path = self._path(community_id, sha256)
        if path.exists():
            path.touch()  # Young again, so that the clearing of orphans leaves it for the row about to be written.
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        Path(written.name).replace(path)

    def put_path(self, community_id: int, sha256: str, path: Path) -> None:
        kept = self._path(community_id, sha256)
        if kept.exists():
            kept.touch()
            return
        kept.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as read, tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as written:
            shutil.copyfileobj(read, written)
            written.flush()
            os.fsync(written.fileno())
        Path(written.name).replace(kept)

    def open(self, community_id: int, sha256: str) -> BinaryIO:
        return self._path(community_id, sha256).open("rb")

    def delete(self, community_id: int, sha256: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._path(community_id, sha256).unlink()

    def older_than(self, moment: datetime) -> Iterator[tuple[int, str]]:
        for path in self.root.glob("*/*/*"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
                yield int(path.parent.parent.name), path.name

    def _path(self, community_id: int, sha256: str) -> Path:
        return self.root / str(int(community_id)) / sha256[:2] / sha256


def storage() -> Storage:
    """The storage this installation uses."""
    named = settings.SAMDRIFT_FILE_STORAGE
    kept: Storage = import_string(named)() if named else DiskStorage()
    return kept


def put_path(community_id: int, sha256: str, path: Path) -> None:
    """Keep a copy of a file; a storage that takes no paths is given its bytes."""
    kept = storage()
    if isinstance(kept, FromPath):
        kept.put_path(community_id, sha256, path)
    else:
        kept.put(community_id, sha256, path.read_bytes())
