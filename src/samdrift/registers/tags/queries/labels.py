"""Labels to print: chosen by site, batch or state, told in the site's language, read in a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import rules
from samdrift.registers.tags.models import Tag
from samdrift.registers.tags.queries.scanning import SECURED

if TYPE_CHECKING:
    from samdrift.registers.tags.formats.label import Label

PRINTABLE = ("generated", "printed")
_ORDER = ("site__code", "space__storey__level", "space__number", "asset__number", "pk")
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
    return rows.order_by(*_ORDER)


def tags_at(site_code: str, community_code: str = "") -> tuple[QuerySet[Tag], int, bool]:
    """The tags to print for a site, for whoever runs the installation: those not hung yet, else those that hang.

    Returns:
        The tags, the id of their community, and whether they hang already.

    Raises:
        LookupError: No such site, or several communities have one of this code.
    """
    with everywhere(reason="whoever may run commands on the machine may read its database"):
        sites = estate.Site.objects.filter(code__iexact=site_code)
        if community_code:
            sites = sites.filter(community__code__iexact=community_code)
        found = list(sites.values_list("pk", "community_id", "community__code")[:5])
        if not found:
            raise LookupError(f"There is no site with the code {site_code}.")
        if len(found) > 1:
            codes = ", ".join(sorted(code for _pk, _id, code in found))
            raise LookupError(f"Several communities have a site {site_code}: say --community, one of {codes}.")
        rows = Tag.objects.filter(site=found[0][0]).order_by(*_ORDER)
        waiting = rows.filter(state__in=PRINTABLE)
        hang = not waiting.exists()
        return rows.filter(state__in=sorted(rules.BOUND)) if hang else waiting, found[0][1], hang


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
