"""The demonstration's tags: one on every room, thing, station and vehicle; of 35,000 are 34,112 verified (Q16)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings

from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.planning import Plan
from samdrift.foundation.scope import Scope
from samdrift.registers.estate import public as estate
from samdrift.registers.tags import public as tags
from samdrift.registers.tags.formats.codes import new_codes

BATCH = 1_000
NOT_TAGGED = frozenset({"removed"})
NOT_VERIFIED, OF = 888, 35_000
# Of eight that are not verified: four nobody ever scanned, two not for long, one torn off, one that cannot be read.
WHY = ("never", "never", "never", "never", "stale", "stale", "missing", "damaged")


def load_tags(scope: Scope, plan: Plan, mounted_by: int, *, now: datetime, as_of: datetime) -> int:
    """Bind exactly as many tags as the profile has; gives how many. `as_of`: today, as scans are counted back from."""
    chance = generator("tag-codes", plan.profile)
    codes = iter(new_codes(plan.tags, chance.randbytes))
    batch = tags.PrintBatch.objects.create(
        uid=uid("batch", plan.profile), community_id=scope.community_id, code="DEMO-1", size=plan.tags,
        base_url=settings.SAMDRIFT_BASE_URL, made_at=now, made_by_id=mounted_by,
    )  # fmt: skip
    made = 0
    places = islice(_places(scope), plan.tags)
    while chunk := list(islice(places, BATCH)):
        rows = [
            _tag(scope, next(codes), batch, place, mounted_by, now, _health(made + number, as_of))
            for number, place in enumerate(chunk)
        ]
        tags.Tag.objects.bulk_create(rows)
        tags.TagBinding.objects.bulk_create([_binding(row, mounted_by, now) for row in rows])
        made += len(rows)
    return made


def _places(scope: Scope) -> Iterator[dict[str, Any]]:
    """Every space and thing as the columns of a binding, spaces first."""
    spaces = estate.Space.objects.within(scope).filter(state="active").order_by("site_id", "pk")
    assets = estate.Asset.objects.within(scope).exclude(state__in=NOT_TAGGED).order_by("site_id", "pk")
    for pk, site, zone in spaces.values_list("pk", "site_id", "zone"):
        yield {"site_id": site, "space_id": pk, "zone": zone}
    for pk, site, space, zone in assets.values_list("pk", "site_id", "space_id", "zone"):
        yield {"site_id": site, "space_id": space, "asset_id": pk, "zone": zone}


def _health(number: int, as_of: datetime) -> dict[str, Any]:
    """How the tag is: spread evenly, so that a small profile has some of each and every site is a little different."""
    before, after = number * NOT_VERIFIED // OF, (number + 1) * NOT_VERIFIED // OF
    why = WHY[before % len(WHY)] if after > before else ""
    if why == "never":
        return {}
    ago = timedelta(days=190 + number % 100 if why else 1 + number * 7 % 150)
    days = 30 + number % 40 if number % 53 == 0 else 1 + number % 9
    seen = {"last_scan_on": (as_of - ago).date(), "scan_days": days}
    if why in ("missing", "damaged"):
        return seen | {"state": why, "condition": "unreadable" if why == "damaged" else "ok"}
    if not why and number % 311 == 0:
        seen |= {"trouble": "damaged", "trouble_at": as_of - timedelta(days=number % 20 + 1), "condition": "unreadable"}
    return seen


def _tag(
    scope: Scope, code: str, batch: Any, place: dict[str, Any], mounted_by: int, now: datetime, health: dict[str, Any]
) -> Any:
    bound = {name: value for name, value in place.items() if name != "zone"}
    return tags.Tag(
        uid=uid("tag", code), community_id=scope.community_id, code=code, batch=batch,
        disclosure="open" if estate.told_to_strangers(place["zone"]) else "secured", mounted_at=now,
        mounted_by_id=mounted_by, **({"state": "mounted"} | health), **bound,
    )  # fmt: skip


def _binding(tag: Any, mounted_by: int, now: datetime) -> Any:
    return tags.TagBinding(
        uid=uid("binding", tag.code), community_id=tag.community_id, tag=tag, site_id=tag.site_id,
        space_id=tag.space_id, asset_id=tag.asset_id, bound_at=now, bound_by_id=mounted_by, reason="mounted",
    )  # fmt: skip
