"""An operator's own file under the map: PMTiles and MBTiles read, refused with a sentence, served, taken away."""

import gzip
import io
import json
import struct
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from samdrift.doors.cli import main
from samdrift.doors.pages.maps import map_tiles
from samdrift.doors.pages.tests.drawn import mbtiles, pmtiles, varint
from samdrift.doors.pages.tiles import NoTiles, in_place, number_of, opened, square
from tests.world import World


def png(shade: int) -> bytes:
    held = io.BytesIO()
    Image.new("L", (2, 2), shade).save(held, "PNG")
    return held.getvalue()


SQUARES = {(0, 0, 0): png(1), (1, 1, 0): png(2), (2, 2, 1): png(3)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "map.pmtiles"
    path.write_bytes(pmtiles(SQUARES))
    return path


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    folder = tmp_path / "var"
    monkeypatch.setenv("SAMDRIFT_VAR", str(folder))
    settings.SAMDRIFT_VAR = folder
    return folder


@pytest.mark.parametrize(
    ("place", "number"),
    [((0, 0, 0), 0), ((1, 0, 0), 1), ((1, 0, 1), 2), ((1, 1, 1), 3), ((1, 1, 0), 4), ((2, 0, 0), 5),
     ((12, 3423, 1763), 19078479)],
)  # fmt: skip
def test_squares_are_numbered_as_the_specification_has_it(place: tuple[int, int, int], number: int):
    assert number_of(*place) == number


@given(st.integers(0, 12).flatmap(lambda z: st.tuples(st.just(z), *[st.integers(0, 2**z - 1)] * 2)))
def test_neighbours_on_the_curve_are_one_square_apart(place: tuple[int, int, int]):
    level, column, row = place
    number = number_of(level, column, row)
    beside = [(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)]
    inside = [number_of(level, x, y) for x, y in beside if 0 <= x < 2**level and 0 <= y < 2**level]
    first, last = (4**level - 1) // 3, (4 ** (level + 1) - 1) // 3 - 1
    assert first <= number <= last
    assert number == last or number + 1 in inside


def test_every_square_of_both_kinds_of_file_is_found(file: Path, tmp_path: Path):
    for tiles in (opened(file), opened(mbtiles(tmp_path / "map.mbtiles", SQUARES))):
        assert (tiles.kind, tiles.least, tiles.most) == ("image/png", 0, 2)
        assert {place: square(tiles, *place) for place in SQUARES} == SQUARES
        assert square(tiles, 2, 0, 0) is None
        assert square(tiles, 2, 4, 0) is None
        assert square(tiles, 9, 0, 0) is None


def test_a_directory_below_the_first_is_read(tmp_path: Path):
    whole = pmtiles(SQUARES)
    head = list(struct.unpack_from("<7sB11Q6B4i", whole))
    leaf = whole[head[2] : head[2] + head[3]]
    root = gzip.compress(varint(1) + varint(0) + varint(0) + varint(len(leaf)) + varint(1))
    head[3], head[6], head[8] = len(root), 127 + len(root), 127 + len(root) + len(leaf)
    path = tmp_path / "leaf.pmtiles"
    data = whole[127 + len(leaf) :]
    path.write_bytes(struct.pack("<7sB11Q6B4i", *head).ljust(127, b"\0") + root + leaf + data)
    assert square(opened(path), 2, 2, 1) == SQUARES[2, 2, 1]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "neither"), (b"PMTiles\3", "cut off"), (pmtiles(SQUARES, version=2), "version 2"),
        (pmtiles(SQUARES, kind=1), "first square is none"), (pmtiles(SQUARES, kind=6), "not read here"),
        (pmtiles(SQUARES, packed=3), "gzip"),
        (pmtiles(SQUARES)[:130], "damaged"), (b"SQLite format 3\0" + b"x" * 200, "no MBTiles"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_pictures_is_refused_with_a_sentence(tmp_path: Path, body: bytes, why: str):
    path = tmp_path / "wrong"
    path.write_bytes(body)
    with pytest.raises(NoTiles, match=why):
        opened(path)
    with pytest.raises(NoTiles, match="cannot be read"):
        opened(tmp_path / "nothing")


def test_a_database_of_squares_of_another_kind_is_refused(tmp_path: Path):
    with pytest.raises(NoTiles, match="kind tiff"):
        opened(mbtiles(tmp_path / "other.mbtiles", SQUARES, "tiff"))


@given(st.binary(max_size=300))
def test_whatever_follows_the_head_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, body: bytes):
    path = tmp_path_factory.mktemp("tiles") / "any.pmtiles"
    path.write_bytes(pmtiles(SQUARES)[:127] + body)
    try:
        found = square(opened(path), 1, 1, 0)
    except NoTiles:
        return
    assert found is None or isinstance(found, bytes)


def test_the_command_puts_a_file_in_place_and_takes_it_away(file: Path, var: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["map-tiles", str(file), "--credit", "© The agency"]) == 0
    found = in_place(var)
    assert found is not None
    assert found[1] == "© The agency"
    told = map_tiles()
    assert told is not None
    assert told.pop("url").startswith("/map/tiles/{z}/{x}/{y}/?of=")
    assert told == {"least": 0, "most": 2, "credit": "© The agency"}
    file.write_bytes(pmtiles({(0, 0, 0): png(9)}))
    assert main(["map-tiles", str(file), "--credit", "© Another"]) == 0
    assert len(list((var / "map").glob("tiles-*"))) == 1
    assert main(["map-tiles", "--remove"]) == 0
    assert in_place(var) is None


def test_the_command_asks_whose_map_it_is(file: Path, var: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["map-tiles", str(file)]) == 2
    assert main(["map-tiles", str(file.parent / "nothing"), "--credit", "x"]) == 2
    assert in_place(var) is None


def test_a_square_is_served_to_those_signed_in(world: World, client: Client, file: Path, var: Path):
    main(["map-tiles", str(file), "--credit", "© The agency"])
    assert client.get("/map/tiles/1/1/0/").status_code == 302
    client.force_login(world.dan.person)
    answer = client.get("/map/tiles/1/1/0/")
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/png", SQUARES[1, 1, 0])
    assert client.get("/map/tiles/1/0/0/").status_code == 404
    assert client.get("/map/tiles/30/1/0/").status_code == 404


def test_without_a_file_there_is_no_square(world: World, client: Client, var: Path):
    client.force_login(world.dan.person)
    assert client.get("/map/tiles/1/1/0/").status_code == 404
    (var / "map").mkdir(parents=True)
    (var / "map/tiles.json").write_text(json.dumps({"file": "gone", "credit": "x"}))
    assert map_tiles() is None
