"""What requests do when their promises are counted anew, and what was told of them when their class changes."""

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.notices.public import reclassify
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.rules import states


@follow(promises.PromisesRecalculated.kind, name="requests.show_the_new_due_times")
def show_the_new_due_times(event: EventRecord) -> None:
    """Keep the due times lists show in step with the promises. Safe to repeat."""
    if event.subject_uid is None:
        return
    with everywhere(reason="a calendar counts for every request of the event's community"):
        row = ServiceRequest.objects.filter(uid=event.subject_uid, community=event.community_id).first()
    if row is None or row.state not in states.UNRESOLVED:
        return
    loading.take(row, promises.standing_of(row.uid))
    row.save_changes(*loading.KEPT)


@follow(events.RequestTypeConfirmed.kind, events.RequestPlaceConfirmed.kind, name="requests.notices_keep_the_class")
def keep_the_class(event: EventRecord) -> None:
    """Forget in the notices what became restricted with its type or place."""
    row = ServiceRequest.objects.filter(uid=event.payload["request_id"], community=event.community_id).first()
    if row is not None:
        reclassify(row.uid, row.data_class)
