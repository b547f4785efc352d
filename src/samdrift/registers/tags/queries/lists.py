"""Lists of tags and their health, one tag with its history, batches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from samdrift.foundation.events.public import EventRecord, history_of
from samdrift.foundation.scope import Scope
from samdrift.registers.tags import rules
from samdrift.registers.tags.formats.codes import code_in
from samdrift.registers.tags.models import PrintBatch, Tag, TagBinding

PLACE = ("site", "space__storey__building", "asset", "batch")
HEALTH = ("placed", "verified", "never", "often", "damaged", "reported", "stale", "doubt")


@dataclass(frozen=True, slots=True)
class Health:
    """How the tags one sees are: made, bound to a place, hanging, seen to work within 180 days."""

    total: int
    placed: int
    mounted: int
    verified: int
    never_scanned: int
    damaged: int
    missing: int
    reported: int


def tags_of(scope: Scope) -> QuerySet[Tag]:
    """The tags one sees, with what a list shows."""
    return Tag.objects.within(scope).select_related(*PLACE)


def filtered(rows: QuerySet[Tag], by: Mapping[str, Any], *, today: date) -> QuerySet[Tag]:
    """Narrowed by state, site (its uid), batch (its uid), health and a code or place typed into the search field."""
    if by.get("state") in rules.STATES:
        rows = rows.filter(state=by["state"])
    if by.get("site"):
        rows = rows.filter(site__uid=by["site"])
    if by.get("batch"):
        rows = rows.filter(batch__uid=by["batch"])
    if by.get("health") in HEALTH:
        rows = rows.filter(_health(by["health"], today))
    if text := str(by.get("q") or "").strip()[:80]:
        code = code_in(text)
        places = Q(space__number__icontains=text) | Q(space__name__icontains=text) | Q(asset__name__icontains=text)
        rows = rows.filter(code=code) if code else rows.filter(places | Q(site__code__iexact=text))
    return rows


def _health(which: str, today: date) -> Q:
    before = today - rules.VERIFY_AFTER
    hangs = Q(state="mounted")
    return {
        "placed": ~Q(state__in=sorted(rules.ENDED)) & Q(site__isnull=False),
        "verified": hangs & Q(last_scan_on__gt=before),
        "often": hangs & Q(scan_days__gte=rules.OFTEN),
        "never": hangs & Q(last_scan_on__isnull=True),
        "damaged": Q(state__in=("damaged", "missing")),
        "reported": ~Q(trouble=""),
        "doubt": Q(doubt_since__isnull=False),
        "stale": hangs & (Q(last_scan_on__lte=before) | Q(last_scan_on__isnull=True, mounted_at__date__lte=before)),
    }[which]


def health_of(rows: QuerySet[Tag], *, today: date) -> Health:
    """The figures of tag health over these tags, in one statement."""
    since = today - rules.VERIFY_AFTER
    living = ~Q(state__in=sorted(rules.ENDED))
    return Health(
        **rows.order_by().aggregate(
            total=Count("pk", filter=living),
            placed=Count("pk", filter=living & Q(site__isnull=False)),
            mounted=Count("pk", filter=Q(state="mounted")),
            verified=Count("pk", filter=Q(state="mounted", last_scan_on__gt=since)),
            never_scanned=Count("pk", filter=Q(state="mounted", last_scan_on__isnull=True)),
            damaged=Count("pk", filter=Q(state="damaged")),
            missing=Count("pk", filter=Q(state="missing")),
            reported=Count("pk", filter=~Q(trouble="")),
        )
    )


def tag_with_history(scope: Scope, uid: UUID) -> tuple[Tag, list[TagBinding], list[EventRecord]]:
    """One tag, what it was bound to, the newest first, and what happened to it.

    Raises:
        DoesNotExist: No such tag within the scope.
    """
    tag = tags_of(scope).select_related(*PLACE, "successor").get(uid=uid)
    bindings = TagBinding.objects.within(scope).filter(tag=tag).select_related("site", "space", "asset")
    return tag, list(bindings.order_by("-bound_at", "-pk")[:50]), list(history_of(scope, uid))


def batches_of(scope: Scope) -> QuerySet[PrintBatch]:
    """The print batches of the community, the newest first."""
    return PrintBatch.objects.within(scope).order_by("-made_at", "-pk")
