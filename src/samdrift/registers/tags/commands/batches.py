"""Making tags: blank ones in batches, or one for each room or thing of a site, and printing their labels."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.tags import events
from samdrift.registers.tags.commands.loading import Place
from samdrift.registers.tags.formats.codes import new_codes
from samdrift.registers.tags.models import PrintBatch, Tag, TagBinding
from samdrift.registers.tags.queries.scanning import SECURED

MOST = 50_000
ROWS = 2_000
Item = TypeVar("Item")


@transaction.atomic
def make_batch(scope: Scope, count: int, *, base_url: str, now: datetime, note: str = "") -> PrintBatch:
    """Make blank tags: codes that lead nowhere until somebody claims them by scanning.

    Args:
        count: 1 to 50,000.
        base_url: The address the labels will say for ever.

    Raises:
        NotAllowed: The actor may not make tags.
        Invalid: The number or the address cannot be.
    """
    scope.require("tags.make")
    batch = _batch(scope, count, base_url, note, now)
    for codes in _portions(_fresh_codes(count)):
        Tag.objects.bulk_create([Tag(community_id=scope.community_id, code=code, batch=batch) for code in codes])
    record(events.TagsMade(batch_id=batch.uid, count=count), scope=scope, at=now, subject=batch)
    return batch


@transaction.atomic
def make_tags_for(
    scope: Scope, site_uid: UUID, *, what: str, base_url: str, now: datetime, note: str = ""
) -> PrintBatch:
    """Make a tag for each room, each thing, or both of a site that has none; they hang once scanned at the place.

    Args:
        what: "spaces", "assets" or "both".

    Raises:
        DoesNotExist: No such site within the scope.
        NotAllowed: The actor may not make tags there.
        Refused: Every place of the site has its tag.
    """
    site = estate.Site.objects.within(scope).get(uid=site_uid)
    scope.require("tags.make", site=site.pk, unit=site.unit_id)
    places = list(_untagged(site, what))
    if not places:
        raise Refused(_("Every room and thing of this site has its tag already."))
    batch = _batch(scope, len(places), base_url, note, now)
    for pairs in _portions(zip(_fresh_codes(len(places)), places, strict=True)):
        _make_bound(scope, batch, pairs, now)
    record(events.TagsMade(batch_id=batch.uid, count=len(places)), scope=scope, at=now, subject=batch)
    return batch


def _make_bound(scope: Scope, batch: PrintBatch, pairs: Iterable[tuple[str, Place]], now: datetime) -> None:
    tags = [
        Tag(
            community_id=scope.community_id, code=code, batch=batch, site=place.site, space=place.space,
            asset=place.asset, disclosure=SECURED if place.secured else "open", data_class=place.data_class,
        )
        for code, place in pairs
    ]  # fmt: skip
    TagBinding.objects.bulk_create(
        TagBinding(
            community_id=scope.community_id, tag=tag, site=tag.site, space_id=tag.space_id,
            asset_id=tag.asset_id, data_class=tag.data_class, bound_at=now, bound_by_id=scope.person_id,
            reason="made",
        )
        for tag in Tag.objects.bulk_create(tags)
    )  # fmt: skip


def _untagged(site: estate.Site, what: str) -> Iterator[Place]:
    if what not in ("spaces", "assets", "both"):
        raise Invalid({"what": _("Choose rooms, things or both.")})
    with everywhere(reason="the places of a site the actor may make tags for"):
        living = Tag.objects.filter(site=site).exclude(state__in=("replaced", "retired"))
        spaces = list(
            estate.Space.objects.filter(site=site, state__in=("active", "draft"))
            .exclude(pk__in=living.filter(asset__isnull=True, space__isnull=False).values("space"))
            .order_by("storey__level", "number", "pk")
        )
        assets = list(
            estate.Asset.objects.filter(site=site)
            .exclude(state__in=("disposed", "removed"))
            .exclude(pk__in=living.filter(asset__isnull=False).values("asset"))
            .select_related("space")
            .order_by("number", "pk")
        )
    if what != "assets":
        yield from (Place(site, space) for space in spaces)
    if what != "spaces":
        yield from (Place(site, asset.space, asset) for asset in assets)


@transaction.atomic
def note_printed(scope: Scope, tag_ids: Sequence[int], *, now: datetime) -> int:
    """Say that labels of these tags were printed; how many had not been before.

    Raises:
        NotAllowed: The actor may not print labels.
    """
    if not scope.may("tags.make"):
        scope.require("tags.make")
    allowed = Tag.objects.within_permission(scope, "tags.make")
    ids = [pk for some in _portions(tag_ids) for pk in allowed.filter(pk__in=some).values_list("pk", flat=True)]
    return mark_printed(scope, ids, now=now)


@transaction.atomic
def mark_printed(scope: Scope, tag_ids: Sequence[int], *, now: datetime) -> int:
    """The same for whoever runs the installation, within one community; how many had not been printed before."""
    changed = 0
    with everywhere(reason="tags whose printing the caller has answered for"):
        for some in _portions(tag_ids):
            rows = Tag.objects.filter(community=scope.community_id, pk__in=some, state="generated")
            changed += rows.update(state="printed", version=F("version") + 1)
    if changed:
        record(events.TagsPrinted(count=changed), scope=scope, at=now)
    return changed


def _batch(scope: Scope, count: int, base_url: str, note: str, now: datetime) -> PrintBatch:
    if not 1 <= count <= MOST:
        raise Invalid({"count": _("A batch has between 1 and %(most)s tags.") % {"most": MOST}})
    from samdrift.registers.tags.formats.qr import address_prefix  # brings numpy, which serving pages does without

    try:
        address_prefix(base_url)
    except ValueError as wrong:
        raise Invalid(
            {"base_url": _("Labels need the address people will open, such as https://fm.example.")}
        ) from wrong
    lock("tags.batch", scope.community_id)
    with everywhere(reason="the number of the next batch of the community"):
        number = PrintBatch.objects.filter(community=scope.community_id).count() + 1
    return PrintBatch.objects.create(
        community_id=scope.community_id, code=f"B{now:%y}-{number:04d}", size=count, base_url=base_url, made_at=now,
        made_by_id=scope.person_id, note=note.strip()[:200],
    )  # fmt: skip


def _fresh_codes(count: int) -> list[str]:
    """New codes nobody has. The unique column has the last word; among 2⁵⁰ codes it is hardly ever asked."""
    codes = new_codes(count, secrets.token_bytes)
    taken: set[str] = set()
    with everywhere(reason="a code is used once in the whole installation"):
        for some in _portions(codes):
            taken.update(Tag.objects.filter(code__in=some).values_list("code", flat=True))
    if not taken:
        return codes
    kept = [code for code in codes if code not in taken]
    return kept + new_codes(count - len(kept), secrets.token_bytes, taken=taken | set(kept))


def _portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items, some at a time: as many as one statement takes well."""
    left = iter(items)
    while some := list(islice(left, ROWS)):
        yield some
