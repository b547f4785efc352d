"""Small files of squares for tests: PMTiles and MBTiles as their specifications have it, and squares of drawings."""

import gzip
import json
import sqlite3
import struct
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from samdrift.doors.pages.svg.ground import clipped
from samdrift.doors.pages.tiles import number_of
from samdrift.kernel.maps import View

Place = tuple[int, int, int]
Points = Sequence[tuple[float, float]]
EXTENT = 4096


def varint(value: int) -> bytes:
    found = b""
    while True:
        value, rest = value >> 7, value & 127
        if not value:
            return found + bytes([rest])
        found += bytes([rest | 128])


def pmtiles(
    squares: Mapping[Place, bytes], *, kind: int = 2, version: int = 3, packed: int = 2, tile_packed: int = 1,
    account: object = None, box: tuple[float, float, float, float] = (0, 0, 0, 0),
) -> bytes:  # fmt: skip
    """A file as the specification has it, one directory, gzip."""
    rows = sorted((number_of(*place), body) for place, body in squares.items())
    data, entries, last = b"", [], 0
    for number, body in rows:
        entries.append((number - last, 1, len(body), len(data) + 1))
        data, last = data + body, number
    told = varint(len(entries)) + b"".join(varint(one[part]) for part in range(4) for one in entries)
    root = gzip.compress(told)
    words = gzip.compress(json.dumps(account).encode()) if account is not None else b""
    levels = [level for level, _x, _y in squares] or [0]
    head = struct.pack(
        "<7sB11Q6B4i", b"PMTiles", version, 127, len(root), 127 + len(root), len(words),
        127 + len(root) + len(words), 0, 127 + len(root) + len(words), len(data), len(rows), len(rows), len(rows), 1,
        packed, tile_packed, kind, min(levels), max(levels), *(round(corner * 1e7) for corner in box),
    )  # fmt: skip
    return head.ljust(127, b"\0") + root + words + data


def mbtiles(path: Path, squares: Mapping[Place, bytes], kind: str = "png", **told: str) -> Path:
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("CREATE TABLE metadata (name, value)")
        rows.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        rows.executemany("INSERT INTO metadata VALUES (?, ?)", [("format", kind), *told.items()])
        for (level, column, row), body in squares.items():
            rows.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (level, column, (1 << level) - 1 - row, body))
        rows.commit()
    return path


@dataclass(frozen=True)
class Thing:
    """Something on the plane: `form` 1 points, 2 lines, 3 areas, whose outer rings run clockwise."""

    layer: str
    form: int
    parts: Sequence[Points]
    told: Mapping[str, str | int | bool] = field(default_factory=dict)


def _part(number: int, body: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(body)) + body


def _value(value: str | int | bool) -> bytes:
    if isinstance(value, bool):
        return bytes([7 << 3, value])
    return _part(1, value.encode()) if isinstance(value, str) else bytes([4 << 3]) + varint(value)


def _steps(form: int, parts: Iterable[Points]) -> bytes:
    found, x, y = b"", 0, 0
    for part in parts:
        places = [(round(px), round(py)) for px, py in part]
        for index, (px, py) in enumerate(places):
            if index < 2:
                found += varint((len(places) - 1) << 3 | 2 if index else 1 << 3 | 1)
            for step in (px - x, py - y):
                found += varint(step << 1 if step >= 0 else -step * 2 - 1)
            x, y = px, py
        if form == 3:
            found += bytes([1 << 3 | 7])
    return found


def drawing(things: Iterable[Thing]) -> bytes:
    """A square of drawings, its shapes in 4096ths of its side."""
    layers: dict[str, list[Thing]] = {}
    for one in things:
        layers.setdefault(one.layer, []).append(one)
    made = b""
    for name, inside in layers.items():
        keys = list(dict.fromkeys(key for one in inside for key in one.told))
        values = list(dict.fromkeys((type(value), value) for one in inside for value in one.told.values()))
        layer = _part(1, name.encode())
        for one in inside:
            tags = b"".join(
                varint(keys.index(key)) + varint(values.index((type(told), told))) for key, told in one.told.items()
            )
            layer += _part(2, _part(2, tags) + bytes([3 << 3, one.form]) + _part(4, _steps(one.form, one.parts)))
        layer += b"".join(_part(3, key.encode()) for key in keys)
        layer += b"".join(_part(4, _value(value)) for _type, value in values)
        made += _part(3, layer + bytes([5 << 3]) + varint(EXTENT) + bytes([15 << 3, 2]))
    return made


def cut(things: Sequence[Thing], levels: Iterable[int], box: View) -> dict[Place, bytes]:
    """Things on the plane as gzipped squares of these sizes over a part of it."""
    found = {}
    for level in levels:
        side = 1 << (20 - level)
        for column in range(int(box.x // side), int((box.x + box.width) // side) + 1):
            for row in range(int(box.y // side), int((box.y + box.height) // side) + 1):
                inside = [part for one in things if (part := _inside(one, column * side, row * side, side))]
                if inside:
                    found[level, column, row] = gzip.compress(drawing(inside), 6, mtime=0)
    return found


def _inside(one: Thing, left: int, top: int, side: int) -> Thing | None:
    room = View(left - side / 64, top - side / 64, side * 33 / 32, side * 33 / 32)
    parts: list[Points] = []
    for part in one.parts:
        points = clipped(list(part), room) if one.form == 3 else list(part)
        xs, ys = [x for x, _y in points], [y for _x, y in points]
        beyond = not points or max(xs) < room.x or min(xs) > room.x + room.width
        if not beyond and max(ys) >= room.y and min(ys) <= room.y + room.height:
            parts.append([((x - left) / side * EXTENT, (y - top) / side * EXTENT) for x, y in points])
    return Thing(one.layer, one.form, parts, one.told) if parts else None
