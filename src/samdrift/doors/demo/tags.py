"""The demonstration's tags: one on every room, thing, station and vehicle, printed in one batch and mounted."""

from collections.abc import Iterator
from datetime import datetime
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


def load_tags(scope: Scope, plan: Plan, mounted_by: int, *, now: datetime) -> int:
    """Bind exactly as many tags as the profile has; gives how many."""
    chance = generator("tag-codes", plan.profile)
    codes = iter(new_codes(plan.tags, chance.randbytes))
    batch = tags.PrintBatch.objects.create(
        uid=uid("batch", plan.profile), community_id=scope.community_id, code="DEMO-1", size=plan.tags,
        base_url=settings.SAMDRIFT_BASE_URL, made_at=now, made_by_id=mounted_by,
    )  # fmt: skip
    made = 0
    places = islice(_places(scope), plan.tags)
    while chunk := list(islice(places, BATCH)):
        rows = [_tag(scope, next(codes), batch, place, mounted_by, now) for place in chunk]
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


def _tag(scope: Scope, code: str, batch: Any, place: dict[str, Any], mounted_by: int, now: datetime) -> Any:
    bound = {name: value for name, value in place.items() if name != "zone"}
    return tags.Tag(
        uid=uid("tag", code), community_id=scope.community_id, code=code, state="mounted", batch=batch,
        disclosure="open" if estate.told_to_strangers(place["zone"]) else "secured", mounted_at=now,
        mounted_by_id=mounted_by, **bound,
    )  # fmt: skip


def _binding(tag: Any, mounted_by: int, now: datetime) -> Any:
    return tags.TagBinding(
        uid=uid("binding", tag.code), community_id=tag.community_id, tag=tag, site_id=tag.site_id,
        space_id=tag.space_id, asset_id=tag.asset_id, bound_at=now, bound_by_id=mounted_by, reason="mounted",
    )  # fmt: skip
