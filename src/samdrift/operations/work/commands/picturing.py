"""Photos of work: what was found and what was done."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from samdrift.foundation.files.public import CleanFile, StoredFile, attach, clean_upload
from samdrift.foundation.scope import Scope
from samdrift.operations.work.commands import loading
from samdrift.operations.work.models import WorkOrder


def add_photo(
    scope: Scope, uid: UUID, stream: BinaryIO, name: str, *, now: datetime, permission: str = "work.do"
) -> StoredFile:
    """Keep a photo of an order; where it was taken is not kept.

    Args:
        permission: By which right: doing the work, or sending it back.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: It is not a picture, or too large.
        NotAllowed: It is not the actor's order.
    """
    loading.require(scope, permission, WorkOrder.objects.within(scope).get(uid=uid))
    cleaned = clean_upload(stream, name)  # outside the transaction: it takes a while
    return add_clean_photo(scope, uid, cleaned, now=now, permission=permission)


@transaction.atomic
def add_clean_photo(
    scope: Scope, uid: UUID, cleaned: CleanFile, *, now: datetime, permission: str = "work.do"
) -> StoredFile:
    """Keep a photo that is cleaned already.

    Raises:
        DoesNotExist: No such order within the scope.
        NotAllowed: It is not the actor's order.
    """
    order = WorkOrder.objects.within(scope).locked(uid)
    loading.require(scope, permission, order)
    return attach(
        scope, "work.workorder", order.uid, cleaned, visibility="shared", now=now, data_class=order.data_class
    )
