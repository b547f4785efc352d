"""What decides a request's promises, its priority and its type, compared with the book (each night)."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from samdrift.foundation.events.public import EventRecord
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.rules import states

TYPED = {events.RequestSubmitted.kind: "request_type", events.RequestTypeConfirmed.kind: "after"}
_BATCH = 500


def unlike_the_book(community_id: int) -> Iterator[tuple[str, str]]:
    """Number and column of open requests that say otherwise than the book; asked across the gate, by the job.

    Their promises are worked out from the book by `promises.check`; so the priority is compared with theirs.
    """
    rows = ServiceRequest.objects.filter(community=community_id, state__in=states.UNRESOLVED).order_by("pk")
    every = rows.values_list("uid", "number", "priority", "request_type__code").iterator(_BATCH)
    while batch := list(islice(every, _BATCH)):
        uids = [uid for uid, *_rest in batch]
        priorities, types = _promised(uids), _types(community_id, uids)
        for uid, number, priority, code in batch:
            if priorities.get(uid, priority) != priority:
                yield number, "priority"
            if types.get(uid, code) != code:
                yield number, "request_type"


def _promised(uids: list[UUID]) -> dict[UUID, int]:
    running = promises.Promise.objects.filter(subject_uid__in=uids, stopped_at__isnull=True).exclude(state="voided")
    return dict(running.order_by("pk").values_list("subject_uid", "priority"))


def _types(community_id: int, uids: list[UUID]) -> dict[UUID, str]:
    told = EventRecord.objects.filter(community=community_id, subject_uid__in=uids, kind__in=TYPED).order_by("pk")
    return {
        uid: payload[TYPED[kind]]
        for uid, kind, payload in told.values_list("subject_uid", "kind", "payload")
        if uid is not None and TYPED[kind] in payload
    }
