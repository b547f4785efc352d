"""Pictures of buildings for a browser, without what the reader may not see."""

from collections.abc import Sequence
from uuid import UUID

from samdrift.foundation.files.public import open_kept
from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.mesh import without
from samdrift.registers.estate.models import BuildingMesh, ModelImport, Site, Space
from samdrift.registers.estate.queries.colouring import is_cleared
from samdrift.registers.estate.queries.places import STANDING, site_by_uid


def site_to_draw(scope: Scope, uid: UUID) -> Site:
    """A site whose model this person may look at.

    Raises:
        DoesNotExist: No such site within the scope, or it is secured and the person not cleared.
    """
    site = site_by_uid(scope, uid)
    if site.zone == "secured" and not is_cleared(scope, site):
        raise Site.DoesNotExist
    return site


def meshes_of(scope: Scope, site: Site) -> list[BuildingMesh]:
    """The pictures of a site's buildings, by the building's code."""
    rows = BuildingMesh.objects.within(scope).filter(site=site, building__state="active")
    return list(rows.select_related("building").order_by("building__code", "pk"))


def has_model(scope: Scope, site: Site) -> bool:
    """Whether there is a model of the site this person may look at."""
    if site.zone == "secured" and not is_cleared(scope, site):
        return False
    return BuildingMesh.objects.within(scope).filter(site=site).exists()


def rooms_of(scope: Scope, site: Site, mesh: BuildingMesh) -> tuple[list[Space], list[Space]]:
    """The rooms of a building this person may see drawn, top storey first; and those kept back."""
    rows = Space.objects.within(scope).filter(site=site, storey__building=mesh.building_id, state__in=STANDING)
    spaces = list(rows.select_related("storey").order_by("-storey__level", "storey", "number", "pk"))
    if all(space.zone != "secured" for space in spaces) or is_cleared(scope, site):
        return spaces, []
    return [one for one in spaces if one.zone != "secured"], [one for one in spaces if one.zone == "secured"]


def bytes_of(mesh: BuildingMesh, hidden: Sequence[Space]) -> bytes:
    """The picture's file without the hidden rooms.

    Raises:
        DoesNotExist: Its bytes are gone.
    """
    try:
        with open_kept(mesh.community_id, mesh.sha256) as stream:
            return without(stream.read(), {str(space.uid) for space in hidden})
    except FileNotFoundError as gone:
        raise BuildingMesh.DoesNotExist from gone


def sees_whole_mesh(scope: Scope, uid: UUID) -> bool:
    """Whether this person may have a picture's file as it lies there: with every room in it."""
    row = BuildingMesh.objects.within(scope).select_related("site__unit").filter(uid=uid).first()
    if row is None or (row.site.zone == "secured" and not is_cleared(scope, row.site)):
        return False
    return not rooms_of(scope, row.site, row)[1]


def latest_model(scope: Scope, site: Site) -> ModelImport | None:
    """The building model that was applied to a site last, if one was."""
    rows = ModelImport.objects.within(scope).filter(site=site, kind="ifc", state="applied")
    return rows.order_by("-applied_at", "-pk").first()
