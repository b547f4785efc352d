"""Saying something about an order, with photos, and naming people who should read it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.files.public import CleanFile, attach
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import events
from samdrift.operations.work.commands import loading
from samdrift.operations.work.models import OrderComment, WorkOrder
from samdrift.operations.work.queries.comments import mentionable
from samdrift.operations.work.rules import mentions

COMMENT = "work.comment"
LONGEST, MOST_PHOTOS = 4000, 6
FILES = "work.ordercomment"


@transaction.atomic
def add_comment(
    scope: Scope, order_uid: UUID, body: str, *, now: datetime, photos: Sequence[CleanFile] = (),
    named: Iterable[int] = (), comment_uid: UUID | None = None,
) -> OrderComment:  # fmt: skip
    """Say something; whoever is mentioned (@Name, or chosen) is told. The same uid is said once.

    Args:
        named: People chosen beside those the text mentions.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: Nothing is said, too much, or an @ names nobody one may mention here.
        NotAllowed: The actor may not speak here.
        Refused: The uid is another's.
    """
    order = loading.locked(scope, order_uid)
    loading.require(scope, COMMENT, order)
    if comment_uid is not None:
        with everywhere(reason="whether a sender repeats a comment, or takes the uid of another"):
            there = OrderComment.objects.filter(uid=comment_uid).first()
        if there is not None:
            if (there.work_order_id, there.author_id) != (order.pk, scope.person_id):
                raise Refused(_("This identifier is already used for something else. Choose a new one."))
            return there
    body = body.strip() or (_("See the photo.") if photos else "")
    if not body:
        raise Invalid({"body": _("Write something first.")})
    if len(body) > LONGEST or len(photos) > MOST_PHOTOS:
        raise Invalid({"body": _("That is too much at once: at most 4,000 characters and 6 photos.")})
    told = _mentioned(scope, order, body, set(named), now)
    comment = OrderComment.objects.create(
        uid=comment_uid or uuid7(), community_id=order.community_id, data_class=order.data_class, work_order=order,
        author_id=scope.person_id, body=body, language=scope.language, mentioned=sorted(told), said_at=now,
    )  # fmt: skip
    for photo in photos:
        attach(scope, FILES, comment.uid, photo, visibility="shared", now=now, data_class=order.data_class)
    event = events.OrderCommented(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code, comment_id=comment.uid,
        mentioned=sorted(told),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=order)
    return comment


def _mentioned(scope: Scope, order: WorkOrder, body: str, named: set[int], now: datetime) -> set[int]:
    if "@" not in body and not named:
        return set()
    known = mentionable(scope, order, now=now)
    found, unknown = mentions.mentioned(body, known)
    if unknown:
        sentence = _("Nobody you may mention here is called %(name)s, or more than one is. Write the whole name.")
        raise Invalid({"body": sentence % {"name": f"@{unknown[0]}"}})
    if not named <= set(known):
        raise Invalid({"named": _("This person does not see the order.")})
    return (found | named) - {scope.person_id or 0}
