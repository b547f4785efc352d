"""A site's buildings as a model one can turn in the browser, with the same rooms, colours and search as a list."""

import gzip
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.search.public import fold
from samdrift.registers.estate.commands.meshing import ask_for_mesh
from samdrift.registers.estate.models import BuildingMesh, Site, Space
from samdrift.registers.estate.queries import colouring, meshes
from samdrift.registers.estate.registry import open_counts
from samdrift.registers.estate.web import plans

QUICK = 4
"""How hard a mesh is squeezed on its way: a third of its size in a few milliseconds."""


@require_safe
def model_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The model of one of a site's buildings, its rooms coloured, and the same rooms as a list."""
    scope, text = request.scope, request.GET.get("q", "").strip()[:80]
    site = meshes.site_to_draw(scope, uid)
    known = meshes.meshes_of(scope, site)
    mesh = next((one for one in known if str(one.building.uid) == request.GET.get("building")), None) or _first(known)
    shown, hidden = meshes.rooms_of(scope, site, mesh) if mesh else ([], [])
    by = colouring.coloured(scope, site.pk, request.GET.get("colour", ""), now=now()) if shown else None
    context = {
        "site": site, "mesh": mesh, "text": text, "colour": by.colouring.code if by else "",
        "buildings": [
            (one.building.name or one.building.code, _of_building(site, one), one == mesh, None) for one in known
        ],
        "address": reverse("estate:mesh", args=[site.uid, mesh.building.uid]) + f"?{mesh.sha256[:12]}" if mesh else "",
        "colours": [(one.code, str(one.name)) for one in colouring.offered(scope)], "key": plans.key_of(by, shown),
        "storeys": _storeys(shown, by, open_counts(scope, site.pk), text), "kept_back": bool(hidden),
        "found": sum(_is_called(room, text) for room in shown) if text else 0,
        "may_make": scope.allows("estate.import", site=site.pk, unit=site.unit_id),
    }  # fmt: skip
    return render(request, "estate/model.html", context)


@require_safe
def mesh_file(request: ScopedRequest, uid: UUID, building: UUID) -> HttpResponse:
    """A building's mesh as far as the reader may see it; kept by the reader's own browser only."""
    site = meshes.site_to_draw(request.scope, uid)
    mesh = next((one for one in meshes.meshes_of(request.scope, site) if one.building.uid == building), None)
    if mesh is None:
        raise BuildingMesh.DoesNotExist
    _shown, hidden = meshes.rooms_of(request.scope, site, mesh)
    answer = HttpResponse(meshes.bytes_of(mesh, hidden), content_type="application/octet-stream")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = gzip.compress(answer.content, QUICK, mtime=0)
        answer.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ("Accept-Encoding", "Cookie"))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    # Rooms may be secured or opened at any time: a browser asks each time.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@require_POST
def model_make(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Have the models of a site's buildings made anew."""
    ask_for_mesh(request.scope, uid)
    messages.success(request, _("The model is being made. Look again in a minute."))
    return redirect("estate:model", uid)


def _first(known: list[BuildingMesh]) -> BuildingMesh | None:
    return known[0] if known else None


def _of_building(site: Site, mesh: BuildingMesh) -> str:
    return f"{reverse('estate:model', args=[site.uid])}?building={mesh.building.uid}"


def _is_called(room: Space, text: str) -> bool:
    name = fold(f"{room.number} {room.name}")
    return all(word in name for word in fold(text).split())


def _storeys(
    rooms: list[Space], by: colouring.Coloured | None, counts: dict[int, int], text: str
) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The rooms by storey, the top one first, each with its shade, value and how much is open there."""
    found = []
    for storey, some in groupby(rooms, key=lambda room: room.storey):
        told = []
        for room in some:
            shade, value = by.of(room.pk) if by else (None, "")
            told.append({
                "room": room, "look": shade.look if shade else "none", "open": counts.get(room.pk, 0),
                "value": value or (str(shade.words) if shade else ""), "found": bool(text) and _is_called(room, text),
                "use": plans.use_word(room.use),
            })  # fmt: skip
        found.append((storey, told))
    return found
