"""The plain values every reader gives: a building model as sites, storeys, spaces and things.

Lengths are metres, areas square metres; texts are as the author wrote them,
stripped. Every object has a `key`: the IFC GlobalId, or the COBie name with its
sheet (`Space:A101`) where no GlobalId is known. Keys are unique within a kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from samdrift.registers.estate.formats.findings import Finding, RefusedFile

__all__ = [
    "AREA_FROM_GEOMETRY",
    "BimBuilding",
    "BimElement",
    "BimSite",
    "BimSpace",
    "BimStorey",
    "BimSystem",
    "BimType",
    "BimZone",
    "BuildingModel",
    "Classification",
    "Finding",
    "Limits",
    "Outline",
    "Properties",
    "RefusedFile",
    "Ring",
    "Units",
]

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""A closed line in metres, storey-local plan coordinates; the first point is not repeated at the end."""

Properties = Mapping[str, Mapping[str, str]]
"""Property sets by name; at most `Limits.properties` values an object, each at most `Limits.text` letters."""

AREA_FROM_GEOMETRY = "geometry"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a reader takes before it refuses; sizes in bytes, `seconds` and `memory_bytes` for guarded readers.

    Without `shapes` rooms are not meshed: the way to read a model whose shapes break the engine.
    """

    file_bytes: int = 250_000_000
    unpacked_bytes: int = 500_000_000
    objects: int = 2_000_000
    rows: int = 200_000
    columns: int = 500
    properties: int = 200
    text: int = 1_000
    findings_per_code: int = 50
    seconds: int = 900
    memory_bytes: int = 6_000_000_000
    shapes: bool = True


@dataclass(frozen=True, slots=True)
class Units:
    """What the file's numbers were multiplied with to become metres and square metres."""

    length_scale: float = 1.0
    area_scale: float = 1.0
    length_name: str = "metre"
    area_name: str = "square metre"


@dataclass(frozen=True, slots=True)
class Classification:
    """A reference into a classification system, such as CCI “ABA” or OmniClass “13-51 24 11”."""

    system: str
    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """One area on the floor: an outer ring (counter-clockwise) and its holes (clockwise)."""

    outer: Ring
    holes: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BimSite:
    key: str
    name: str = ""
    long_name: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BimBuilding:
    """A building; `site_key` is "" where the file has no site above it."""

    key: str
    site_key: str = ""
    name: str = ""
    long_name: str = ""
    use: str = ""
    address: str = ""
    elevation_m: float | None = None
    classifications: tuple[Classification, ...] = ()
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BimStorey:
    """A storey; `level` counts from 0 at the ground upwards by elevation, negative below."""

    key: str
    building_key: str = ""
    name: str = ""
    long_name: str = ""
    elevation_m: float | None = None
    height_m: float | None = None
    level: int = 0
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BimSpace:
    """A room.

    Args:
        name: The room number; `long_name` is what people call the room.
        use: Our code of the room's use (`uses.USES`), "" when the words do not tell.
        inside: True inside, False outside (terraces, parking), None when not said.
        area_m2: The area that counts, or None when the file has none.
        area_source: The quantity it came from (`Set.Name`), or "geometry", or "".
        areas_m2: Every area met, by `Set.Name`; "geometry" is the measured footprint.
        outline: The footprint in storey-local metres; empty when there is no shape.
    """

    key: str
    storey_key: str = ""
    building_key: str = ""
    name: str = ""
    long_name: str = ""
    use: str = ""
    predefined_type: str = ""
    object_type: str = ""
    description: str = ""
    inside: bool | None = None
    area_m2: Decimal | None = None
    area_source: str = ""
    areas_m2: Mapping[str, Decimal] = field(default_factory=dict)
    height_m: float | None = None
    perimeter_m: float | None = None
    floor_covering: str = ""
    classifications: tuple[Classification, ...] = ()
    outline: tuple[Outline, ...] = ()
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BimZone:
    """A named group of spaces."""

    key: str
    name: str = ""
    long_name: str = ""
    category: str = ""
    space_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BimSystem:
    """A technical system (heating, ventilation) and its elements."""

    key: str
    name: str = ""
    long_name: str = ""
    category: str = ""
    element_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BimType:
    """A product type shared by many elements; money and years as the author wrote them."""

    key: str
    name: str = ""
    long_name: str = ""
    description: str = ""
    ifc_class: str = ""
    predefined_type: str = ""
    asset_class: str = ""
    maker: str = ""
    model: str = ""
    warranty_months: int | None = None
    expected_life_years: Decimal | None = None
    replacement_cost: Decimal | None = None
    movable: bool | None = None
    classifications: tuple[Classification, ...] = ()
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BimElement:
    """A thing in the building.

    Args:
        tag: The author's own number or tag.
        asset_class: Our code (`uses.ASSET_CLASSES`): `lift`, `boiler` …; "other" when unknown.
        maintainable: Whether it is the kind of thing an asset register keeps (not walls and openings).
        space_key, storey_key, building_key: Where it is; "" where the file does not say.
        position_m: Its placement in storey-local plan coordinates, when known.
    """

    key: str
    ifc_class: str = ""
    name: str = ""
    long_name: str = ""
    tag: str = ""
    predefined_type: str = ""
    object_type: str = ""
    type_key: str = ""
    space_key: str = ""
    storey_key: str = ""
    building_key: str = ""
    asset_class: str = "other"
    maintainable: bool = False
    maker: str = ""
    model: str = ""
    serial: str = ""
    barcode: str = ""
    asset_identifier: str = ""
    installed_on: date | None = None
    warranty_from: date | None = None
    warranty_months: int | None = None
    position_m: Point | None = None
    classifications: tuple[Classification, ...] = ()
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingModel:
    """Everything one file says about buildings, and what the reader found odd about it.

    Args:
        schema: `IFC2X3`, `IFC4`, `IFC4X3_ADD2`, `COBie 2.4`.
        source_hash: SHA-256 of the bytes read, in hexadecimal.
        element_count: Every IfcElement of the file, openings included (`elements` leaves openings out).
        counts: Number of objects by IFC class or COBie sheet, as the file has them.
    """

    schema: str
    source_hash: str
    units: Units = field(default_factory=Units)
    project_name: str = ""
    authoring_tool: str = ""
    sites: tuple[BimSite, ...] = ()
    buildings: tuple[BimBuilding, ...] = ()
    storeys: tuple[BimStorey, ...] = ()
    spaces: tuple[BimSpace, ...] = ()
    zones: tuple[BimZone, ...] = ()
    systems: tuple[BimSystem, ...] = ()
    types: tuple[BimType, ...] = ()
    elements: tuple[BimElement, ...] = ()
    findings: tuple[Finding, ...] = ()
    element_count: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def area_m2(self) -> Decimal:
        """The sum of the areas that count, in m²; rooms without an area add nothing."""
        return sum((space.area_m2 for space in self.spaces if space.area_m2 is not None), Decimal(0))

    @property
    def assets(self) -> tuple[BimElement, ...]:
        """The elements an asset register keeps."""
        return tuple(element for element in self.elements if element.maintainable)
