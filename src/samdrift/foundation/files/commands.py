"""Keeping a file for an owner, and letting it go."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Literal
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.bulk import insert_rows
from samdrift.foundation.fields import uuid7
from samdrift.foundation.files.cleaning import CleanFile, clean_upload
from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.files.registry import owners
from samdrift.foundation.files.storage import put_path, storage
from samdrift.foundation.scope import Scope, everywhere

Visibility = Literal["shared", "party"]

ORPHANS_AFTER = timedelta(days=1)


def store(
    scope: Scope,
    owner_kind: str,
    owner_uid: UUID,
    stream: BinaryIO,
    filename: str,
    *,
    visibility: Visibility,
    now: datetime,
) -> StoredFile:
    """Clean an upload and keep it for an owner; see `clean_upload` and `attach`."""
    return attach(scope, owner_kind, owner_uid, clean_upload(stream, filename), visibility=visibility, now=now)


def attach(
    scope: Scope,
    owner_kind: str,
    owner_uid: UUID,
    file: CleanFile,
    *,
    visibility: Visibility,
    now: datetime,
    data_class: str = "D1",
) -> StoredFile:
    """Keep a cleaned file for an owner the command has checked; the same file twice is kept once.

    Args:
        visibility: "shared" for whoever may see the owner, "party" for those of the actor's own party among them.
    """
    if owner_kind not in owners:
        raise KeyError(f"{owner_kind!r} owns no files: register it with file_owner.")
    if visibility == "party" and scope.party_id is None:
        raise ValueError("Who acts for no party has nothing of a party's own.")
    row = _row(scope, owner_kind, owner_uid, file, visibility=visibility, now=now, data_class=data_class)
    kept = storage()
    kept.put(scope.community_id, row.sha256, file.content)
    if file.thumbnail:
        kept.put(scope.community_id, row.thumbnail_sha256, file.thumbnail)
    return _kept_once(row)


def _kept_once(row: StoredFile) -> StoredFile:
    with everywhere(reason="the file an owner the command has read may have already"):
        rows = StoredFile.objects.all()
    return rows.get_or_create(
        owner_kind=row.owner_kind,
        owner_uid=row.owner_uid,
        sha256=row.sha256,
        owner_party_id=row.owner_party_id,
        defaults={
            field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
        },
    )[0]


def attach_path(
    scope: Scope, owner_kind: str, owner_uid: UUID, path: Path, name: str, media_type: str, *, now: datetime,
    data_class: str = "D1",
) -> StoredFile:  # fmt: skip
    """Keep a file we wrote ourselves, however large, shared with whoever may see its owner; the same twice once."""
    if owner_kind not in owners:
        raise KeyError(f"{owner_kind!r} owns no files: register it with file_owner.")
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    put_path(scope.community_id, sha256, path)
    row = _row(
        scope, owner_kind, owner_uid, CleanFile(name, media_type, b""), visibility="shared", now=now,
        data_class=data_class,
    )  # fmt: skip
    row.sha256, row.size = sha256, path.stat().st_size
    return _kept_once(row)


def attach_to_many(
    scope: Scope, owner_kind: str, owners_to: Iterable[tuple[UUID, str]], file: CleanFile, *, now: datetime
) -> int:
    """Keep one cleaned file for many new owners, shared with whoever may see each; how many. For imports.

    Args:
        owners_to: The owners' uids with their data classes; none of them has the file yet.
    """
    if owner_kind not in owners:
        raise KeyError(f"{owner_kind!r} owns no files: register it with file_owner.")
    rows = [
        _row(scope, owner_kind, uid, file, visibility="shared", now=now, data_class=data_class)
        for uid, data_class in owners_to
    ]
    if rows:
        storage().put(scope.community_id, rows[0].sha256, file.content)
    return len(insert_rows(rows))


def _row(
    scope: Scope,
    owner_kind: str,
    owner_uid: UUID,
    file: CleanFile,
    *,
    visibility: Visibility,
    now: datetime,
    data_class: str,
) -> StoredFile:
    return StoredFile(
        uid=uuid7(),
        community_id=scope.community_id,
        data_class=data_class,
        owner_party_id=scope.party_id if visibility == "party" else None,
        owner_kind=owner_kind,
        owner_uid=owner_uid,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=file.sha256,
        thumbnail_sha256=hashlib.sha256(file.thumbnail).hexdigest() if file.thumbnail else "",
        width=file.width,
        height=file.height,
        person_id=scope.person_id,
        at=now,
    )


def keep_bytes(community_id: int, sha256: str, content: bytes) -> None:
    """Put bytes where `attach` will look for them, before its transaction begins; without a row they go after a day."""
    storage().put(community_id, sha256, content)


def drop_files(owner_kind: str, owner_uid: UUID) -> int:
    """Let an owner's files go; the bytes follow with the next clearing. How many."""
    with everywhere(reason="the files of an owner that is gone"):
        return StoredFile.objects.all().filter(owner_kind=owner_kind, owner_uid=owner_uid).delete()[0]


def reclassify_files(owner_kind: str, owner_uid: UUID, data_class: str) -> None:
    """Bring an owner's files into the class the owner has now."""
    with everywhere(reason="files follow the class of their owner"):
        StoredFile.objects.all().filter(owner_kind=owner_kind, owner_uid=owner_uid).update(data_class=data_class)


def clear_orphans(now: datetime) -> int:
    """Delete bytes no row speaks of and that have lain there for a day; how many. For a job.

    Args:
        now: The real moment, as the storage's clock is real.
    """
    kept, cleared = storage(), 0
    for community_id, sha256 in kept.older_than(now - ORPHANS_AFTER):
        with everywhere(reason="bytes no row speaks of"):
            rows = StoredFile.objects.all().filter(Q(sha256=sha256) | Q(thumbnail_sha256=sha256))
        if not rows.filter(community=community_id).exists():
            kept.delete(community_id, sha256)
            cleared += 1
    return cleared
