"""What maps ask for beside their page: more ground where somebody moves or enlarges one."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from samdrift.doors.pages import drawings, formats
from samdrift.doors.pages.assets import static
from samdrift.doors.pages.squeeze import TAKES_GZIP
from samdrift.doors.pages.svg.ground import ground
from samdrift.doors.pages.tiles import NoTiles, Tiles, changed, in_place, square
from samdrift.kernel.maps import WORLD, View, projected


@require_safe
def map_ground(request: HttpRequest) -> HttpResponse:
    """The outlines under a part of the plane, `box` as left, top, width and height; nobody's data."""
    view = view_from(request.GET.get("box", ""))
    if view is None:
        raise Http404
    home = [letters for letters in request.GET.get("home", "").split(",")[:40] if len(letters) == 2]
    under = ground(view, home)
    answer = JsonResponse(
        {
            "box": [under.box.x, under.box.y, under.box.width, under.box.height], "grain": under.grain,
            "home": under.home, "others": under.others,
            "names": [[formats.country(code), x, y] for code, x, y, _room in under.names],
        }
    )  # fmt: skip
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def view_from(written: str) -> View | None:
    """Four whole numbers as a part of the plane; None where they are none, or lie far outside it."""
    parts = written.split(",")
    if len(parts) != 4 or not all(part.lstrip("-").isdecimal() and part.isascii() and len(part) < 9 for part in parts):
        return None
    x, y, width, height = (int(part) for part in parts)
    inside = 0 < width <= 2 * WORLD and 0 < height <= 2 * WORLD and abs(x) <= 2 * WORLD and abs(y) <= 2 * WORLD
    return View(x, y, width, height).scaled(1) if inside else None


def ground_address(home: object) -> str:
    """Where the script asks for more ground, the map's own countries named."""
    letters = [str(one) for one in home] if isinstance(home, list | tuple) else []
    return reverse("shell:map_ground") + "?" + urlencode({"home": ",".join(letters)})


@require_safe
def map_tile(request: HttpRequest, level: int, column: int, row: int) -> HttpResponse:
    """A square of the operator's own file. Where a file of drawings has none there is nothing to draw: no content."""
    found = in_place(Path(settings.SAMDRIFT_VAR))
    if found is None:
        raise Http404
    try:
        body = square(found[0], level, column, row)
    except NoTiles as error:
        raise Http404 from error
    if body is None and not found[0].drawn:
        raise Http404
    answer = HttpResponse(body, content_type=found[0].kind) if body else HttpResponse(status=204)
    answer["Cache-Control"] = "private, max-age=604800"
    if found[0].drawn:
        patch_vary_headers(answer, ("Accept-Encoding",))
        if body and drawings.squeezed(body):
            if TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")):
                answer["Content-Encoding"] = "gzip"
            else:
                answer.content = drawings.unpacked(body)
    return answer


def tiles_changed() -> int:
    """Another number for other tiles; 0 where the operator gave none."""
    return changed(Path(settings.SAMDRIFT_VAR))


def map_tiles() -> dict[str, Any] | None:
    """What a map lies on, as `site_map` takes it; None where the operator gave no file.

    The address tells which file it is: another one is another address, so that no browser shows squares of both.
    """
    found = in_place(Path(settings.SAMDRIFT_VAR))
    if found is None:
        return None
    tiles, credit = found
    address = reverse("shell:map_tile", args=[0, 0, 0]).replace("0/0/0", "{z}/{x}/{y}")
    told = {"url": f"{address}?of={tiles_changed():x}", "least": tiles.least, "most": tiles.most, "credit": credit}
    if not tiles.drawn:
        return told
    scripts = {"script": static("samdrift/js/map_base.js"), "still": static("samdrift/js/map_still.js")}
    return {**told, "box": _on_plane(tiles), **scripts}


def _on_plane(tiles: Tiles) -> str:
    """The part of the plane the file covers: left, top, right and bottom in whole steps."""
    west, south, east, north = tiles.box or (-180.0, -90.0, 180.0, 90.0)
    left, top = projected(north, west)
    right, bottom = projected(south, east)
    return " ".join(str(round(value)) for value in (left, top, right, bottom))
