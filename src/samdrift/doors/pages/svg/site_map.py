"""The map of sites: land, borders and sites, near ones drawn as one; every mark is a link, with a table behind.

It is drawn for a wide and a narrow screen and reads without a script; `samdrift/js/map.js` moves and enlarges it.
Coordinates are steps of the plane of `kernel/maps.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from samdrift.doors.pages import formats
from samdrift.doors.pages.icons import icon
from samdrift.doors.pages.svg.clock import id_of, legend_line, table_behind
from samdrift.doors.pages.svg.ground import Ground, ground, outline
from samdrift.kernel.maps import Cluster, View, clusters, view_of

WIDE, NARROW = (760, 640), (360, 400)  # how wide and high the picture is taken to be, in pixels
SIZES = (("for-desk", WIDE), ("for-phone", NARROW))
SMALL = (("for-card", NARROW),)
REACH = 34  # sites nearer than this, in pixels, are drawn as one: twice the radius of the largest mark


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMark:
    """A site.

    Attributes:
        form: How it is marked: 1 to 4, the more attention it asks for the larger and darker; 0 where there is nothing
            to tell, -1 where it may not be told.
        words: Its figure as people read it.
    """

    x: float
    y: float
    name: str
    url: str = ""
    form: int = 0
    words: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapKey:
    """A line of the legend: a form, what it stands for and how many sites have it."""

    form: int
    words: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapArea:
    """A unit's border: rings on the plane, and its name at a point."""

    name: str
    rings: Sequence[Sequence[Sequence[float]]]
    x: float = 0
    y: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What the script asks for: the addresses of the sites, of more ground and of a site's card."""

    points: str
    ground: str
    card: str = ""


def site_map(
    marks: Iterable[SiteMark], *, label: str, key: Sequence[MapKey] = (), heading: str = "",
    areas: Sequence[MapArea] = (), home: Iterable[str] = (), view: View | None = None,
    zoom: Callable[[View], str] | None = None,
    live: Live | None = None, tiles: Mapping[str, Any] | None = None, even: bool = False, table: bool = True,
    sources: Sequence[str] = (), small: bool = False,
) -> Markup:  # fmt: skip
    """A map of sites; "" when there is none to show.

    Args:
        label: What is shown ("Open requests by site").
        key: The legend; `heading` says what the marks stand for.
        home: The letters of the countries that are the map's own.
        view: What is seen, else all sites.
        zoom: The address that shows a part of the map, for clusters and buttons.
        live: Makes it move and enlarge with the script.
        tiles: Squares to lie under it, as `{"url", "least", "most", "credit"}`; drawings, which a script draws in the
            browser, with `box`, `script` and, for maps that stand still, `still` beside.
        even: High values are not worse than low ones: marked in one calm colour.
        small: It stands in a narrow column: one picture, without buttons.
        sources: Whose borders are drawn, to be told beside the map.
        table: Gives the sites as a table behind; leave it out where the page lists them.
    """
    shown = list(marks)
    name = id_of("mp", label)
    drawings = [
        Drawing(seen, seen.width / wide, name, kind)
        for kind, (wide, high) in (SMALL if small else SIZES)
        if (seen := _seen(view, shown, wide / high))
    ]
    if not drawings:
        return Markup("")
    under = ground(drawings[0].view, home)  # with room around it: enough for the narrow picture too
    pictures = [_picture(one, shown, areas, under, zoom, tiles, label) for one in drawings]
    return Markup(
        '<figure class="figure map-figure{}{}">{}<div class="map-frame">{}<div class="map" id="{}"{}>{}</div></div>'
        "{}{}{}{}</figure>"
    ).format(
        " even" if even else "", " has-tiles" if tiles and not _drawn(tiles) else "", _parts(name, under),
        "" if small else _tools(name, drawings[0].view, zoom), name, _live(live, tiles, label),
        Markup("").join(pictures),
        _legend(key, heading, name), _credit(tiles, sources), _table(shown) if table else "",
        "" if live else _still(tiles),
    )  # fmt: skip


def _seen(view: View | None, marks: Sequence[SiteMark], ratio: float) -> View | None:
    return view.shaped(ratio) if view else view_of([(one.x, one.y) for one in marks], ratio=ratio)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture: what it shows, how many steps a pixel is, the map's id and for which screens it is."""

    view: View
    pixel: float
    key: str
    kind: str


def _picture(
    drawing: Drawing, marks: Sequence[SiteMark], areas: Sequence[MapArea], under: Ground,
    zoom: Callable[[View], str] | None, tiles: Mapping[str, Any] | None, label: str,
) -> Markup:  # fmt: skip
    view = drawing.view
    found = clusters([(one.x, one.y) for one in marks], REACH * drawing.pixel)
    inside = [one for one in found if view.holds(one.x, one.y)]
    inside.sort(key=lambda one: max(marks[i].form for i in one.members))
    many = sum(len(one.members) for one in inside)
    summary = ngettext("%(count)d site is shown.", "%(count)d sites are shown.", many) % {"count": many}
    return Markup(
        '<svg class="{kind}" viewBox="{x} {y} {w} {h}" role="group" aria-labelledby="{k}t {k}d" '
        'xmlns="http://www.w3.org/2000/svg" data-pixel="{p}"><title id="{k}t">{label}</title>'
        '<desc id="{k}d">{summary}</desc><g class="map-tiles">{tiles}</g>{ground}<g class="map-areas">{areas}</g>'
        '<g class="map-names">{names}</g><g class="map-marks">{marks}</g></svg>'
    ).format(
        kind=drawing.kind, x=_short(view.x), y=_short(view.y), w=_short(view.width), h=_short(view.height),
        k=f"{drawing.key}{drawing.kind[4]}", p=_short(drawing.pixel), label=label, summary=summary,
        ground=_ground(under, drawing.key), areas=_areas(areas, drawing), names=_names(under, drawing),
        tiles=_tiles(tiles, drawing) if tiles and not _drawn(tiles) else "",
        marks=Markup("").join(_mark(one, marks, drawing, zoom) for one in inside),
    )  # fmt: skip


def _ground(under: Ground, key: str) -> Markup:
    box = under.box
    told = " ".join(_short(value) for value in (box.x, box.y, box.width, box.height))
    return Markup('<g class="map-ground" data-box="{}"><use href="#{}g"/></g>').format(told, key)


def _names(under: Ground, drawing: Drawing) -> Markup:
    size = 13 * drawing.pixel
    made = Markup("")
    for code, x, y, room in under.names:
        name = formats.country(code)
        if drawing.view.holds(x, y) and len(name) * size * 0.3 < room * 1.6:
            made += Markup('<text x="{}" y="{}" font-size="{}">{}</text>').format(x, y, _short(size), name)
    return made


def _areas(areas: Sequence[MapArea], drawing: Drawing) -> Markup:
    view, grain = drawing.view, drawing.pixel / 2
    placed = f"translate({_short(view.x)} {_short(view.y)}) scale({_short(grain)})"
    lines, names = Markup(""), Markup("")
    for area in areas:
        path = "".join(outline([(x, y) for x, y in ring], view, grain) for ring in area.rings)
        lines += Markup('<path fill-rule="evenodd" d="{}"><title>{}</title></path>').format(path, area.name)
        if area.name and view.holds(area.x, area.y):
            names += Markup('<text x="{}" y="{}" font-size="{}">{}</text>').format(
                round(area.x), round(area.y), _short(11 * drawing.pixel), area.name
            )
    return Markup('<g transform="{}">{}</g>{}').format(placed, lines, names) if areas else lines


def _drawn(tiles: Mapping[str, Any] | None) -> bool:
    """Whether squares are drawings: then the outlines stay until the script has drawn them, and without it."""
    return bool(tiles and tiles.get("script"))


def _tiles(tiles: Mapping[str, Any], drawing: Drawing) -> Markup:
    """The pictures under what is seen, at the size nearest to theirs; the script does the same for what comes later."""
    view, made = drawing.view, Markup("")
    level = tiles["least"]
    while level < tiles["most"] and (1 << (20 - level)) / drawing.pixel > 320:
        level += 1
    side = 1 << (20 - level)
    for column in range(int(view.x // side), int((view.x + view.width) // side) + 1):
        for row in range(int(view.y // side), int((view.y + view.height) // side) + 1):
            if 0 <= row < 1 << level and 0 <= column < 1 << level:
                address = tiles["url"].replace("{z}", str(level)).replace("{x}", str(column)).replace("{y}", str(row))
                made += Markup('<image href="{}" x="{}" y="{}" width="{s}" height="{s}"/>').format(
                    address, column * side, row * side, s=side
                )
    return made


def _mark(cluster: Cluster, marks: Sequence[SiteMark], drawing: Drawing, zoom: Callable[[View], str] | None) -> Markup:
    inside = [marks[i] for i in cluster.members]
    at = f"{_short(cluster.x)} {_short(cluster.y)}"
    if len(inside) == 1:
        one = inside[0]
        drawn, words, address = (
            _single(one, drawing.key),
            f"{one.name}: {one.words}" if one.words else one.name,
            one.url,
        )
    else:
        drawn, words = _bubble(inside), _together(inside)
        around = view_of([(one.x, one.y) for one in inside], ratio=drawing.view.width / drawing.view.height, margin=0.2)
        address = zoom(around) if zoom and around else ""
    placed = Markup('<g data-at="{}" transform="translate({}) scale({})"><title>{}</title>{}</g>').format(
        at, at, _short(drawing.pixel), words, drawn
    )
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(address, words, placed) if address else placed


def _single(one: SiteMark, key: str) -> Markup:
    ring = Markup('<circle class="mark-here" r="15"/>') if one.here else Markup("")
    return ring + Markup('<use href="#{}f{}"/>').format(key, max(one.form, -1))


def _together(inside: Sequence[SiteMark]) -> str:
    """A cluster in words: how many, and the first of those that ask for the most attention."""
    worst = max(inside, key=lambda one: one.form)
    many = ngettext("%(count)d site", "%(count)d sites", len(inside)) % {"count": len(inside)}
    return f"{many} · {worst.name}" + (f": {worst.words} …" if worst.words else " …")


def _bubble(inside: Sequence[SiteMark]) -> Markup:
    form = max(0, *(one.form for one in inside))
    radius = 11 if len(inside) < 10 else 14 if len(inside) < 100 else 17
    return Markup('<circle class="mark m{f}" r="{}"/><text class="t{f}" y="4.2">{}</text>').format(
        radius, len(inside), f=form
    )


FORMS = {
    -1: Markup('<circle class="mark m0 told-not" r="5"/>'),
    0: Markup('<circle class="mark m0" r="5"/>'),
    1: Markup('<circle class="mark m1" r="5"/>'),
    2: Markup('<circle class="mark m2" r="7"/>'),
    3: Markup('<rect class="mark m3" x="-7" y="-7" width="14" height="14" rx="1.5"/>'),
    4: Markup('<path class="mark m4" d="M0-10.5 10.5 0 0 10.5-10.5 0z"/>'),
}
"""A site's marks around the origin, in pixels: form, size and shade all grow with the attention it asks for."""


def _parts(name: str, under: Ground) -> Markup:
    """What both pictures draw, once: the marks with room for a finger (the script uses them too), and the land."""
    drawn = Markup("").join(
        Markup('<g id="{}f{}"><circle class="mark-touch" r="13"/>{}</g>').format(name, form, shape)
        for form, shape in FORMS.items()
    )
    drawn += Markup(
        '<g id="{}g" transform="translate({} {}) scale({})"><path class="map-land" fill-rule="evenodd" d="{}"/>'
        '<path class="map-home" fill-rule="evenodd" d="{}"/></g>'
    ).format(name, _short(under.box.x), _short(under.box.y), _short(under.grain), under.others, under.home)
    return Markup('<svg class="map-forms" width="0" height="0" aria-hidden="true"><defs>{}</defs></svg>').format(drawn)


def _legend(key: Sequence[MapKey], heading: str, name: str) -> Markup:
    if not key:
        return Markup("")
    lines = Markup("").join(
        legend_line(
            Markup('<use href="#{}f{}" transform="translate(9 9) scale(.8)"/>').format(name, one.form),
            Markup('<span>{} <span class="num">({})</span></span>').format(one.words, formats.number(one.count)),
        )
        for one in key
    )
    return Markup('<figcaption>{}</figcaption><ul class="legend map-legend">{}</ul>').format(heading, lines)


def _tools(name: str, seen: View, zoom: Callable[[View], str] | None) -> Markup:
    """Larger, smaller and all of it: links without a script, which the script takes over."""
    if zoom is None:
        return Markup("")
    steps = (("in", "zoom-in", _("Larger"), zoom(seen.scaled(0.5))),
             ("out", "zoom-out", _("Smaller"), zoom(seen.scaled(2))),
             ("whole", "map", _("All sites"), zoom(View(0, 0, 0, 0))))  # fmt: skip
    return Markup('<div class="map-tools no-print">{}</div>').format(
        Markup("").join(
            Markup('<a class="icon-button" href="{}" data-map-step="{}" data-map="{}">{}</a>').format(
                address, step, name, icon(drawing, word)
            )
            for step, drawing, word, address in steps
        )
    )


def _live(live: Live | None, tiles: Mapping[str, Any] | None, label: str) -> Markup:
    words = Markup("")
    if live:
        words += Markup(
            ' data-points="{}" data-ground="{}" data-card="{}" tabindex="0" role="region" aria-label="{}"'
        ).format(live.points, live.ground, live.card, label)
    if tiles and (live or _drawn(tiles)):
        words += Markup(' data-tiles="{}" data-tiles-least="{}" data-tiles-most="{}"').format(
            tiles["url"], tiles["least"], tiles["most"]
        )
    if tiles and _drawn(tiles):
        words += Markup(' data-base="{}" data-base-box="{}"').format(tiles["script"], tiles["box"])
    return words


def _still(tiles: Mapping[str, Any] | None) -> Markup:
    """What draws the base under a map that `map.js` does not move."""
    return (
        Markup('<script type="module" src="{}"></script>').format(tiles["still"])
        if tiles and _drawn(tiles)
        else Markup("")
    )


def _credit(tiles: Mapping[str, Any] | None, sources: Sequence[str]) -> Markup:
    whose = [str((tiles or {}).get("credit") or "Natural Earth")]
    if _drawn(tiles):
        whose.append("Natural Earth")  # outlines stay around the drawings, and without a script
    told = ", ".join([*whose, *sources])
    return Markup('<p class="map-credit small muted">{}</p>').format(_("Map: %(source)s") % {"source": told})


def _table(marks: Sequence[SiteMark]) -> Markup:
    lines = Markup("").join(
        Markup('<tr><td>{}</td><td class="end">{}</td></tr>').format(
            Markup('<a href="{}">{}</a>').format(one.url, one.name) if one.url else one.name, one.words
        )
        for one in sorted(marks, key=lambda one: one.name)
    )
    return table_behind([_("Site"), _("Value")], lines)


def _short(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") if value < 1 else f"{value:.2f}".rstrip("0").rstrip(".")
