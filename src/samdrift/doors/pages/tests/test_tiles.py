"""An operator's own pictures under the map: PMTiles and MBTiles read, refused with a sentence, served, taken away."""

import gzip
import io
import json
import sqlite3
import struct
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from samdrift.doors.cli import main
from samdrift.doors.pages.maps import map_tiles
from samdrift.doors.pages.tiles import NoTiles, in_place, number_of, opened, picture
from tests.world import World


def png(shade: int) -> bytes:
    held = io.BytesIO()
    Image.new("L", (2, 2), shade).save(held, "PNG")
    return held.getvalue()


SQUARES = {(0, 0, 0): png(1), (1, 1, 0): png(2), (2, 2, 1): png(3)}


def varint(value: int) -> bytes:
    found = b""
    while True:
        value, rest = value >> 7, value & 127
        if not value:
            return found + bytes([rest])
        found += bytes([rest | 128])


def pmtiles(
    squares: Mapping[tuple[int, int, int], bytes], *, kind: int = 2, version: int = 3, packed: int = 2
) -> bytes:
    """A file as the specification has it, one directory, gzip."""
    rows = sorted((number_of(*place), body) for place, body in squares.items())
    data, entries, last = b"", [], 0
    for number, body in rows:
        entries.append((number - last, 1, len(body), len(data) + 1))
        data, last = data + body, number
    told = varint(len(entries)) + b"".join(varint(one[part]) for part in range(4) for one in entries)
    root = gzip.compress(told)
    levels = [level for level, _x, _y in squares] or [0]
    head = struct.pack(
        "<7sB11Q6B4i", b"PMTiles", version, 127, len(root), 127 + len(root), 0, 127 + len(root), 0, 127 + len(root),
        len(data), len(rows), len(rows), len(rows), 1, packed, 1, kind, min(levels), max(levels), 0, 0, 0, 0,
    )  # fmt: skip
    return head.ljust(127, b"\0") + root + data


def mbtiles(path: Path, squares: Mapping[tuple[int, int, int], bytes], kind: str = "png") -> Path:
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("CREATE TABLE metadata (name, value)")
        rows.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        rows.execute("INSERT INTO metadata VALUES ('format', ?)", (kind,))
        for (level, column, row), body in squares.items():
            rows.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (level, column, (1 << level) - 1 - row, body))
        rows.commit()
    return path


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
        assert {place: picture(tiles, *place) for place in SQUARES} == SQUARES
        assert picture(tiles, 2, 0, 0) is None
        assert picture(tiles, 2, 4, 0) is None
        assert picture(tiles, 9, 0, 0) is None


def test_a_directory_below_the_first_is_read(tmp_path: Path):
    whole = pmtiles(SQUARES)
    head = list(struct.unpack_from("<7sB11Q6B4i", whole))
    leaf = whole[head[2] : head[2] + head[3]]
    root = gzip.compress(varint(1) + varint(0) + varint(0) + varint(len(leaf)) + varint(1))
    head[3], head[6], head[8] = len(root), 127 + len(root), 127 + len(root) + len(leaf)
    path = tmp_path / "leaf.pmtiles"
    data = whole[127 + len(leaf) :]
    path.write_bytes(struct.pack("<7sB11Q6B4i", *head).ljust(127, b"\0") + root + leaf + data)
    assert picture(opened(path), 2, 2, 1) == SQUARES[2, 2, 1]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "neither"), (b"PMTiles\3", "cut off"), (pmtiles(SQUARES, version=2), "version 2"),
        (pmtiles(SQUARES, kind=1), "vector"), (pmtiles(SQUARES, packed=3), "gzip"),
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


def test_a_database_of_drawings_is_refused(tmp_path: Path):
    with pytest.raises(NoTiles, match="pbf"):
        opened(mbtiles(tmp_path / "drawings.mbtiles", SQUARES, "pbf"))


def test_whoever_brings_drawings_is_told_what_to_do_and_where_it_is_written(tmp_path: Path):
    path = tmp_path / "denmark.pmtiles"
    path.write_bytes(pmtiles(SQUARES, kind=1))
    drawings = mbtiles(tmp_path / "drawings.mbtiles", SQUARES, "pbf")
    for one in (path, drawings):
        with pytest.raises(NoTiles, match=r"raster edition.*docs/how-to/own-map\.md"):
            opened(one)
    told = (Path(__file__).parents[5] / "docs/how-to/own-map.md").read_text(encoding="utf-8")
    assert "vector tiles" in told
    assert "Generate XYZ tiles" in told


@given(st.binary(max_size=300))
def test_whatever_follows_the_head_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, body: bytes):
    path = tmp_path_factory.mktemp("tiles") / "any.pmtiles"
    path.write_bytes(pmtiles(SQUARES)[:127] + body)
    try:
        found = picture(opened(path), 1, 1, 0)
    except NoTiles:
        return
    assert found is None or isinstance(found, bytes)


def test_the_command_puts_a_file_in_place_and_takes_it_away(file: Path, var: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["map-tiles", str(file), "--credit", "© The agency"]) == 0
    found = in_place(var)
    assert found is not None
    assert found[1] == "© The agency"
    assert map_tiles() == {"url": "/map/tiles/{z}/{x}/{y}/", "least": 0, "most": 2, "credit": "© The agency"}
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
