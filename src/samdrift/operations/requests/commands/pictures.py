"""Photos of a request."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.files.public import CleanFile, StoredFile, attach
from samdrift.foundation.scope import Scope
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.commands.talk import is_requester
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
    kept = attach(scope, FILES_KIND, row.uid, photo, visibility="shared", now=now, data_class=row.data_class)
    loading.tell(scope, row, events.RequestPictured, at=now, file_id=kept.uid)
    return kept
