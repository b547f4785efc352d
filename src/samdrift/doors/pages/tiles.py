"""What lies under the map out of an operator's own file: PMTiles or MBTiles, served by us, square by square.

Squares are pictures, or drawings (vector tiles) that the browser draws in our colours (`drawings.py`, decision 0192).

Nothing is fetched from anywhere: without a file there are the outlines alone. The file stands in the data folder, where
`./samdrift map-tiles` put it after it was checked.
"""

import gzip
import json
import sqlite3
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from samdrift.doors.pages import drawings

FOLDER = "map"
TOLD = "tiles.json"
KINDS = {1: drawings.KIND, 2: "image/png", 3: "image/jpeg", 4: "image/webp", 5: "image/avif"}
FORMATS = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "pbf": drawings.KIND,
    "mvt": drawings.KIND, drawings.KIND: drawings.KIND,
}  # fmt: skip
DEEPEST = 20
LARGEST = 4 << 20  # bytes of a square or of a directory, as they lie
SERVED = "Pictures (PNG, JPEG, WebP) and drawings in Mapbox Vector Tiles are served."
HEADER = struct.Struct("<7sB11Q6B4i")


class NoTiles(Exception):
    """The file cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """A file of squares: which sizes it has, and of what kind they are.

    Attributes:
        box: West, south, east and north in degrees, as the file tells them; None where it tells nothing of use.
        layers: Of drawings, what they are sorted by.
    """

    path: Path
    form: str  # pmtiles, mbtiles
    kind: str
    least: int
    most: int
    box: tuple[float, float, float, float] | None = None
    layers: tuple[str, ...] = ()

    @property
    def drawn(self) -> bool:
        """Whether they are drawings, which the browser draws."""
        return self.kind == drawings.KIND


def opened(path: Path) -> Tiles:
    """A file of tiles, checked.

    Raises:
        NoTiles: It is no PMTiles (version 3) or MBTiles file of pictures or drawings.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(16)
    except OSError as error:
        raise NoTiles(f"{path} cannot be read: {error.strerror}.") from error
    if begin.startswith(b"PMTiles"):
        found = _pmtiles(path)
        return _looked_into(found, _told_layers(found), _first_square) if found.drawn else found
    if begin.startswith(b"SQLite format 3"):
        found, told = _mbtiles(path)
        return _looked_into(found, drawings.layers_told(told), _first_square_of_db) if found.drawn else found
    raise NoTiles(f"{path.name} is neither a PMTiles nor an MBTiles file.")


def _looked_into(tiles: Tiles, told: tuple[str, ...], first: Callable[[Tiles], bytes]) -> Tiles:
    """A file of drawings with its layers, once its first square was shown to be one."""
    try:
        seen = drawings.layers_in(first(tiles))
    except drawings.Damaged as error:
        raise NoTiles(f"{tiles.path.name} says it holds drawings, but its first square is none. {SERVED}") from error
    return replace(tiles, layers=told or seen)


def square(tiles: Tiles, level: int, column: int, row: int) -> bytes | None:
    """One square, None where the file has none. `row` counts from the north. Drawings come as they lie: mostly gzipped.

    Raises:
        NoTiles: The square is damaged, or larger than a browser should get.
    """
    if not (tiles.least <= level <= min(tiles.most, DEEPEST) and 0 <= column < 1 << level and 0 <= row < 1 << level):
        return None
    found = (_square_of_db if tiles.form == "mbtiles" else _square)(tiles, level, column, row)
    try:
        return drawings.checked(found) if found and tiles.drawn else found
    except drawings.Damaged as error:
        raise NoTiles(f"A square of {tiles.path.name} is damaged, or larger than it may be.") from error


def changed(folder: Path) -> int:
    """When other tiles were put in their place, in nanoseconds; 0 where there are none."""
    try:
        return (folder / FOLDER / TOLD).stat().st_mtime_ns
    except OSError:
        return 0


def in_place(folder: Path) -> tuple[Tiles, str] | None:
    """The tiles of this installation and whose they are, None where there are none."""
    told = folder / FOLDER / TOLD
    try:
        return _in_place(told, told.stat().st_mtime_ns)
    except (OSError, NoTiles, ValueError, KeyError):
        return None


@lru_cache(maxsize=4)
def _in_place(told: Path, _changed: int) -> tuple[Tiles, str]:
    values = json.loads(told.read_text(encoding="utf-8"))
    return opened(told.parent / str(values["file"])), str(values["credit"])


# --- PMTiles ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Header:
    root: tuple[int, int]
    leaves: int
    data: int
    packed: int
    tile_packed: int
    kind: int
    least: int
    most: int
    account: tuple[int, int]
    corners: tuple[int, int, int, int]


@lru_cache(maxsize=4)
def _header(path: Path, _changed: int) -> _Header:
    with path.open("rb") as file:
        begin = file.read(HEADER.size)
    if len(begin) < HEADER.size:
        raise NoTiles(f"{path.name} is cut off.")
    _magic, version, *numbers = HEADER.unpack(begin)
    if version != 3:
        raise NoTiles(f"{path.name} is PMTiles version {version}; version 3 is read.")
    root, root_bytes, account, account_bytes, leaves, _leaf_bytes, data = numbers[:7]
    _clustered, packed, tile_packed, kind, least, most = numbers[11:17]
    west, south, east, north = numbers[17:21]
    return _Header(
        (root, root_bytes), leaves, data, packed, tile_packed, kind, least, most, (account, account_bytes),
        (west, south, east, north),
    )  # fmt: skip


def _pmtiles(path: Path) -> Tiles:
    told = _header(path, path.stat().st_mtime_ns)
    if told.kind not in KINDS:
        raise NoTiles(f"{path.name} holds squares of a kind that is not read here. {SERVED}")
    if told.packed not in (1, 2) or told.tile_packed not in (0, 1, 2):
        raise NoTiles(f"{path.name} is packed in a way that is not read here; gzip is.")
    if not 0 <= told.least <= told.most <= 31:
        raise NoTiles(f"{path.name} tells sizes there are not.")
    box = _box([corner / 1e7 for corner in told.corners])
    found = Tiles(path, "pmtiles", KINDS[told.kind], told.least, min(told.most, DEEPEST), box)
    _directory(path, path.stat().st_mtime_ns, *told.root, told.packed)
    return found


def _box(corners: Sequence[float]) -> tuple[float, float, float, float] | None:
    if len(corners) != 4:
        return None
    west, south, east, north = corners
    return (west, south, east, north) if -180 <= west < east <= 180 and -90 <= south < north <= 90 else None


def _told_layers(tiles: Tiles) -> tuple[str, ...]:
    """What the file tells of itself; nothing where that cannot be read: it may be longer than we care to know."""
    told = _header(tiles.path, tiles.path.stat().st_mtime_ns)
    try:
        account = _read(tiles.path, *told.account)
        return drawings.layers_told(_unpacked(account) if told.packed == 2 else account)
    except NoTiles:
        return ()


def _first_square(tiles: Tiles) -> bytes:
    changed = tiles.path.stat().st_mtime_ns
    told = _header(tiles.path, changed)
    at, length = told.root
    for _depth in range(4):
        entries = _directory(tiles.path, changed, at, length, told.packed)
        if not entries:
            break
        _number, run, offset, size = entries[0]
        if run:
            return _read(tiles.path, told.data + offset, size)
        at, length = told.leaves + offset, size
    raise NoTiles(f"{tiles.path.name} is empty.")


def _square(tiles: Tiles, level: int, column: int, row: int) -> bytes | None:
    changed = tiles.path.stat().st_mtime_ns
    told, wanted = _header(tiles.path, changed), number_of(level, column, row)
    at, length = told.root
    for _depth in range(4):
        entry = _entry(_directory(tiles.path, changed, at, length, told.packed), wanted)
        if entry is None:
            return None
        first, run, offset, size = entry
        if run:
            if wanted >= first + run:
                return None
            body = _read(tiles.path, told.data + offset, size)
            return _unpacked(body) if told.tile_packed == 2 and not tiles.drawn else body
        at, length = told.leaves + offset, size
    return None


def _entry(entries: tuple[tuple[int, int, int, int], ...], wanted: int) -> tuple[int, int, int, int] | None:
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle][0] <= wanted:
            low = middle + 1
        else:
            high = middle
    return entries[low - 1] if low else None


@lru_cache(maxsize=64)
def _directory(path: Path, _changed: int, at: int, length: int, packed: int) -> tuple[tuple[int, int, int, int], ...]:
    """Entries as (first number, how many, offset, length), by number; none of a kind is a further directory."""
    body = _read(path, at, length)
    numbers = _varints(_unpacked(body) if packed == 2 else body)
    many = numbers[0] if numbers else 0
    if not numbers or len(numbers) < 1 + 4 * many:
        raise NoTiles(f"{path.name} is damaged.")
    steps, runs, sizes, offsets = (numbers[1 + part * many : 1 + (part + 1) * many] for part in range(4))
    entries, number, place = [], 0, 0
    for step, run, size, offset in zip(steps, runs, sizes, offsets, strict=True):
        number += step
        place = place if offset == 0 else offset - 1
        entries.append((number, run, place, size))
        place += size
    return tuple(entries)


def _varints(body: bytes) -> list[int]:
    found, value, shift = [], 0, 0
    for byte in body:
        value |= (byte & 127) << shift
        if byte & 128:
            shift += 7
        else:
            found.append(value)
            value = shift = 0
    return found


def number_of(level: int, column: int, row: int) -> int:
    """A square's number: all smaller levels before it, then along Hilbert's curve."""
    number = ((1 << 2 * level) - 1) // 3
    side = 1 << level >> 1
    while side:
        right, below = int(bool(column & side)), int(bool(row & side))
        number += side * side * ((3 * right) ^ below)
        if not below:
            if right:
                column, row = side - 1 - (column & (side - 1)), side - 1 - (row & (side - 1))
            column, row = row, column
        side >>= 1
    return number


def _read(path: Path, at: int, length: int) -> bytes:
    if length > LARGEST:
        raise NoTiles(f"{path.name} is damaged.")
    with path.open("rb") as file:
        file.seek(at)
        return file.read(length)


def _unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, LARGEST)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise NoTiles("The file is damaged.") from error


# --- MBTiles ------------------------------------------------------------------------------------------------------


def _mbtiles(path: Path) -> tuple[Tiles, object]:
    try:
        with closing(_database(path)) as rows:
            told: Mapping[str, Any] = dict(rows.execute("SELECT name, value FROM metadata").fetchall())
            least, most = rows.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
    except sqlite3.Error as error:
        raise NoTiles(f"{path.name} is no MBTiles file: {error}.") from error
    kind = FORMATS.get(str(told.get("format", "")).casefold())
    if kind is None:
        raise NoTiles(f"{path.name} holds squares of the kind {told.get('format', 'it does not tell')}. {SERVED}")
    if least is None:
        raise NoTiles(f"{path.name} is empty.")
    try:
        box = _box([float(corner) for corner in str(told.get("bounds", "")).split(",")])
    except ValueError:
        box = None
    return Tiles(path, "mbtiles", kind, int(least), min(int(most), DEEPEST), box), told.get("json")


def _first_square_of_db(tiles: Tiles) -> bytes:
    return _of_db(tiles, "zoom_level = ?", tiles.least) or b""


def _square_of_db(tiles: Tiles, level: int, column: int, row: int) -> bytes | None:
    below = (1 << level) - 1 - row  # MBTiles counts rows from the south
    return _of_db(tiles, "zoom_level = ? AND tile_column = ? AND tile_row = ?", level, column, below)


def _of_db(tiles: Tiles, where: str, *values: int) -> bytes | None:
    """A square that is no larger than it may be, None where there is none."""
    wanted = f"SELECT tile_data FROM tiles WHERE {where} AND length(tile_data) <= ? LIMIT 1"  # noqa: S608 - ours
    try:
        with closing(_database(tiles.path)) as rows:
            found = rows.execute(wanted, (*values, LARGEST)).fetchone()
            return bytes(found[0]) if found else None
    except (sqlite3.Error, TypeError) as error:
        raise NoTiles(f"{tiles.path.name} is damaged.") from error


def _database(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
