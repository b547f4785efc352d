"""What the scan page shows to colleagues besides: the place, open requests, one's own work there, the tag itself."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from samdrift.foundation.scope import Scope
from samdrift.operations.requests import public as requests
from samdrift.registers.tags import public as tags

MOST = 8


def inside_of(scope: Scope, typed: str, found: tags.Scanned | None, language: str) -> dict[str, Any] | None:
    """What a signed-in person learns from a code of their own community; None when that is nothing."""
    if found is None or found.community_id != scope.community_id:
        return None
    code = tags.grouped(found.code)
    told: dict[str, Any] = {"code": code, "place": None, "requests": [], "claim": "", "tag": "", "mount": False}
    if found.state in ("generated", "printed") and scope.may("tags.mount"):
        told["mount"] = found.site_id is not None
        told["claim"] = _address("tags:claim", found.code)
    if not tags.may_know_place(scope, found):
        return told if told["claim"] else None
    told["place"] = {"name": found.name(language), "path": found.path(language)}
    told["requests"] = [_row(row) for row in _open_here(scope, found)]
    if scope.may("tags.view"):
        told["tag"] = _address("tags:tag", found.tag_uid)
    return told


def _open_here(scope: Scope, found: tags.Scanned) -> list[requests.ServiceRequest]:
    rows = requests.requests_at(
        scope,
        site_id=None if found.space_id or found.asset_id else found.site_id,
        space_id=None if found.asset_id else found.space_id,
        asset_id=found.asset_id,
    )
    return list(rows[:MOST])


def _row(row: requests.ServiceRequest) -> dict[str, Any]:
    return {
        "title": row.title,
        "number": row.number,
        "state": requests.state_word(row.state),
        "url": _address("requests:page", row.uid),
    }


def _address(name: str, *args: object) -> str:
    """The address of a page, or "" where that room has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
