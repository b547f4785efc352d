"""What plans bring to a place or a thing, on its own page."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.operations.planning.queries import occurrences
from samdrift.registers.estate import public as estate


def panel_of(scope: Scope, where: Mapping[str, int | None]) -> dict[str, Any] | None:
    """The next occurrences of an asset, a room or a site, and whether an overdue test stopped the asset."""
    if not scope.may("planning.view"):
        return None
    ahead = occurrences.ahead_at(scope, where)
    asset = None
    if where.get("asset"):
        asset = estate.Asset.objects.within(scope).filter(pk=where["asset"] or 0).only("uid", "state").first()
    if not ahead and asset is None:
        return None
    return {
        "ahead": ahead, "asset": asset.uid if asset else None, "may_read": asset and scope.may("planning.certify"),
        "stopped": bool(asset and asset.state == "out_of_service"),
    }  # fmt: skip
