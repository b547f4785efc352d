"""How far a joiner is with getting ready: whether somebody administers its units, and the tags its places have."""

from dataclasses import dataclass
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.partnership.joining.models import Accession
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

REASON = "how far a joiner is with getting ready; the caller has been let through to its call-off"
GONE = ("replaced", "retired")


@dataclass(frozen=True, slots=True)
class Ready:
    """What the call-off's page tells of getting ready."""

    administrator: bool
    sites: int
    bound: int  # tags that belong to a place
    batches: list[tags.PrintBatch]


def ready_of(row: Accession) -> Ready:
    """How far a joiner is."""
    with everywhere(reason=REASON):
        sites = list(estate.Site.objects.filter(unit__path__startswith=_path(row.unit_id)).values_list("pk", flat=True))
        bound = tags.Tag.objects.filter(site__in=sites).exclude(state__in=GONE).count()
        made = tags.PrintBatch.objects.filter(community=row.community_id, note=row.number).order_by("-pk")
        return Ready(has_administrator(row.unit_id), len(sites), bound, list(made[:20]))


def has_administrator(unit_id: int) -> bool:
    """Whether anybody holds the role of local administrator over a joiner's units."""
    with everywhere(reason=REASON):
        rows = parties.RoleAssignment.objects.filter(
            role="UNIT-ADM", employment__unit__path__startswith=_path(unit_id), state="granted", valid_to=None
        )
        return rows.exists()


def sites_to_tag(unit_id: int) -> list[UUID]:
    """The joiner's places with a room or thing that has no tag; those of restricted places are made by who may."""
    with everywhere(reason=REASON):
        sites = estate.Site.objects.filter(unit__path__startswith=_path(unit_id)).exclude(data_class="D8")
        living = tags.Tag.objects.filter(site__in=sites).exclude(state__in=GONE)
        spaces = estate.Space.objects.filter(site__in=sites, state__in=("active", "draft")).exclude(
            pk__in=living.filter(asset=None).exclude(space=None).values("space")
        )
        things = estate.Asset.objects.filter(site__in=sites).exclude(state__in=("disposed", "removed"))
        things = things.exclude(pk__in=living.exclude(asset=None).values("asset"))
        bare = {*spaces.values_list("site", flat=True), *things.values_list("site", flat=True)}
        return list(sites.filter(pk__in=bare).order_by("code").values_list("uid", flat=True))


def _path(unit_id: int) -> str:
    found: str = parties.Unit.objects.values_list("path", flat=True).get(pk=unit_id)
    return found
