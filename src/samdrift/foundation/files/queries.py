"""Reading files through their owners."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.http import content_disposition_header

from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.files.registry import owners
from samdrift.foundation.files.storage import storage
from samdrift.foundation.questions import Question
from samdrift.foundation.scope import CASE_CLASSES, OPEN_CLASSES, Scope, everywhere


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file to send, with the headers that keep a browser from taking it for anything else."""

    stream: BinaryIO
    media_type: str
    headers: dict[str, str]


def open_file(scope: Scope, uid: UUID, *, thumbnail: bool = False) -> OpenFile:
    """A file, or its thumbnail, as far as the scope may see its owner.

    Raises:
        DoesNotExist: No such file, or none this scope may know of.
    """
    row = _known_to(scope).get(uid=uid)
    visible = owners.get(row.owner_kind)
    if visible is None or not visible(scope, row.owner_uid):
        raise StoredFile.DoesNotExist
    small = thumbnail and row.thumbnail_sha256
    try:
        stream = storage().open(row.community_id, row.thumbnail_sha256 if small else row.sha256)
    except FileNotFoundError as error:
        raise StoredFile.DoesNotExist from error
    media_type = "image/jpeg" if small else row.media_type
    return OpenFile(stream, media_type, _headers(row))


def open_kept(community_id: int, sha256: str) -> BinaryIO:
    """Bytes by their hash, for the room that keeps the hash on a row of its own.

    Raises:
        FileNotFoundError: They are gone.
    """
    return storage().open(community_id, sha256)


def files_of(scope: Scope, owner_kind: str, owner_uids: Iterable[UUID]) -> dict[UUID, list[StoredFile]]:
    """The files of owners the caller has read through their own gate, oldest first, in one statement."""
    found: dict[UUID, list[StoredFile]] = defaultdict(list)
    for row in _known_to(scope).filter(owner_kind=owner_kind, owner_uid__in=list(owner_uids)).order_by("pk"):
        found[row.owner_uid].append(row)
    return dict(found)


def files_of_one(scope: Scope, owner_kind: str, owner_uid: UUID) -> list[StoredFile]:
    """The files of one owner, for pages asked often; whoever's uid it is, it names one owner only."""
    return [row for row in _OF_ONE.rows(scope, owner_uid) if row.owner_kind == owner_kind]


def _known_to(scope: Scope) -> QuerySet[StoredFile]:
    # A case's files open with the case: their owner's gate is asked each time, and no grant opens that class.
    classes = (OPEN_CLASSES | CASE_CLASSES).union(*(grant.data_classes for grant in scope.grants))
    mine = Q(owner_party__isnull=True)
    if scope.party_id is not None:
        mine |= Q(owner_party=scope.party_id)
    with everywhere(reason="files on the way to their owner's gate; narrowed here"):
        rows = StoredFile.objects.all()
    return rows.filter(mine, community=scope.community_id, data_class__in=classes)


_OF_ONE = Question(lambda scope, uid: _known_to(scope).filter(owner_uid=uid).order_by("pk"), UUID(int=77_042))


def _headers(row: StoredFile) -> dict[str, str]:
    return {
        "Content-Disposition": content_disposition_header(not row.is_image, row.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        # The address names unchanging bytes, but only this person may keep them.
        "Cache-Control": "private, max-age=86400, immutable",
    }
