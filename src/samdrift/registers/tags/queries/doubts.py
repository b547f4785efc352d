"""Tags that wait for somebody to look in which room they hang."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from samdrift.foundation.scope import Scope
from samdrift.registers.estate import public as estate
from samdrift.registers.tags.models import Tag

MOST = 20


@dataclass(frozen=True, slots=True)
class Doubted:
    """A tag that waits, and the rooms it may hang in, the likeliest first; none where its room is no more."""

    tag: Tag
    rooms: tuple[tuple[UUID, str], ...]


def waiting_for_a_look(scope: Scope, site_id: int) -> list[Doubted]:
    """The tags of a site that wait for somebody to look, the longest first; two statements."""
    rows = Tag.objects.within(scope).filter(site=site_id, doubt_since__isnull=False).select_related("site", "space")
    return with_rooms(scope, rows.order_by("doubt_since", "pk")[:MOST])


def with_rooms(scope: Scope, tags: Iterable[Tag]) -> list[Doubted]:
    """Each tag with the rooms it may hang in."""
    found = list(tags)
    wanted = {pk for tag in found for pk in tag.doubt_spaces}
    rows = estate.Space.objects.within(scope).filter(pk__in=wanted) if wanted else ()
    named = {space.pk: (space.uid, f"{space.number} {space.name}".strip()) for space in rows}
    return [Doubted(tag, tuple(named[pk] for pk in tag.doubt_spaces if pk in named)) for tag in found]


def to_look_at(scope: Scope, where: Mapping[str, int | None]) -> dict[str, Any] | None:
    """The panel of a site's page; None on other places, or where no tag waits."""
    site_id = where.get("site")
    if site_id is None or where.get("space") is not None or where.get("asset") is not None:
        return None
    rows = waiting_for_a_look(scope, site_id) if scope.may("tags.view") else []
    if not rows:
        return None
    site = rows[0].tag.site
    return {"rows": rows, "may": site is not None and scope.allows("tags.mount", site=site.pk, unit=site.unit_id)}
