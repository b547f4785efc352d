"""What promises do when a calendar changes: running clocks are counted anew, stopped ones stay."""

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.operations.promises.commands.changing import recalculate_running
from samdrift.registers.contracts import public as contracts


@follow(contracts.CalendarPublished.kind, name="promises.count_by_the_new_calendar")
def count_by_the_new_calendar(event: EventRecord) -> None:
    """Count every running promise of the calendar by its new version. Safe to repeat."""
    code, number = event.payload["code"], event.payload["number"]
    if number > 1:
        recalculate_running(event.community_id, code, number, at=event.happened_at)
