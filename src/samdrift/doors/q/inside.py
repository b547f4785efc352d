"""What the scan page shows to colleagues besides: the place, open requests, one's own work there, the tag itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.registers.tags import public as tags

MOST = 8


def inside_of(scope: Scope, typed: str, found: tags.Scanned | None, language: str) -> dict[str, Any] | None:
    """What a signed-in person learns from a code of their own community; None when that is nothing."""
    if found is None or found.community_id != scope.community_id:
        return None
    code = tags.grouped(found.code)
    told: dict[str, Any] = {"code": code, "place": None, "requests": [], "claim": "", "tag": "", "mount": False}
    told["orders"] = []
    if found.state in ("generated", "printed") and scope.may("tags.mount"):
        told["mount"] = found.site_id is not None
        told["claim"] = _address("tags:claim", found.code)
    if not tags.may_know_place(scope, found):
        return told if told["claim"] else None
    told["place"] = {"name": found.name(language), "path": found.path(language)}
    told["requests"] = [_row(row) for row in _open_here(scope, found)]
    told["orders"] = _mine_here(scope, found)
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


def _mine_here(scope: Scope, found: tags.Scanned) -> list[dict[str, Any]]:
    """One's own open orders at this thing or in this room, not yet confirmed by a scan: scanning proves presence."""
    if not scope.may("work.do") or found.space_id is None:
        return []
    here = Q(asset=found.asset_id) if found.asset_id else Q(space=found.space_id)
    rows = work.my_work(scope).filter(here, place_confirmed_at__isnull=True)
    return [{"uid": row.uid, "title": row.title, "number": row.number} for row in rows[:MOST]]


def confirm_presence(scope: Scope, found: tags.Scanned | None, order: str, moment: datetime) -> str:
    """Note that the person stands where one of their orders is, and lead on to it.

    Raises:
        DoesNotExist: It is no order of theirs.
        Invalid: The code leads nowhere.
    """
    if found is None or found.site_id is None or found.community_id != scope.community_id:
        raise Invalid({"here": _("This code leads nowhere, so it proves nothing.")})
    try:
        uid = UUID(order)
    except ValueError:
        raise Invalid({"here": _("Choose one of your orders.")}) from None
    work.confirm_place(scope, uid, space_id=found.space_id, asset_id=found.asset_id, moment=work.Moment(now=moment))
    return _address("work:page", uid)


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
