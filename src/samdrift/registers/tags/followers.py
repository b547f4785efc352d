"""What tags do when the estate changes: they go with their room when it is merged, split or replaced."""

from typing import cast
from uuid import UUID

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.tags.commands.following import doubt_tags_of, follow_spaces
from samdrift.registers.tags.commands.life import silence_tags

ZONE_SET = "estate.zone_set"


@follow(estate.SpacesSucceeded.kind, name="tags.follow_spaces")
def go_with_the_room(record: EventRecord) -> None:
    """Lead the tags of rooms that became others to what took over. Safe to repeat: nothing is asked or moved twice."""
    event = cast(estate.SpacesSucceeded, record.as_event())
    scope = Scope(community_id=record.community_id, person_id=record.person_id, party_id=record.party_id)
    heirs = [_pk(scope, uid) for uid in event.successors]
    for uid in event.predecessors:
        follow_spaces(scope, _pk(scope, uid), heirs, now=record.happened_at)


@follow(estate.SpaceRemoved.kind, name="tags.ask_for_a_look")
def ask_for_a_look(record: EventRecord) -> None:
    """Let the tags of a room that is no longer there wait for somebody to look. Safe to repeat."""
    event = cast(estate.SpaceRemoved, record.as_event())
    scope = Scope(community_id=record.community_id, person_id=record.person_id, party_id=record.party_id)
    doubt_tags_of(scope, _pk(scope, event.space_uid), now=record.happened_at)


@follow(ZONE_SET, name="tags.fall_silent")
def fall_silent(record: EventRecord) -> None:
    """Mark the tags of a place that was made secured, so that lists say so; the scan page looks at the zone itself."""
    event = record.payload
    if event.get("zone") == "secured":
        silence_tags(Scope(community_id=record.community_id), UUID(event["place_uid"]), now=record.happened_at)


def _pk(scope: Scope, uid: UUID) -> int:
    with everywhere(reason="tags follow their room, in the event's own community"):
        return int(estate.Space.objects.values_list("pk", flat=True).get(uid=uid, community=scope.community_id))
