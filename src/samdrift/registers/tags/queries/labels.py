"""Labels to print: chosen by site, batch or state, told in the site's language, read in a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties
from samdrift.registers.tags.models import Tag
from samdrift.registers.tags.queries.scanning import SECURED

if TYPE_CHECKING:
    from samdrift.registers.tags.formats.label import Label

PRINTABLE = ("generated", "printed")
_COLUMNS = (
    "code", "disclosure", "site__name", "site__zone", "space__number", "space__name", "space__zone", "asset__name",
    "asset__number", "asset__zone", "asset_id", "space_id",
)  # fmt: skip


def printable_tags(
    scope: Scope, *, site: UUID | None = None, batch: UUID | None = None, states: tuple[str, ...] = PRINTABLE
) -> QuerySet[Tag]:
    """The tags whose labels may be printed: before mounting only, since a lost label gets a new code, not a twin.

    Args:
        states: Narrows to some of `PRINTABLE`; anything else is left out.
    """
    rows = Tag.objects.within_permission(scope, "tags.make").filter(state__in=set(states) & set(PRINTABLE))
    if site is not None:
        rows = rows.filter(site__uid=site)
    if batch is not None:
        rows = rows.filter(batch__uid=batch)
    return rows.order_by("site__code", "space__storey__level", "space__number", "asset__number", "pk")


def labels_of(tags: QuerySet[Tag], community_id: int) -> Iterator[Label]:
    """One label a tag, read as they are printed; a label of a secured place tells no place."""
    from samdrift.registers.tags.formats.label import Label  # brings numpy, which serving pages does without

    language = parties.Community.objects.values_list("language", flat=True).get(pk=community_id)
    for row in tags.values(*_COLUMNS).iterator(chunk_size=2000):
        zones = (row["site__zone"], row["space__zone"], row["asset__zone"])
        yield Label(
            code=row["code"],
            language=language,
            title=_title(row, language),
            site=in_language(row["site__name"], language),
            secured=row["disclosure"] == SECURED or SECURED in zones,
        )


def _title(row: dict[str, str], language: str) -> str:
    if row["asset_id"]:
        return row["asset__name"] or row["asset__number"]
    if not row["space_id"]:
        return in_language(row["site__name"], language) if row["site__name"] else ""  # type: ignore[arg-type]
    number, name = row["space__number"], row["space__name"]
    return f"{name} {number}" if name and name != number else number
