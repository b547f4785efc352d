"""Areas hold from a day on: the old one ends the day before, and bills for earlier days keep it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from samdrift.foundation.events.public import Happening
from samdrift.foundation.scope import Scope
from samdrift.registers.estate.events import AreaChanged
from samdrift.registers.estate.models import Space, SpaceArea

BATCH = 500
NewArea = tuple[Space, Decimal | None, Decimal, str]
"""A saved space, its old area or None, its new area and where that is from."""


def date_areas(scope: Scope, areas: Sequence[NewArea], *, effective_on: date, now: datetime) -> list[Happening]:
    """Close the old areas and open the new ones, in the caller's transaction; what is to be recorded of it."""
    known = [space for space, old, _new, _source in areas if old is not None]
    current = SpaceArea.objects.within(scope).filter(space__in=known, valid_to__isnull=True)
    for area in current.filter(superseded_at__isnull=True):
        if area.valid_from >= effective_on:
            area.superseded_at = now
            area.save_changes("superseded_at")
        else:
            area.valid_to = effective_on - timedelta(days=1)
            area.save_changes("valid_to")
    SpaceArea.objects.bulk_create(
        [
            SpaceArea(
                community_id=scope.community_id, site_id=space.site_id, space=space, area_m2=new, source=source[:80],
                valid_from=effective_on, recorded_at=now,
            )
            for space, _old, new, source in areas
        ],
        batch_size=BATCH,
    )  # fmt: skip
    return [
        Happening(
            event=AreaChanged(space_uid=space.uid, old_m2=str(old), new_m2=str(new), effective_on=effective_on),
            at=now, subject=space,
        )
        for space, old, new, _source in areas if old is not None
    ]  # fmt: skip
