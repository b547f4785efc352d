"""Squares of drawings (Mapbox Vector Tile 2.1): whether they are some, which layers they have, how large they may be.

The browser draws them (`samdrift/js/map_base.js`); we look into one only to say what an operator's file holds.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping

KIND = "application/vnd.mapbox-vector-tile"
LARGEST = 8 << 20  # bytes of an unpacked square
_STEP = 1 << 16
_SCHEMAS: Mapping[str, tuple[str, frozenset[str]]] = {  # each with the layer no other has
    "OpenMapTiles": ("transportation", frozenset({"landcover", "landuse", "boundary", "place", "waterway", "water"})),
    "Protomaps": ("earth", frozenset({"roads", "boundaries", "places", "landuse", "buildings", "water"})),
    "Shortbread": ("streets", frozenset({"ocean", "water_polygons", "land", "boundaries", "place_labels"})),
}


class Damaged(Exception):
    """It is no square of drawings, or more than a browser should get."""


def schema_of(layers: Iterable[str]) -> str:
    """The schema whose own layer and two more are there, by its usual name; "" where it is none we know."""
    there = frozenset(layers)
    return next((name for name, (own, more) in _SCHEMAS.items() if own in there and len(more & there) >= 2), "")


def layers_told(metadata: object) -> tuple[str, ...]:
    """The layers named in a file's own account (`vector_layers`), () where it names none."""
    if isinstance(metadata, str | bytes):
        try:
            metadata = json.loads(metadata)
        except ValueError:
            return ()
    told = metadata.get("vector_layers") if isinstance(metadata, Mapping) else None
    rows = told if isinstance(told, list) else []
    return tuple(str(row["id"]) for row in rows if isinstance(row, Mapping) and "id" in row)


def squeezed(square: bytes) -> bool:
    """Whether a square lies gzipped."""
    return square[:2] == b"\x1f\x8b"


def checked(square: bytes) -> bytes:
    """The square as it lies, once it was shown to be whole and no larger than `LARGEST`.

    Raises:
        Damaged: It cannot be unpacked, or would be larger: a few kilobytes can hold a gigabyte of noughts.
    """
    if sum(len(part) for part in _parts(square)) > LARGEST:
        raise Damaged
    return square


def unpacked(square: bytes) -> bytes:
    """What the square holds.

    Raises:
        Damaged: As `checked`.
    """
    return b"".join(_parts(checked(square)))


def _parts(square: bytes) -> Iterator[bytes]:
    if not squeezed(square):
        yield square
        return
    box, left, size = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), square, 0
    while size <= LARGEST and not box.eof:
        try:
            part = box.decompress(left, _STEP)
        except zlib.error as error:
            raise Damaged from error
        left, size = box.unconsumed_tail, size + len(part)
        if not part and not box.eof:
            raise Damaged  # cut off
        yield part


def layers_in(square: bytes) -> tuple[str, ...]:
    """The names of a square's layers.

    Raises:
        Damaged: It is no square of drawings.
    """
    names = []
    for field, layer in _fields(unpacked(square)):
        if field == 3 and isinstance(layer, bytes):
            name = next((value for number, value in _fields(layer) if number == 1), None)
            if not isinstance(name, bytes):
                raise Damaged
            names.append(name.decode("utf-8", "replace"))
        elif not 16 <= field <= 8191:  # kept free for extensions
            raise Damaged
    return tuple(names)


def _fields(body: bytes) -> Iterator[tuple[int, bytes | int]]:
    at = 0
    while at < len(body):
        tag, at = _varint(body, at)
        field, form = tag >> 3, tag & 7
        if form == 0:
            value, at = _varint(body, at)
            yield field, value
            continue
        if form == 2:
            length, at = _varint(body, at)
        elif form in (1, 5):
            length = 8 if form == 1 else 4
        else:
            raise Damaged
        if at + length > len(body):
            raise Damaged
        yield field, body[at : at + length]
        at += length


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(body):
            break
        byte, at = body[at], at + 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise Damaged
