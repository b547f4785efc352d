"""What requests do when their promises are counted anew, and what was told of them when their class changes."""

from datetime import timedelta
from uuid import UUID

from samdrift.foundation import clock
from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.notices.public import reclassify
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.rules import states
from samdrift.operations.workforce import public as workforce

MOST_CALLED = 2
"""Priorities beyond this one wake nobody; which of the others do is said by the rosters."""
CALLED_WITHIN = timedelta(hours=4)
"""What a worker hears of later than this, after a stop of the house, is no reason to wake anybody any more."""


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


@follow(
    events.RequestSubmitted.kind, events.RequestPriorityConfirmed.kind, events.RequestTypeConfirmed.kind,
    events.RequestReopened.kind, name="requests.call_who_is_on_call",
)  # fmt: skip
def call_who_is_on_call(event: EventRecord) -> None:
    """Call whoever is on call for something urgent; nobody any more when it is urgent no longer. Safe to repeat."""
    row = ServiceRequest.objects.filter(uid=event.payload["request_id"], community=event.community_id).first()
    if row is None or not row.is_open or row.priority > MOST_CALLED or row.state not in states.UNRESOLVED:
        if row is not None:
            workforce.settle_alert(Scope(row.community_id), row.uid, now=event.happened_at)
        return
    alarm = workforce.Alarm(
        subject_kind=row._meta.label_lower, subject_uid=row.uid, number=row.number, title=row.title,
        line=row.line_code, priority=row.priority, site_id=row.site_id, unit_id=row.unit_id,
        contract_id=row.contract_id, data_class=row.data_class, owner_party_id=row.owner_party_id,
    )  # fmt: skip
    if event.happened_at > clock.now() - CALLED_WITHIN:
        workforce.raise_alert(Scope(row.community_id), alarm, now=clock.now())


@follow(
    events.RequestStarted.kind, events.RequestMadeSafe.kind, events.RequestResolved.kind, events.RequestClosed.kind,
    events.RequestCancelled.kind, events.RequestDeclined.kind, events.RequestMerged.kind,
    name="requests.call_nobody_any_more",
)  # fmt: skip
def call_nobody_any_more(event: EventRecord) -> None:
    """Let the people on call sleep once somebody has begun, or nothing is to be done. Safe to repeat."""
    workforce.settle_alert(Scope(event.community_id), UUID(event.payload["request_id"]), now=event.happened_at)
