"""Overdue tests stop what they are about, and its certificate lets it go again (trap 40)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning.commands import ahead
from samdrift.operations.planning.models import PlanOccurrence
from samdrift.registers.estate import public as estate

STOPPED_BY = "test_overdue"


def stop_assets(scope: Scope, row: PlanOccurrence, *, now: datetime) -> None:
    """Take out of service what a statutory test stops when it is overdue, remembering what was stopped."""
    if not row.statutory or not _stops(row):
        return
    for uid in _covered(row):
        if str(uid) not in row.stopped_assets and estate.stop_asset(scope, uid, reason=STOPPED_BY, now=now):
            row.stopped_assets = [*row.stopped_assets, str(uid)]


def release_assets(scope: Scope, row: PlanOccurrence, *, now: datetime) -> None:
    """Put back what this occurrence stopped, unless another overdue test still stops it."""
    if not row.stopped_assets:
        return
    with everywhere(reason="whether another overdue test stops the same asset"):
        others = PlanOccurrence.objects.filter(community=row.community_id, statutory=True, counted_on__isnull=True)
        lists = others.filter(site=row.site_id).exclude(pk=row.pk).values_list("stopped_assets", flat=True)
        held = {uid for stopped in lists for uid in stopped}
    for uid in row.stopped_assets:
        if uid not in held:
            estate.restart_asset(scope, UUID(uid), reason=STOPPED_BY, now=now)


def _stops(row: PlanOccurrence) -> bool:
    versions = ahead.versions_of([row.plan])[row.plan_id]
    return any(one.number == row.version_number and one.terms.get("stops_asset") for one in versions)


def _covered(row: PlanOccurrence) -> Collection[UUID]:
    """What the test is about: its asset, or those of the class that are not ticked yet."""
    if row.asset_id is not None:
        with everywhere(reason="the asset a test is about"):
            return list(estate.Asset.objects.filter(pk=row.asset_id).values_list("uid", flat=True))
    return [UUID(item["asset"]) for item in row.items if item["asset"] and not item["done_on"]]
