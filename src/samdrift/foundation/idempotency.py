"""A write that a phone or another system may send twice happens once."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid
from samdrift.foundation.guards.models import Answer

KEPT_FOR = timedelta(days=90)
"""Longer than a phone keeps what it could not send."""

# The second of two at the same time waits here: PostgreSQL on the unique index, SQLite on the writer's lock.
_CLAIM = """
INSERT INTO guards_answer (sender, key, request_hash, reference, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (sender, key) DO NOTHING RETURNING id
"""
_KEEP = "UPDATE guards_answer SET reference = %s WHERE id = %s"


class UsedBefore(Invalid):
    """The key was used before for something else."""


@transaction.atomic
def once(sender: str, key: str, request_hash: str, do: Callable[[], Any], *, reference: Any = None) -> tuple[Any, bool]:
    """Do it, unless this sender has had it done under this key: then give what came of it.

    Args:
        sender: Whose key it is, such as "person:12" or "device:3f…": keys of different senders never meet.
        key: The `Idempotency-Key` the sender chose.
        request_hash: What was asked, as `hash_of` gives it.
        do: The work, in this transaction; gives a reference as JSON, such as the uid of the new row. Nothing is
            remembered when it raises.
        reference: What will come of it, where that is known beforehand: it need not be written afterwards.

    Returns:
        The reference, and whether it is a replay.

    Raises:
        UsedBefore: The key was used for something else.
        Invalid: It is not a key.
    """
    if not 1 <= len(key) <= 200:
        raise Invalid({"Idempotency-Key": _("The key has between 1 and 200 characters.")})
    written, at = json.dumps(reference, default=str), connection.ops.adapt_datetimefield_value(clock.real_now())
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [sender, key, request_hash, written, at])
        claimed = cursor.fetchone()
    if claimed:
        came = do()
        if came != reference:
            with connection.cursor() as cursor:
                cursor.execute(_KEEP, [json.dumps(came, default=str), claimed[0]])
        return came, False
    answer = Answer.objects.get(sender=sender, key=key)
    if answer.request_hash != request_hash:
        raise UsedBefore({"Idempotency-Key": _("This key was used before for something else. Choose a new one.")})
    return json.loads(answer.reference), True


def hash_of(*parts: object) -> str:
    """One hash of what was asked: method, address and body, bytes as they came and other things as JSON."""
    digest = hashlib.sha256()
    for part in parts:
        piece = part if isinstance(part, bytes) else json.dumps(part, sort_keys=True, default=str).encode()
        digest.update(len(piece).to_bytes(8) + piece)
    return digest.hexdigest()


def forget_old_answers(now: datetime) -> int:
    """Delete answers older than any phone's outbox; how many. For a job."""
    return Answer.objects.filter(at__lt=now - KEPT_FOR).delete()[0]
