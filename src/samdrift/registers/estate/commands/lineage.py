"""Rooms that take over from rooms: who came from whom is kept, and what hangs on the old ones is told where to go."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from samdrift.foundation.events.public import Happening
from samdrift.foundation.scope import Scope
from samdrift.registers.estate import rules
from samdrift.registers.estate.events import SpacesSucceeded
from samdrift.registers.estate.models import Asset, Space, SpaceArea, SpaceLineage


def succeed(
    scope: Scope, predecessors: Sequence[Space], successors: Sequence[Space], *, on: date, now: datetime
) -> list[Happening]:
    """Let rooms take over from rooms, in the caller's transaction; what is to be recorded of it.

    Args:
        predecessors: Every room it came from; one that keeps its name and key stands among the successors too.
        successors: Every room there is afterwards, the likeliest heir first.
        on: The first day of the new rooms.
    """
    if not predecessors or not successors:
        return []
    kept = {row.pk for row in successors}
    _close_as_before(predecessors, successors)
    gone = [row for row in predecessors if row.pk not in kept]
    change = "split" if len(successors) > 1 else "merged" if len(predecessors) > 1 else "replaced"
    SpaceLineage.objects.bulk_create(
        SpaceLineage(
            community_id=scope.community_id, site_id=after.site_id, predecessor=before, successor=after, kind=change,
            on=on,
        )
        for before in predecessors for after in successors if before.pk != after.pk
    )  # fmt: skip
    for row in gone:
        row.state = "split" if change == "split" else "merged"
        row.save_changes("state")
    end_areas(scope, gone, on=on)
    # Things the model knows stand where it says; those that only people know go to the likeliest room.
    for asset in Asset.objects.within(scope).filter(space__in=gone).order_by("pk"):
        asset.space, asset.zone = successors[0], successors[0].zone
        asset.save_changes("space", "zone")
    event = SpacesSucceeded(
        change=change, predecessors=[row.uid for row in predecessors], successors=[row.uid for row in successors]
    )
    return [Happening(event=event, at=now, subject=successors[0])]


def _close_as_before(predecessors: Sequence[Space], successors: Sequence[Space]) -> None:
    """What was closed to strangers stays so in every part, until a security officer says otherwise."""
    strictest = max((row.zone for row in predecessors), key=rules.ZONES.index)
    for row in successors:
        if rules.ZONES.index(row.zone) < rules.ZONES.index(strictest):
            row.zone = strictest
            row.save_changes("zone")


def end_areas(scope: Scope, gone: Sequence[Space], *, on: date) -> None:
    """Let the areas of rooms that are gone end the day before; bills for earlier days keep them."""
    rows = SpaceArea.objects.within(scope).filter(space__in=gone, valid_to=None, superseded_at=None)
    for area in rows.order_by("pk"):
        area.valid_to = max(area.valid_from, on - timedelta(days=1))
        area.save_changes("valid_to")
