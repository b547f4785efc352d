"""Writing places by hand: sites, things, and their security zones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import fold, sort_key
from samdrift.registers.estate import rules
from samdrift.registers.estate.events import AssetStateSet, SiteRecorded, ZoneSet
from samdrift.registers.estate.models import Asset, Site, Space


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDraft:
    """A site as somebody writes it down."""

    code: str
    name: Mapping[str, str]
    unit_id: int
    timezone: str
    kind: str = ""
    address: str = ""
    postal_code: str = ""
    town: str = ""
    tenure: str = ""
    opening_hours: str = ""
    latitude: float | None = None
    longitude: float | None = None
    zone: str = "normal"
    state: str = "live"
    uid: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetDraft:
    """A thing as somebody writes it down."""

    number: str
    name: str
    kind: str
    space_id: int | None = None
    zone: str = "normal"
    criticality: str = "C"
    uid: UUID | None = None


@transaction.atomic
def record_site(scope: Scope, draft: SiteDraft, *, now: datetime) -> Site:
    """Write down a site.

    Raises:
        Invalid: There is no such time zone or security zone.
        NotAllowed: The actor may not change the estate there.
        Refused: The code is taken.
    """
    scope.require("estate.change", unit=draft.unit_id)
    _check(draft)
    if Site.objects.within(scope).filter(code=draft.code).exists():
        raise Refused(_("There is already a site with the code %(code)s.") % {"code": draft.code})
    danish = draft.name.get("da") or draft.name.get("en", "")
    site = Site.objects.create(
        uid=draft.uid or uuid7(), community_id=scope.community_id, code=draft.code, name=dict(draft.name),
        unit_id=draft.unit_id, kind=draft.kind, address=draft.address, postal_code=draft.postal_code, town=draft.town,
        tenure=draft.tenure, opening_hours=draft.opening_hours,
        latitude=_degrees(draft.latitude), longitude=_degrees(draft.longitude), timezone=draft.timezone,
        zone=draft.zone, state=draft.state, sort_da=sort_key(danish, "da")[:160],
        sort_sv=sort_key(draft.name.get("sv") or danish, "sv")[:160],
    )  # fmt: skip
    record(SiteRecorded(site_uid=site.uid), scope=scope, at=now, subject=site)
    return site


@transaction.atomic
def record_assets(scope: Scope, site_uid: UUID, drafts: Iterable[AssetDraft]) -> list[Asset]:
    """Write down things of a site, many at once.

    Raises:
        DoesNotExist: No such site within the scope.
        NotAllowed: The actor may not change the estate there.
    """
    site = Site.objects.within(scope).get(uid=site_uid)
    scope.require("estate.change", unit=site.unit_id, site=site.pk)
    return Asset.objects.bulk_create(
        [
            Asset(
                uid=draft.uid or uuid7(), community_id=scope.community_id, site=site, space_id=draft.space_id,
                number=draft.number, name=draft.name, kind=draft.kind, zone=draft.zone,
                criticality=draft.criticality, search_text=fold(f"{draft.number} {draft.name}")[:240],
            )
            for draft in drafts
        ],
        batch_size=500,
    )  # fmt: skip


@transaction.atomic
def set_zone(scope: Scope, space_uid: UUID, zone: str, *, expected_version: int | None, now: datetime) -> Space:
    """Set how much is told of a space, and of what stands in it."""
    if zone not in rules.ZONES:
        raise Invalid({"zone": _("Choose normal, staff or secured.")})
    space = Space.objects.within(scope).select_related("site").locked(space_uid, expected_version)
    scope.require("estate.set_zone", unit=space.site.unit_id, site=space.site_id)
    space.zone = zone
    space.save_changes("zone")
    for asset in Asset.objects.within(scope).filter(space=space):
        asset.zone = zone
        asset.save_changes("zone")
    record(ZoneSet(place_uid=space.uid, zone=zone), scope=scope, at=now, subject=space)
    return space


@transaction.atomic
def stop_asset(scope: Scope, asset_uid: UUID, *, reason: str, now: datetime) -> bool:
    """Take a thing out of service, for a room that has asked for permission itself; whether it was in service."""
    return _put(scope, asset_uid, ("in_service", "under_repair"), "out_of_service", reason, now)


@transaction.atomic
def restart_asset(scope: Scope, asset_uid: UUID, *, reason: str, now: datetime) -> bool:
    """Put a thing back into service, for a room that has asked for permission itself; whether it was out of it."""
    return _put(scope, asset_uid, ("out_of_service",), "in_service", reason, now)


def _put(scope: Scope, uid: UUID, before: tuple[str, ...], after: str, reason: str, now: datetime) -> bool:
    with everywhere(reason="a thing whose state follows from what another room knows of it"):
        asset = Asset.objects.get_queryset().filter(community=scope.community_id).locked(uid)
    if asset.state not in before:
        return False
    asset.state = after
    asset.save_changes("state")
    record(AssetStateSet(asset_uid=asset.uid, state=after, reason=reason), scope=scope, at=now, subject=asset)
    return True


def _check(draft: SiteDraft) -> None:
    wrong: dict[str, Any] = {}
    try:
        ZoneInfo(draft.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        wrong["timezone"] = _("There is no time zone %(name)s.") % {"name": draft.timezone}
    if draft.zone not in rules.ZONES:
        wrong["zone"] = _("Choose normal, staff or secured.")
    if not any(draft.name.values()):
        wrong["name"] = _("A site needs a name.")
    if wrong:
        raise Invalid(wrong)


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.5f}")
