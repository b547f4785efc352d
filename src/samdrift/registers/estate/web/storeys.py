"""A storey: its plan coloured by what somebody wants to know, rooms searched for, and the same as a table."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.estate.models import Storey
from samdrift.registers.estate.queries import colouring, meshes, places
from samdrift.registers.estate.registry import open_counts
from samdrift.registers.estate.web import plans


@require_safe
def storey_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A storey: its plan in the chosen colours, the rooms that were searched for, and its spaces as a list."""
    scope, text = request.scope, request.GET.get("q", "").strip()[:80]
    storey = places.storey_by_uid(scope, uid)
    spaces = places.spaces_on(scope, storey)
    shown = colouring.drawable(scope, storey.site, spaces)
    by = colouring.coloured(scope, storey.site_id, request.GET.get("colour", ""), now=now())
    counts = open_counts(scope, storey.site_id)
    plan = places.plan_of_storey(scope, storey)
    here, elsewhere = _found(request, storey, text)
    code = by.colouring.code if by else ""
    context = {
        "storey": storey, "spaces": spaces, "site": storey.site, "building": storey.building, "counts": counts,
        "drawn": plans.drawn(shown, counts, by=by, found=here), "key": plans.key_of(by, shown),
        "values": {space.pk: _told(by, space.pk) for space in shown} if by else {}, "found": here,
        "elsewhere": elsewhere, "text": text, "colour": code, "walls": plan.walls if plan and shown == spaces else "",
        "colours": [(one.code, str(one.name)) for one in colouring.offered(scope)], "bounds": plans.bounds(plan),
        "use_word": plans.use_word, "area": sum(space.area_m2 or 0 for space in spaces), "kept_back": shown != spaces,
        "has_model": meshes.has_model(scope, storey.site), "storeys": _storeys(request, storey, code, text),
    }  # fmt: skip
    return render(request, "estate/storey.html", context)


def _storeys(request: ScopedRequest, storey: Storey, colour: str, text: str) -> list[tuple[str, str, bool, None]]:
    """The storeys of the building as tabs, each in the same colours."""
    kept = urlencode({name: value for name, value in (("colour", colour), ("q", text)) if value})
    return [
        (one.name, reverse("estate:storey", args=[one.uid]) + (f"?{kept}" if kept else ""), one.pk == storey.pk, None)
        for one in places.storeys_beside(request.scope, storey)
    ]


def _found(request: ScopedRequest, storey: Storey, text: str) -> tuple[frozenset[int], list[Any]]:
    """The rooms of this storey that were searched for, and those of the site's others."""
    if not text:
        return frozenset(), []
    rooms = list(colouring.rooms_found(request.scope, storey.site, text)[: colouring.MOST_FOUND])
    rooms = colouring.drawable(request.scope, storey.site, rooms)
    here = frozenset(room.pk for room in rooms if room.storey_id == storey.pk)
    return here, [room for room in rooms if room.storey_id != storey.pk and room.storey]


def _told(by: colouring.Coloured, space_id: int) -> tuple[str, str]:
    shade, value = by.of(space_id)
    return str(shade.words), value
