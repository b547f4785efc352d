"""Keeping a picture of each building that can be turned: of its model's shapes, else raised from its floor plans."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from django.db import transaction

from samdrift.foundation.files.public import CleanFile, attach, drop_files, keep_bytes
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.mesh import (
    SLAB,
    SPACE,
    THICK_M,
    Mesh,
    MeshPart,
    Shape,
    extruded,
    on_grid,
    written,
)
from samdrift.registers.estate.formats.mesh import scaled as scaled_mesh
from samdrift.registers.estate.formats.model import Outline
from samdrift.registers.estate.models import Building, BuildingMesh, Site, Space, Storey

OWNER = "estate.buildingmesh"
STANDING = ("active", "out_of_use", "draft")
STOREY_M, LOWEST_M, HIGHEST_M, CEILING_M = 3.3, 2.2, 8.0, 0.3
"""How high a storey is whose height nobody told, the least and most one is drawn, and what of it is ceiling."""


def ask_for_mesh(scope: Scope, site_uid: UUID) -> None:
    """Have a worker make the pictures of a site's buildings anew.

    Raises:
        DoesNotExist: No such site within the scope.
        NotAllowed: The actor may not import here.
    """
    site = Site.objects.within(scope).get(uid=site_uid)
    scope.require("estate.import", site=site.pk, unit=site.unit_id)
    enqueue("estate.make_mesh", {"site_uid": str(site.uid), "person_id": scope.person_id})


def keep_meshes(
    scope: Scope, site: Site, mesh: Mesh | None, *, source_digest: str, now: datetime
) -> list[BuildingMesh]:  # fmt: skip
    """Keep a picture of every building of a site: of the model's shapes where it has them, else of the floor plans.

    Bytes are put away before rows speak of them, and the rows change in one transaction: whatever is stopped on the
    way leaves the pictures that were there.
    """
    scope.require("estate.import", site=site.pk, unit=site.unit_id)
    rows = _Rows(scope, site)
    of_model = rows.of_model(mesh) if mesh is not None else {}
    made = []
    for building, storeys in rows.buildings():
        found = of_model.get(building.pk)
        drawn, source = (found, "ifc") if found else (raised(storeys, rows.spaces), "plans")
        if drawn is None:
            continue
        digest = source_digest if source == "ifc" else ""
        made.append(_kept(scope, building, drawn, storeys, (source, digest), now))
    return made


def raised(storeys: Sequence[Storey], spaces: Mapping[int, Sequence[Space]]) -> Mesh | None:
    """A building's rooms raised from their outlines, storey upon storey, each on a thin slab; None without outlines."""
    shapes: list[Shape] = []
    for storey, low, high in heights(storeys):
        outlines = {space: _outline(space) for space in spaces.get(storey.pk, ()) if space.outline}
        for space, outline in outlines.items():
            if (found := extruded(outline, low, high)) is not None:
                shapes.append(Shape(SPACE, str(space.uid), str(storey.uid), *found))
        if (slab := _slab([part for outline in outlines.values() for part in outline], low)) is not None:
            shapes.append(Shape(SLAB, "", str(storey.uid), *slab))
    return on_grid(shapes)


def heights(storeys: Iterable[Storey]) -> list[tuple[Storey, float, float]]:
    """Each storey with the heights (m) its rooms begin and end at; where no elevation is told, by its level."""
    ordered = sorted(storeys, key=lambda one: (one.level, one.pk))
    bases = [float(one.elevation_m) if one.elevation_m is not None else one.level * STOREY_M for one in ordered]
    found = []
    for place, storey in enumerate(ordered):
        above = next((base for base in bases[place + 1 :] if base > bases[place] + LOWEST_M), bases[place] + STOREY_M)
        high = min(max(above - bases[place] - CEILING_M, LOWEST_M), HIGHEST_M)
        found.append((storey, bases[place], bases[place] + high))
    return found


def _outline(space: Space) -> tuple[Outline, ...]:
    return tuple(
        Outline(tuple(map(tuple, part["outer"])), tuple(tuple(map(tuple, hole)) for hole in part["holes"]))
        for part in (space.outline or {}).get("rings", ())
    )


def _slab(outline: Sequence[Outline], low: float) -> tuple[Any, Any] | None:
    """What a storey stands on: its rooms with the walls between them, thin."""
    import shapely

    rooms = [shapely.make_valid(shapely.Polygon(part.outer, part.holes)) for part in outline if len(part.outer) > 2]
    whole = shapely.union_all(shapely.buffer(rooms, 0.15, join_style="mitre"))
    parts = [
        Outline(tuple(one.exterior.coords)[:-1], tuple(tuple(hole.coords)[:-1] for hole in one.interiors))
        for one in shapely.get_parts(whole) if one.geom_type == "Polygon"
    ]  # fmt: skip
    return extruded(parts, low - THICK_M - 0.02, low - 0.02) if parts else None


@dataclass(slots=True)
class _Rows:
    """The register's rows of a site, and whose a part of the model is."""

    scope: Scope
    site: Site
    spaces: dict[int, list[Space]]

    def __init__(self, scope: Scope, site: Site) -> None:
        self.scope, self.site, self.spaces = scope, site, defaultdict(list)
        rows = Space.objects.within(scope).filter(site=site, state__in=STANDING, storey__isnull=False)
        for space in rows.order_by("number", "pk"):
            self.spaces[space.storey_id or 0].append(space)

    def buildings(self) -> list[tuple[Building, list[Storey]]]:
        """The buildings of the site with their storeys."""
        found: dict[Building, list[Storey]] = {}
        rows = Storey.objects.within(self.scope).filter(site=self.site, state="active").select_related("building")
        for storey in rows.order_by("building__code", "level", "pk"):
            found.setdefault(storey.building, []).append(storey)
        return list(found.items())

    def of_model(self, mesh: Mesh) -> dict[int, Mesh]:
        """The model's parts by building, rooms by our uids, in true metres; buildings without a room have none."""
        mine = {space.model_key: space for some in self.spaces.values() for space in some if space.model_key}
        storeys = {storey.model_key: storey for _b, some in self.buildings() for storey in some if storey.model_key}
        by_storey = {storey.pk: storey for _building, some in self.buildings() for storey in some}
        standing = {storey.building_id for storey in by_storey.values()}
        only = next(iter(standing)) if len(standing) == 1 else None
        found: dict[int, list[MeshPart]] = defaultdict(list)
        for part in mesh.parts:
            space = mine.get(part.key[:64]) if part.kind == SPACE else None
            storey = by_storey.get(space.storey_id or 0) if space else storeys.get(part.storey_key[:64])
            building = storey.building_id if storey else only
            if building is not None and (space is not None or part.kind != SPACE):
                uid = str(space.uid) if space else ""
                found[building].append(replace(part, key=uid, storey_key=str(storey.uid) if storey else ""))
        meshes = {pk: replace(mesh, parts=tuple(parts)) for pk, parts in found.items()}
        factor = _factor(mesh, mine)
        kept = {pk: one for pk, one in meshes.items() if any(part.kind == SPACE for part in one.parts)}
        return {pk: scaled_mesh(one, factor) for pk, one in kept.items()}


def _factor(mesh: Mesh, spaces: Mapping[str, Space]) -> float:
    """What the mesh's lengths must be multiplied with to agree with the outlines we keep, which were put right."""
    import numpy as np

    pairs = []
    for part in mesh.parts:
        space = spaces.get(part.key[:64]) if part.kind == SPACE else None
        if space is None or not space.outline:
            continue
        steps = np.frombuffer(part.points, dtype="<u2").reshape(-1, 3)[:, :2].astype(float)
        drawn = float(np.hypot(*(steps.max(axis=0) - steps.min(axis=0)))) * mesh.step
        kept = np.array([point for one in space.outline["rings"] for point in one["outer"]], dtype=float)
        if drawn > 0:
            pairs.append(float(np.hypot(*(kept.max(axis=0) - kept.min(axis=0)))) / drawn)
    # Turned by the storey's own axes, a room's box differs a little; units differ by tens and thousands.
    factor = median(pairs) if pairs else 1.0
    return factor if factor < 0.5 or factor > 2 else 1.0


def _kept(
    scope: Scope, building: Building, mesh: Mesh, storeys: Sequence[Storey], source: tuple[str, str], now: datetime
) -> BuildingMesh:
    content = written(mesh, [str(storey.uid) for storey in storeys])
    digest = hashlib.sha256(content).hexdigest()
    keep_bytes(scope.community_id, digest, content)
    with transaction.atomic():
        row = BuildingMesh.objects.within(scope).filter(building=building).first() or BuildingMesh(
            community_id=scope.community_id, site=building.site, building=building
        )
        row.made_from, row.source_digest = source
        row.sha256, row.size, row.made_at, row.triangles = digest, len(content), now, mesh.triangle_count
        row.rooms = sum(part.kind == SPACE for part in mesh.parts)
        row.save()
        drop_files(OWNER, row.uid)
        file = CleanFile(f"{building.code}.mesh", "application/octet-stream", content)
        attach(scope, OWNER, row.uid, file, visibility="shared", now=now)
    return row
