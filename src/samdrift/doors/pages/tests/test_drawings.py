"""Files of drawings (vector tiles): looked into, refused with a sentence, served as they lie and never too large."""

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from samdrift.doors.cli import main
from samdrift.doors.pages.drawings import LARGEST, Damaged, checked, layers_in, layers_told, schema_of, unpacked
from samdrift.doors.pages.maps import map_tiles
from samdrift.doors.pages.svg import Live, SiteMark, site_map
from samdrift.doors.pages.tests.drawn import Thing, drawing, mbtiles, pmtiles
from samdrift.doors.pages.tiles import NoTiles, in_place, opened, square
from samdrift.kernel.maps import projected
from tests.world import World

LAKE = Thing("water", 3, [[(0, 0), (4096, 0), (4096, 4096), (0, 4096)]], {"class": "lake"})
ROAD = Thing("transportation", 2, [[(0, 0), (900, 70)]], {"class": "primary", "oneway": 1, "toll": False})
TOWN = Thing("place", 1, [[(5, 5)]], {"class": "town", "name": "Vestby"})
PLAIN = drawing([LAKE, ROAD, TOWN])
SQUARES = {(0, 0, 0): gzip.compress(PLAIN), (1, 1, 0): gzip.compress(drawing([LAKE]))}
DENMARK = (8.0, 54.5, 15.2, 57.8)
ACCOUNT = {"vector_layers": [{"id": name} for name in ("water", "transportation", "place", "landuse", "boundary")]}
BOMB = gzip.compress(b"\0" * (LARGEST + 1))


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    folder = tmp_path / "var"
    monkeypatch.setenv("SAMDRIFT_VAR", str(folder))
    settings.SAMDRIFT_VAR = folder
    return folder


def written(path: Path, squares: dict[tuple[int, int, int], bytes] = SQUARES, **more: Any) -> Path:
    path.write_bytes(pmtiles(squares, kind=1, **{"tile_packed": 2, "box": DENMARK, **more}))
    return path


def test_both_kinds_of_file_tell_their_layers_their_sizes_and_where_they_lie(tmp_path: Path):
    told = {"json": json.dumps(ACCOUNT), "bounds": ",".join(str(one) for one in DENMARK)}
    for tiles in (
        opened(written(tmp_path / "d.pmtiles", account=ACCOUNT)),
        opened(mbtiles(tmp_path / "d.mbtiles", SQUARES, "pbf", **told)),
    ):
        assert (tiles.drawn, tiles.least, tiles.most) == (True, 0, 1)
        assert tiles.box == pytest.approx(DENMARK)
        assert tiles.layers == ("water", "transportation", "place", "landuse", "boundary")
        assert {place: square(tiles, *place) for place in SQUARES} == SQUARES
        assert square(tiles, 1, 0, 0) is None


def test_a_file_that_does_not_tell_its_layers_is_looked_into(tmp_path: Path):
    assert opened(written(tmp_path / "d.pmtiles")).layers == ("water", "transportation", "place")
    assert opened(mbtiles(tmp_path / "d.mbtiles", {(0, 0, 0): PLAIN}, "pbf", bounds="x")).layers == layers_in(PLAIN)


@pytest.mark.parametrize(
    ("layers", "schema"),
    [
        (("water", "transportation", "place", "boundary"), "OpenMapTiles"),
        (("earth", "water", "roads", "places", "buildings"), "Protomaps"),
        (("ocean", "land", "streets", "place_labels"), "Shortbread"), (("water", "stednavn"), ""),
        (("landuse", "landcover", "waterway", "road"), ""), ((), ""),
    ],
)  # fmt: skip
def test_a_schema_is_known_by_its_layers(layers: tuple[str, ...], schema: str):
    assert schema_of(layers) == schema


@pytest.mark.parametrize("told", [None, "", "{", "[]", '{"vector_layers": 3}', '{"vector_layers": [{"x": 1}, 7]}'])
def test_an_account_that_tells_no_layers_tells_none(told: object):
    assert layers_told(told) == ()


@given(st.binary(max_size=200))
def test_whatever_bytes_are_no_square_are_refused(body: bytes):
    try:
        names = layers_in(body)
    except Damaged:
        return
    assert all(isinstance(name, str) for name in names)


def test_a_square_that_would_unpack_to_more_than_a_browser_should_get_is_refused(tmp_path: Path):
    assert len(BOMB) < LARGEST // 500
    with pytest.raises(Damaged):
        checked(BOMB)
    with pytest.raises(Damaged):
        unpacked(BOMB)
    tiles = opened(written(tmp_path / "d.pmtiles", {**SQUARES, (1, 0, 0): BOMB}))
    with pytest.raises(NoTiles, match="larger than it may be"):
        square(tiles, 1, 0, 0)
    with pytest.raises(NoTiles, match="first square is none"):
        opened(written(tmp_path / "bomb.pmtiles", {(0, 0, 0): BOMB}))


@pytest.mark.parametrize(
    "body", [SQUARES[0, 0, 0][:-12], b"\x1f\x8bnothing", PLAIN[:-3], b"\x89PNG\r\n\x1a\n" + b"x" * 40]
)
def test_a_first_square_that_is_none_refuses_the_file(tmp_path: Path, body: bytes):
    for path in (
        written(tmp_path / "d.pmtiles", {(0, 0, 0): body}),
        mbtiles(tmp_path / "d.mbtiles", {(0, 0, 0): body}, "pbf"),
    ):
        with pytest.raises(NoTiles, match="first square is none"):
            opened(path)


def test_squares_packed_as_no_browser_takes_them_are_refused(tmp_path: Path):
    with pytest.raises(NoTiles, match="gzip is"):
        opened(written(tmp_path / "d.pmtiles", tile_packed=4))
    with pytest.raises(NoTiles, match="empty"):
        opened(written(tmp_path / "e.pmtiles", {}))


def test_the_command_says_what_a_file_holds(tmp_path: Path, var: Path, capsys: pytest.CaptureFixture[str]):
    path = written(tmp_path / "d.pmtiles", account=ACCOUNT)
    assert main(["map-tiles", str(path), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "vector tiles), sizes 0 to 1" in told
    assert "54.50 to 57.80 degrees north" in told
    assert "Layers: water, transportation, place, landuse, boundary." in told
    assert "OpenMapTiles" in told
    assert in_place(var) is None
    assert (
        main(["map-tiles", str(written(tmp_path / "x.pmtiles", account={"vector_layers": [{"id": "x"}]})), "--dry-run"])
        == 0
    )
    assert "thin and grey" in capsys.readouterr().out


def test_a_square_is_served_as_it_lies_to_whoever_unpacks_it(world: World, client: Client, tmp_path: Path, var: Path):
    main(["map-tiles", str(written(tmp_path / "d.pmtiles", {**SQUARES, (1, 0, 0): BOMB})), "--credit", "© The agency"])
    assert client.get("/map/tiles/0/0/0/").status_code == 302
    client.force_login(world.dan.person)
    answer = client.get("/map/tiles/0/0/0/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert (answer["Content-Type"], answer["Content-Encoding"]) == ("application/vnd.mapbox-vector-tile", "gzip")
    assert answer.content == SQUARES[0, 0, 0]
    assert "Accept-Encoding" in answer["Vary"]
    plain = client.get("/map/tiles/0/0/0/")
    assert not plain.has_header("Content-Encoding")
    assert plain.content == PLAIN
    assert client.get("/map/tiles/1/1/1/").status_code == 204
    assert client.get("/map/tiles/1/0/0/").status_code == 404


def test_the_map_keeps_its_outlines_and_tells_the_script_where_the_drawings_are(tmp_path: Path, var: Path):
    main(["map-tiles", str(written(tmp_path / "d.pmtiles")), "--credit", "© The agency"])
    told = map_tiles()
    assert told is not None
    left, top, right, bottom = (int(one) for one in told["box"].split())
    assert (left, bottom) == tuple(round(one) for one in projected(54.5, 8.0))
    assert (right, top) == tuple(round(one) for one in projected(57.8, 15.2))
    x, y = projected(55.7, 12.5)
    marks = [SiteMark(x=x, y=y, name="Station Sundby"), SiteMark(x=x + 900, y=y, name="Station Vestby")]
    live = str(site_map(marks, label="Sites", tiles=told, live=Live(points="/p/", ground="/g/")))
    assert f'data-base="{told["script"]}"' in live
    assert "© The agency, Natural Earth" in live
    assert "<image" not in live
    assert "has-tiles" not in live
    still = str(site_map(marks, label="Sites", tiles=told, small=True))
    assert f'<script type="module" src="{told["still"]}"></script>' in still
    assert "<script" not in live  # the page of the map that moves loads its own
    assert "<script" not in str(site_map(marks, label="Sites", small=True))


def test_a_file_whose_data_are_damaged_says_so(tmp_path: Path):
    path = mbtiles(tmp_path / "d.mbtiles", SQUARES, "pbf")
    tiles = opened(path)
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)
    with pytest.raises(NoTiles, match="damaged"):
        square(tiles, 0, 0, 0)


def test_what_is_gzipped_and_followed_by_more_is_read_to_its_end():
    assert unpacked(gzip.compress(PLAIN) + b"rest") == PLAIN
    assert zlib.crc32(unpacked(PLAIN)) == zlib.crc32(PLAIN)
