"""The map on an operator's vector tiles: squares drawn in our colours under the sites, in both themes and enlarged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from samdrift.doors.cli import main
from samdrift.doors.pages.tests.drawn import Thing, cut, drawing, pmtiles
from samdrift.foundation.scope import everywhere
from samdrift.kernel.maps import View, projected
from samdrift.registers.estate.models import Site
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]
Opens = Callable[..., Any]

LEFT, TOP = projected(56.2, 9.0)
RIGHT, BOTTOM = projected(55.0, 11.4)
MIDDLE, HALF = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2
WHOLE = f"/map/?box={round(LEFT)},{round(TOP)},{round(RIGHT - LEFT)},{round(BOTTOM - TOP)}"
NEAR = f"/map/?box={round(MIDDLE - 60)},{round(HALF - 60)},120,120"
TOWN = (LEFT + (RIGHT - LEFT) * 0.3, HALF)
DEEPEST = 9


def box(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def openmaptiles() -> list[Thing]:
    """Land to the left, a sea to the right, a wood at the top, a motorway along the middle, a town."""
    return [
        Thing("water", 3, [box(MIDDLE, TOP - 9000, RIGHT + 9000, BOTTOM + 9000)], {"class": "ocean"}),
        Thing("landcover", 3, [box(LEFT, TOP, MIDDLE - 400, TOP + 700)], {"class": "wood"}),
        Thing("transportation", 2, [[(LEFT - 9000, HALF + 300), (MIDDLE - 200, HALF + 300)]], {"class": "motorway"}),
        Thing("place", 1, [[TOWN]], {"class": "city", "rank": 2, "name": "Vestby", "name:sv": "Västby"}),
    ]


def protomaps() -> list[Thing]:
    """The same, sorted as the other schema sorts."""
    return [
        Thing("earth", 3, [box(LEFT - 9000, TOP - 9000, MIDDLE, BOTTOM + 9000)], {"kind": "earth"}),
        Thing("landuse", 3, [box(LEFT, TOP, MIDDLE - 400, TOP + 700)], {"kind": "forest"}),
        Thing("roads", 2, [[(LEFT - 9000, HALF + 300), (MIDDLE - 200, HALF + 300)]], {"kind": "highway"}),
        Thing("places", 1, [[TOWN]], {"kind": "locality", "kind_detail": "city", "name": "Vestby"}),
    ]


@pytest.fixture
def placed(house: World) -> World:
    """One site on the land and one in the sea's place, so that the map shows both."""
    with everywhere(reason="a journey places the small world's own sites"):
        Site.objects.update(latitude=None, longitude=None)
        for number, site in enumerate(Site.objects.filter(community=house.community).order_by("pk")[:2]):
            site.latitude, site.longitude = ("55.90", "9.40") if number else ("55.30", "10.90")
            site.save(update_fields=["latitude", "longitude"])
    return house


@pytest.fixture
def laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[..., None]:
    """Puts a file of drawings in place."""
    monkeypatch.setenv("SAMDRIFT_VAR", str(tmp_path / "var"))
    settings.SAMDRIFT_VAR = tmp_path / "var"

    def put(things: list[Thing], levels: range = range(DEEPEST + 1), closer: float | None = None) -> None:
        path = tmp_path / "base.pmtiles"
        squares = cut(things, levels, View(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP))
        if closer is not None:  # one far square more, so that the file goes deeper elsewhere
            squares.update(cut(things, [DEEPEST], View(closer, TOP, 1, 1)))
        path.write_bytes(pmtiles(squares, kind=1, tile_packed=2, box=(9.0, 55.0, 11.4, 56.2)))
        assert main(["map-tiles", str(path), "--credit", "© The agency"]) == 0

    return put


def drawn(page: Any) -> Any:
    page.locator(".map[data-ready][data-base-drawn]").wait_for()
    return page


def colour_at(page: Any, x: float, y: float) -> tuple[int, int, int]:
    """What the base shows at a point of the plane."""
    found = page.evaluate(
        """([x, y]) => {
            const svg = document.querySelector(".map svg[data-pixel]"), frame = svg.getBoundingClientRect();
            const [left, top, wide] = svg.getAttribute("viewBox").split(" ").map(Number), pixel = wide / frame.width;
            const canvas = document.querySelector("canvas.map-base:not([hidden])");
            const seen = canvas.getBoundingClientRect();
            const across = (frame.left + (x - left) / pixel - seen.left) * canvas.width / seen.width;
            const down = (frame.top + (y - top) / pixel - seen.top) * canvas.height / seen.height;
            const pen = new OffscreenCanvas(1, 1).getContext("2d");
            pen.drawImage(canvas, -Math.round(across), -Math.round(down));
            return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }""",
        [x, y],
    )
    return (found[0], found[1], found[2])


def token(page: Any, name: str) -> tuple[int, int, int]:
    told = page.evaluate(
        "name => getComputedStyle(document.documentElement).getPropertyValue(name)", f"--map-{name}"
    ).strip()
    return (int(told[1:3], 16), int(told[3:5], 16), int(told[5:7], 16))


WOOD, LAND, SEA = (LEFT + 300, TOP + 350), (MIDDLE - 900, BOTTOM - 600), (MIDDLE + 900, BOTTOM - 600)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("things", [openmaptiles, protomaps])
@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_water_land_and_woods_are_where_they_are_in_the_colours_of_the_theme(
    opens: Opens, placed: World, laid: Callable[..., None], faults: Callable[..., list[str]],
    things: Callable[[], list[Thing]], theme: str, width: int,
) -> None:  # fmt: skip
    laid(things())
    page = drawn(opens(placed.dan, WHOLE, theme=theme, width=width))
    assert colour_at(page, *SEA) == token(page, "water")
    assert colour_at(page, *LAND) == token(page, "ground")
    assert colour_at(page, *WOOD) == token(page, "green")
    assert faults(page) == []
    other = "dark" if theme == "light" else "light"
    before = token(page, "water")
    page.evaluate("name => { document.documentElement.className = name; }", f"theme-{other}")
    for _turn in range(200):
        if colour_at(page, *SEA) != before:
            break
        page.wait_for_timeout(50)
    assert colour_at(page, *SEA) == token(page, "water") != before
    assert page.complaints == []


@pytest.mark.django_db(transaction=True)
def test_squares_stay_sharp_and_in_place_beyond_the_largest_of_the_file(
    opens: Opens, placed: World, laid: Callable[..., None], live_server: Any
) -> None:
    laid(openmaptiles())
    page = opens(placed.dan, "/account/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}{NEAR}")
    drawn(page)
    assert colour_at(page, MIDDLE - 12, HALF) == token(page, "ground")
    assert colour_at(page, MIDDLE + 12, HALF) == token(page, "water")
    squares = [address.split("/map/tiles/")[1].split("/")[0] for address in asked if "/map/tiles/" in address]
    assert set(squares) == {str(DEEPEST)}
    assert {address for address in asked if not address.startswith(live_server.url)} == set()
    for _press in range(7):
        page.get_by_role("link", name="Smaller").click()
    page.wait_for_function("() => !document.querySelector('.map').dataset.baseDrawn.startsWith('9/')")
    assert colour_at(page, MIDDLE - 600, HALF) == token(page, "ground")
    assert colour_at(page, MIDDLE + 600, HALF) == token(page, "water")
    assert page.complaints == []


@pytest.mark.django_db(transaction=True)
def test_where_the_file_has_no_square_the_larger_one_is_shown(
    opens: Opens, placed: World, laid: Callable[..., None]
) -> None:
    laid(openmaptiles(), range(7), closer=LEFT)
    page = drawn(opens(placed.dan, NEAR))
    assert colour_at(page, MIDDLE - 12, HALF) == token(page, "ground")
    assert colour_at(page, MIDDLE + 12, HALF) == token(page, "water")
    assert page.complaints == []


@pytest.mark.django_db(transaction=True)
def test_names_are_in_the_reader_s_language_and_old_browsers_paint_without_a_worker(
    opens: Opens, placed: World, laid: Callable[..., None]
) -> None:
    laid(openmaptiles())
    for language, name in (("sv", "Västby"), ("da", "Vestby")):
        page = opens(placed.dan, "/account/", language=language)
        page.add_init_script(
            "delete window.Worker; window.written = [];"
            "const plain = OffscreenCanvasRenderingContext2D.prototype.fillText;"
            "OffscreenCanvasRenderingContext2D.prototype.fillText = function (text, ...more) "
            "{ window.written.push(text); plain.call(this, text, ...more); };"
        )
        page.goto(page.url.replace("/account/", WHOLE))
        drawn(page)
        assert set(page.evaluate("window.written")) == {name}


LOOKS = [
    ("water", 3, {"class": "ocean"}, "water"), ("water", 2, {"kind": "river"}, "stream"), ("waterway", 2, {}, "stream"),
    ("landcover", 3, {"class": "wood"}, "green"), ("landuse", 3, {"kind": "park"}, "green"), ("park", 3, {}, "green"),
    ("landuse", 3, {"class": "residential"}, "built"), ("landuse", 3, {"kind": "farmland"}, ""),
    ("natural", 3, {"pmap:kind": "wood"}, "green"), ("land", 3, {"kind": "forest"}, "green"),
    ("transportation", 2, {"class": "motorway"}, "motorway"), ("transportation", 2, {"class": "ferry"}, ""),
    ("transportation", 2, {"class": "rail"}, "rail"), ("transportation", 3, {"class": "path"}, ""),
    ("roads", 2, {"kind": "highway", "kind_detail": "motorway"}, "motorway"),
    ("roads", 2, {"kind": "major_road", "kind_detail": "tertiary"}, "medium"),
    ("roads", 2, {"pmap:kind": "minor_road"}, "minor"), ("roads", 2, {"kind": "rail", "kind_detail": "tram"}, "rail"),
    ("streets", 2, {"kind": "living_street"}, "minor"), ("streets", 2, {"kind": "rail", "rail": True}, "rail"),
    ("boundary", 2, {"admin_level": 2, "maritime": 0}, "country"),
    ("boundary", 2, {"admin_level": 2, "maritime": 1}, ""),
    ("boundaries", 2, {"kind": "region", "kind_detail": 4}, "region"), ("boundaries", 2, {"kind": "county"}, ""),
    ("building", 3, {}, "building"), ("buildings", 3, {"kind": "building"}, "building"), ("earth", 3, {}, "earth"),
    ("poi", 1, {"name": "Kiosk"}, ""), ("street_labels", 2, {"name": "Gade"}, ""), ("vej", 2, {"navn": "Gade"}, "line"),
    ("bygning", 3, {}, "area"),
]  # fmt: skip
NAMES = [
    ("place", {"class": "town", "name": "Vestby", "rank": 7}, ["town", "Vestby", 7]),
    ("place", {"class": "city", "name": "Vestby", "name:da": "Vester", "rank": 1}, ["city", "Vester", 1]),
    ("places", {"kind": "locality", "kind_detail": "village", "name": "A", "population_rank": 5}, ["village", "A", 15]),
    ("earth", {"kind": "island", "name": "Als"}, ["island", "Als", 15]),
    ("water_name", {"class": "sea", "name": "Kattegat"}, ["sea", "Kattegat", 15]),
    ("water", {"kind": "lake", "name": "Arresø"}, ["lake", "Arresø", 15]),
    ("place", {"class": "town"}, None), ("place", {"class": "town", "name": " "}, None), ("poi", {"name": "A"}, None),
]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_things_are_what_each_schema_calls_them(opens: Opens, placed: World) -> None:
    page = opens(placed.dan, "/map/")
    told = page.evaluate(
        """async ([looks, names]) => {
            const { lookOf, nameOf } = await import("/static/samdrift/js/map_looks.js");
            const feature = (name, form, told) => ({ layer: { name }, form, told: (key) => told[key] });
            return [looks.map(([name, form, told]) => lookOf(feature(name, form, told))),
                names.map(([name, told]) => nameOf(feature(name, 1, told), "da"))
                    .map((one) => one && [one.look, one.text, one.rank])];
        }""",
        [LOOKS, NAMES],
    )
    assert list(zip(LOOKS, told[0], strict=True)) == [(one, one[3]) for one in LOOKS]
    assert list(zip(NAMES, told[1], strict=True)) == [(one, one[2]) for one in NAMES]


@pytest.mark.django_db(transaction=True)
def test_a_square_that_is_cut_off_anywhere_is_read_or_refused(opens: Opens, placed: World) -> None:
    page = opens(placed.dan, "/map/")
    told = page.evaluate(
        """async (bytes) => {
            const { features } = await import("/static/samdrift/js/map_squares.js");
            const read = (many) => {
                try {
                    const steps = { moveTo() {}, lineTo() {}, closePath() {} };
                    let count = 0;
                    for (const one of features(new Uint8Array(bytes.slice(0, many)).buffer)) {
                        one.into(steps, 4096); one.told("name"); one.told("class"); count += 1;
                    }
                    return count;
                } catch (wrong) { if (wrong instanceof RangeError) return -1; throw wrong; }
            };
            return bytes.map((_byte, many) => read(many + 1));
        }""",
        list(drawing(openmaptiles())),
    )
    assert told[-1] == 4
    assert set(told[:-1]) <= {-1, 0, 1, 2, 3}


@pytest.mark.django_db(transaction=True)
def test_without_a_script_the_outlines_stay(
    opens: Opens, placed: World, laid: Callable[..., None], client: Client
) -> None:
    laid(openmaptiles())
    page = opens(placed.dan, "/map/", java_script_enabled=False)
    assert page.locator("canvas").count() == 0
    fill = page.locator(".map-land").first.evaluate("one => getComputedStyle(one).fill")
    assert fill != "none"


@pytest.mark.django_db(transaction=True)
def test_maps_that_stand_still_lie_on_it_too_and_dark_ones_are_not_printed(
    opens: Opens, placed: World, laid: Callable[..., None]
) -> None:
    laid(openmaptiles())
    with everywhere(reason="a journey looks at a site's own page"):
        site = Site.objects.exclude(latitude=None).order_by("pk").first()
    assert site is not None
    x, y = projected(float(site.latitude), float(site.longitude))
    for theme, width in (("light", 1440), ("dark", 390)):
        page = opens(placed.dan, f"/sites/{site.uid}/place/", theme=theme, width=width)
        page.locator(".map[data-base-drawn]").wait_for()
        assert page.locator(".map svg[data-pixel]").count() == 1
        assert colour_at(page, x + 900, y) == token(page, "ground" if x < MIDDLE else "water")
        assert page.complaints == []
        assert page.locator("canvas.map-base.dark").count() == (theme == "dark")
        page.emulate_media(media="print")  # at once without the dark picture, and light once that is painted
        page.wait_for_function("() => !document.querySelector('canvas.map-base.dark')")
        assert colour_at(page, x + 900, y) == token(page, "ground" if x < MIDDLE else "water")
