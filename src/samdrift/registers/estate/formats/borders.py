"""District borders out of a GeoJSON file: each place's name and its rings on the map's plane, checked and thinned."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from samdrift.kernel.maps import projected
from samdrift.registers.estate.formats.findings import RefusedFile

LARGEST_MB = 20
MOST_AREAS = 5_000
MOST_POINTS = 1_000_000
THINNED = 4.0  # steps of the plane: about 80 m at 56° north
# Where a file may tell whose border it is, the surest first; upper and lower case are the same.
NAMES = ("code", "kode", "kod", "unit", "name", "navn", "namn")
AREAS = {"Polygon": 1, "MultiPolygon": 2}

Ring = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AreaRead:
    """One area of the file.

    Attributes:
        name: What the file calls it.
        rings: Outer rings and holes alike, to be filled where an odd number of them lies around.
        label: A point inside its largest part.
    """

    name: str
    rings: tuple[Ring, ...]
    label: tuple[int, int]


def read_borders(path: Path, name_in: str = "") -> list[AreaRead]:
    """The areas of a GeoJSON file, parts of one name put together, by name.

    Args:
        name_in: The property that tells whose border it is, else the first of `NAMES` that every area has.

    Raises:
        RefusedFile: It is too large, no GeoJSON of areas in degrees, or an area crosses itself.
    """
    collected: dict[str, list[Any]] = {}
    features = _features(_loaded(path))
    key = name_in or _name_property(features)
    counted = 0
    for feature in features:
        name = str(_property(feature, key) or "").strip()
        polygons = _polygons(feature, name)
        counted += sum(len(ring) for polygon in polygons for ring in polygon)
        if counted > MOST_POINTS:
            raise RefusedFile("borders_too_many", count=counted, limit=MOST_POINTS)
        collected.setdefault(name, []).extend(polygons)
    return [_area(name, polygons) for name, polygons in sorted(collected.items()) if name]


def _loaded(path: Path) -> Any:
    if not path.is_file():
        raise RefusedFile("no_file", path=path)
    size = path.stat().st_size
    if size > LARGEST_MB << 20:
        raise RefusedFile("borders_too_large", size_mb=size >> 20, limit_mb=LARGEST_MB)
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RefusedFile("not_geojson") from error


def _features(told: Any) -> list[Mapping[str, Any]]:
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection":
        raise RefusedFile("not_geojson")
    features = told.get("features")
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise RefusedFile("not_geojson")
    if len(features) > MOST_AREAS:
        raise RefusedFile("borders_too_many", count=len(features), limit=MOST_AREAS)
    if not features:
        raise RefusedFile("borders_none")
    return features


def _name_property(features: Sequence[Mapping[str, Any]]) -> str:
    for name in NAMES:
        if all(_property(feature, name) not in (None, "") for feature in features):
            return name
    raise RefusedFile("borders_unnamed", found=", ".join(sorted(map(str, _properties(features[0])))[:20]) or "–")


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    told = feature.get("properties")
    return told if isinstance(told, dict) else {}


def _property(feature: Mapping[str, Any], name: str) -> Any:
    found = (value for key, value in _properties(feature).items() if str(key).casefold() == name.casefold())
    value = next(found, None)
    return value if isinstance(value, str | int) else None


def _polygons(feature: Mapping[str, Any], name: str) -> list[list[list[tuple[float, float]]]]:
    """Polygons as lists of rings on the plane."""
    shape = feature.get("geometry")
    kind = shape.get("type") if isinstance(shape, dict) else None
    if kind not in AREAS or not isinstance(shape, dict):
        raise RefusedFile("border_no_area", name=name or "–")
    told = shape.get("coordinates")
    polygons = [told] if AREAS[kind] == 1 else told
    try:
        return [[[_point(place) for place in ring] for ring in polygon] for polygon in _listed(polygons)]
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise RefusedFile("border_degrees", name=name or "–") from error


def _listed(value: Any) -> Iterable[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _point(place: Any) -> tuple[float, float]:
    longitude, latitude = place[0], place[1]
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (longitude, latitude))
    if not numbers or not (isfinite(longitude) and isfinite(latitude)):
        raise TypeError
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise ValueError
    return projected(latitude, longitude)


def _area(name: str, polygons: Sequence[Sequence[Sequence[tuple[float, float]]]]) -> AreaRead:
    from shapely import Polygon, unary_union  # heavy, and only borders and plans need it
    from shapely.errors import GEOSException
    from shapely.validation import explain_validity

    parts = []
    for rings in polygons:
        try:
            part = Polygon(rings[0], rings[1:])
        except (ValueError, IndexError, GEOSException) as error:  # a ring of fewer than four points
            raise RefusedFile("border_broken", name=name, why="too few points") from error
        if not part.is_valid:
            raise RefusedFile("border_broken", name=name, why=explain_validity(part))
        parts.append(part)
    whole = unary_union(parts).simplify(THINNED)
    found = [one for one in getattr(whole, "geoms", [whole]) if isinstance(one, Polygon) and not one.is_empty]
    if not found:
        raise RefusedFile("border_broken", name=name, why="nothing is left of it")
    largest = max(found, key=lambda one: one.area)
    point = largest.representative_point()
    lines = [line for one in found for line in (one.exterior, *one.interiors)]
    steps = tuple(tuple((round(x), round(y)) for x, y in line.coords) for line in lines)
    return AreaRead(name, steps, (round(point.x), round(point.y)))
