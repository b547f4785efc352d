"""Photos of a request."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from samdrift.foundation.files.public import CleanFile, StoredFile, attach, clean_upload
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.commands.talk import is_requester
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries import access
from samdrift.operations.requests.queries.pages import FILES_KIND


@transaction.atomic
def add_photo(scope: Scope, uid: UUID, photo: CleanFile, *, now: datetime) -> StoredFile:
    """Keep a cleaned photo with a request.

    Raises:
        DoesNotExist: No such request within the scope.
        NotAllowed: The actor may neither comment here nor asked for it.
    """
    row = loading.locked(scope, uid, None)
    if not is_requester(scope, row):
        access.require(scope, "requests.comment", row)
    return _keep(scope, row, photo, now)


@transaction.atomic
def add_reporters_photo(scope: Scope, uid: UUID, stream: BinaryIO, name: str, *, now: datetime) -> StoredFile:
    """Keep a photo with what somebody reported from the field, whether or not their role shows them the report.

    Raises:
        DoesNotExist: The actor reported no such thing.
        Invalid: It is not a picture, or too large.
    """
    with everywhere(reason="what one has reported oneself, to put a photo to it; nothing of it is shown"):
        rows = ServiceRequest.objects.filter(community=scope.community_id, requester=scope.person_id or 0)
        row = rows.get(uid=uid)
    return _keep(scope, row, clean_upload(stream, name), now)


def _keep(scope: Scope, row: ServiceRequest, photo: CleanFile, now: datetime) -> StoredFile:
    kept = attach(scope, FILES_KIND, row.uid, photo, visibility="shared", now=now, data_class=row.data_class)
    loading.tell(scope, row, events.RequestPictured, at=now, file_id=kept.uid)
    return kept
