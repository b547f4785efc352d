"""What the desk does when something happens to requests."""

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.commands.following import bring_contacts_to_part
from samdrift.operations.requests import public as requests


@follow(requests.RequestSplit.kind, name="desk.contacts_of_parts")
def contacts_of_parts(event: EventRecord) -> None:
    """Whoever called about the whole called about its part as well."""
    told = event.as_event()
    assert isinstance(told, requests.RequestSplit)
    bring_contacts_to_part(Scope(community_id=event.community_id), told.request_id, told.part_id, now=event.happened_at)
