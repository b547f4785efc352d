"""Writes plausible IFC4 models of buildings as text: rooms along corridors, doors, machines, exact areas.

The demonstration's estate is written with it and read with the same importer as anybody's models. It knows
nothing of ifcopenshell: a building of a thousand square metres takes milliseconds.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from samdrift.registers.estate.formats.floor_layout import Rectangle, laid_out, shares
from samdrift.registers.estate.formats.programmes import (
    ESSENTIALS,
    PLENTY,
    PROGRAMMES,
    AssetKind,
    RoomKind,
)
from samdrift.registers.estate.formats.step_text import StepText, global_id, quoted, real, references

NAMESPACE = uuid.UUID("6f1d0c5e-3b0a-5d59-9b59-0c7a1f6a2e11")
STOREY_HEIGHT_M, ROOM_HEIGHT_M = 3.4, 2.7
WRITTEN = "2024-01-01T00:00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingSpec:
    """What a generated building shall be; the same spec gives the same bytes.

    Args:
        code: The building's number, unique in the demonstration: GlobalIds are made from it.
        use: A key of `programmes.PROGRAMMES`.
        storeys: Storeys in all, of which `below_ground` lie under the ground.
        area_m2: The sum of all rooms' net areas, met to 0.01 m².
        spaces: Rooms in all, corridors included; at least one a storey.
        assets: Machines in all; doors are not among them.
    """

    code: str
    name: str
    area_m2: Decimal
    spaces: int
    assets: int
    seed: int = 0
    use: str = "office"
    storeys: int = 1
    below_ground: int = 0
    site_code: str = ""
    site_name: str = ""
    address: str = ""
    town: str = ""
    postal_code: str = ""
    latitude: float | None = None
    longitude: float | None = None

    def __post_init__(self) -> None:
        if self.storeys < 1 or not 0 <= self.below_ground < self.storeys:
            raise ValueError("A building has at least one storey that is not below ground.")
        if self.spaces < self.storeys:
            raise ValueError("Every storey needs a room.")
        if self.area_m2 * 100 < self.spaces:
            raise ValueError("Every room needs at least 0.01 m².")
        if self.assets < 0:
            raise ValueError("The number of machines cannot be negative.")


@dataclass(frozen=True, slots=True)
class _Room:
    rectangle: Rectangle
    number: str
    line: int
    storey: int


def write_building(spec: BuildingSpec) -> bytes:
    """The model of one building as IFC4 text, ready for `read_ifc`."""
    return _Writer(spec).whole()


class _Writer:
    def __init__(self, spec: BuildingSpec) -> None:
        self._spec = spec
        self._random = Random(f"{spec.seed}:{spec.code}")  # noqa: S311  (plausible, not secret)
        self._text = StepText()
        self._serial = 0

    def whole(self) -> bytes:
        """Write everything, top down."""
        building_line = self._frame()
        storeys = self._storeys(building_line)
        rooms: list[_Room] = []
        for index, (line, placement, kinds, area_cm) in enumerate(storeys):
            rooms.extend(self._rooms(index, line, placement, kinds, area_cm))
        self._coverings(rooms)
        self._assets(rooms, [placement for _, placement, _, _ in storeys])
        return self._text.whole("IFC4", f"{self._spec.code}.ifc", WRITTEN)

    def _id(self, kind: str) -> str:
        """A fresh GlobalId, quoted; the order of writing is fixed, so a number is a name."""
        self._serial += 1
        return f"'{global_id(NAMESPACE, f'{self._spec.seed}/{self._spec.code}/{kind}/{self._serial}')}'"

    def _frame(self) -> int:
        """Units, context, project, site and building; the building's line."""
        add, spec = self._text.add, self._spec
        units = [add("IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.)"), add("IFCSIUNIT(*,.AREAUNIT.,$,.SQUARE_METRE.)")]
        units.append(add("IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.)"))
        assignment = add(f"IFCUNITASSIGNMENT({references(units)})")
        origin = add("IFCCARTESIANPOINT((0.,0.,0.))")
        self._axes = add(f"IFCAXIS2PLACEMENT3D(#{origin},$,$)")
        self._up = add("IFCDIRECTION((0.,0.,1.))")
        context = add(f"IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-05,#{self._axes},$)")
        self._body = add(f"IFCGEOMETRICREPRESENTATIONSUBCONTEXT('Body','Model',*,*,*,*,#{context},$,.MODEL_VIEW.,$)")
        name = quoted(spec.site_name or spec.name)
        project = add(
            f"IFCPROJECT({self._id('project')},$,{quoted(spec.code)},$,$,{name},$,(#{context}),#{assignment})"
        )
        self._site_placement = add(f"IFCLOCALPLACEMENT($,#{self._axes})")
        self._building_placement = add(f"IFCLOCALPLACEMENT(#{self._site_placement},#{self._axes})")
        address = add(
            f"IFCPOSTALADDRESS($,$,$,$,({quoted(spec.address or '-')}),$,{quoted(spec.town)},$,"
            f"{quoted(spec.postal_code)},'DK')"
        )
        site = add(
            f"IFCSITE({self._id('site')},$,{quoted(spec.site_code or spec.code)},$,$,#{self._site_placement},$,{name},"
            f".ELEMENT.,{_angle(spec.latitude)},{_angle(spec.longitude)},$,$,#{address})"
        )
        building = add(
            f"IFCBUILDING({self._id('building')},$,{quoted(spec.code)},$,{quoted(spec.use)},"
            f"#{self._building_placement},$,{quoted(spec.name)},.ELEMENT.,$,$,#{address})"
        )
        self._aggregate(project, [site])
        self._aggregate(site, [building])
        return building

    def _aggregate(self, whole: int, parts: Sequence[int]) -> None:
        self._text.add(f"IFCRELAGGREGATES({self._id('aggregates')},$,$,$,#{whole},{references(parts)})")

    def _storeys(self, building: int) -> list[tuple[int, int, list[RoomKind], int]]:
        """Line, placement, rooms wanted and area (0.01 m²) of each storey, from the bottom."""
        spec, add = self._spec, self._text.add
        areas = shares(int((spec.area_m2 * 100).to_integral_value()), [1.0] * spec.storeys)
        counts = shares(spec.spaces, [1.0] * spec.storeys)
        found = []
        for index, (area_cm, count) in enumerate(zip(areas, counts, strict=True)):
            level = index - spec.below_ground
            point = add(f"IFCCARTESIANPOINT((0.,0.,{real(level * STOREY_HEIGHT_M)}))")
            axes = add(f"IFCAXIS2PLACEMENT3D(#{point},$,$)")
            placement = add(f"IFCLOCALPLACEMENT(#{self._building_placement},#{axes})")
            line = add(
                f"IFCBUILDINGSTOREY({self._id('storey')},$,{quoted(storey_name(level))},$,$,#{placement},$,"
                f"$,.ELEMENT.,{real(level * STOREY_HEIGHT_M)})"
            )
            # Three rooms or more: one of them is the corridor.
            wanted = count - 1 if count > 2 else count
            found.append((line, placement, self._kinds(level, index == 0, wanted), area_cm))
        self._aggregate(building, [line for line, *_ in found])
        return found

    def _kinds(self, level: int, is_lowest: bool, count: int) -> list[RoomKind]:  # noqa: FBT001  (a fact, not a mode)
        """The kinds of rooms on a storey, by how often they occur, the rare ones at least once where there is room."""
        places = {"all"} | ({"ground"} if level == 0 else set()) | ({"above"} if level > 0 else set())
        if is_lowest:
            places.add("below")
        kinds = [kind for kind in PROGRAMMES.get(self._spec.use, PROGRAMMES["office"]) if kind.storeys in places]
        needed = [kind for kind in kinds if kind.name in {"Teknikrum", "Toilet", "Tekøkken"}]
        chosen = needed[:count] if count > len(kinds) // 2 else []
        weights = [kind.often for kind in kinds]
        chosen += self._random.choices(kinds, weights, k=count - len(chosen))
        self._random.shuffle(chosen)
        return chosen

    def _rooms(self, index: int, storey: int, placement: int, kinds: list[RoomKind], area_cm: int) -> list[_Room]:
        level = index - self._spec.below_ground
        corridor = len(kinds) > 1 and self._has_corridor(index)
        rectangles = laid_out(kinds, area_cm, self._random) if corridor else _row(kinds, area_cm)
        digits = 3 if len(rectangles) > 99 else 2
        rooms = []
        for position, rectangle in enumerate(rectangles, 1):
            number = f"{'K' if level < 0 else level}.{position:0{digits}d}"
            rooms.append(_Room(rectangle, number, self._space(rectangle, number, placement), index))
        self._aggregate(storey, [room.line for room in rooms])
        self._doors(storey, placement, rooms)
        return rooms

    def _has_corridor(self, index: int) -> bool:
        return shares(self._spec.spaces, [1.0] * self._spec.storeys)[index] > 2

    def _space(self, rectangle: Rectangle, number: str, placement: int) -> int:
        add = self._text.add
        x, y = rectangle.middle
        point = add(f"IFCCARTESIANPOINT(({real(x)},{real(y)}))")
        axes = add(f"IFCAXIS2PLACEMENT2D(#{point},$)")
        width, depth = real(rectangle.width), real(rectangle.depth)
        profile = add(f"IFCRECTANGLEPROFILEDEF(.AREA.,$,#{axes},{width},{depth})")
        solid = add(f"IFCEXTRUDEDAREASOLID(#{profile},#{self._axes},#{self._up},{real(ROOM_HEIGHT_M)})")
        shape = add(f"IFCSHAPEREPRESENTATION(#{self._body},'Body','SweptSolid',(#{solid}))")
        product = add(f"IFCPRODUCTDEFINITIONSHAPE($,$,(#{shape}))")
        line = add(
            f"IFCSPACE({self._id('space')},$,'{number}',$,$,#{placement},#{product},{quoted(rectangle.kind.name)},"
            ".ELEMENT.,.INTERNAL.,$)"
        )
        area = f"{rectangle.area_cm / 100:.2f}"
        perimeter = real(2 * (rectangle.width + rectangle.depth))
        quantities = [
            add(f"IFCQUANTITYAREA('NetFloorArea',$,$,{area},$)"),
            add(f"IFCQUANTITYLENGTH('NetPerimeter',$,$,{perimeter},$)"),
            add(f"IFCQUANTITYLENGTH('Height',$,$,{real(ROOM_HEIGHT_M)},$)"),
        ]
        found = add(
            f"IFCELEMENTQUANTITY({self._id('quantity')},$,'Qto_SpaceBaseQuantities',$,$,{references(quantities)})"
        )
        add(f"IFCRELDEFINESBYPROPERTIES({self._id('defines')},$,$,$,(#{line}),#{found})")
        return line

    def _doors(self, storey: int, placement: int, rooms: Sequence[_Room]) -> None:
        """A door for every room but the corridor."""
        doors = [
            self._text.add(f"IFCDOOR({self._id('door')},$,'D{room.number}',$,$,#{placement},$,$,2.1,0.9,.DOOR.,$,$)")
            for room in rooms
            if room.rectangle.kind.name != "Gang"
        ]
        if doors:
            self._contain(storey, doors)

    def _contain(self, where: int, things: Sequence[int]) -> None:
        self._text.add(f"IFCRELCONTAINEDINSPATIALSTRUCTURE({self._id('contains')},$,$,$,{references(things)},#{where})")

    def _coverings(self, rooms: Sequence[_Room]) -> None:
        """One property set for each floor covering, shared by its rooms."""
        by_covering: dict[str, list[int]] = defaultdict(list)
        for room in rooms:
            by_covering[room.rectangle.kind.covering].append(room.line)
        for covering, lines in by_covering.items():
            self._define(lines, "Pset_SpaceCoveringRequirements", {"FloorCovering": covering})

    def _define(self, lines: Sequence[int], name: str, values: dict[str, str]) -> None:
        properties = self._properties(name, values)
        self._text.add(f"IFCRELDEFINESBYPROPERTIES({self._id('defines')},$,$,$,{references(lines)},#{properties})")

    def _properties(self, name: str, values: dict[str, str]) -> int:
        add = self._text.add
        found = [
            add(f"IFCPROPERTYSINGLEVALUE('{label}',$,IFCLABEL({quoted(value)}),$)") for label, value in values.items()
        ]
        return add(f"IFCPROPERTYSET({self._id('properties')},$,'{name}',$,{references(found)})")

    def _assets(self, rooms: Sequence[_Room], placements: Sequence[int]) -> None:
        """Every machine in a room that suits it, with its type, tag, serial number and year."""
        by_name: dict[str, list[_Room]] = defaultdict(list)
        for room in rooms:
            by_name[room.rectangle.kind.name].append(room)
        of_kind: dict[AssetKind, list[int]] = defaultdict(list)
        in_room: dict[int, list[int]] = defaultdict(list)
        for kind in self._asset_kinds():
            suiting = [room for name in kind.rooms for room in by_name[name]] or rooms
            room = suiting[len(of_kind[kind]) % len(suiting)] if kind.rooms else self._random.choice(suiting)
            asset = self._asset(kind, len(of_kind[kind]) + 1, room, placements[room.storey])
            of_kind[kind].append(asset)
            in_room[room.line].append(asset)
        for line, assets in in_room.items():
            self._contain(line, assets)
        for kind, assets in of_kind.items():
            self._type(kind, assets)

    def _asset_kinds(self) -> list[AssetKind]:
        essentials = [kind for kind in ESSENTIALS if kind.name != "Elevator" or self._spec.storeys > 2]
        chosen = essentials[: self._spec.assets]
        rest = self._spec.assets - len(chosen)
        return chosen + self._random.choices(PLENTY, [kind.often for kind in PLENTY], k=rest)

    def _asset(self, kind: AssetKind, count: int, room: _Room, placement: int) -> int:
        add, rectangle = self._text.add, room.rectangle
        x = rectangle.x + rectangle.width * self._random.uniform(0.15, 0.85)
        y = rectangle.y + rectangle.depth * self._random.uniform(0.15, 0.85)
        point = add(f"IFCCARTESIANPOINT(({real(x)},{real(y)},0.))")
        axes = add(f"IFCAXIS2PLACEMENT3D(#{point},$,$)")
        place = add(f"IFCLOCALPLACEMENT(#{placement},#{axes})")
        tag = f"{kind.tag}-{count:03d}"
        line = add(
            f"{kind.ifc_class.upper()}({self._id('asset')},$,{quoted(f'{kind.name} {count}')},$,$,#{place},$,"
            f"{quoted(tag)},.{kind.predefined}.)"
        )
        year = self._random.randint(1998, 2023)
        values = {
            "SerialNumber": f"{kind.tag.encode('ascii', 'replace').decode().replace('?', 'O')}"
            f"{self._random.randrange(16**8):08X}",
            "InstallationDate": f"{year}-{self._random.randint(1, 12):02d}-01",
        }
        self._define([line], "Pset_ManufacturerOccurrence", values)
        return line

    def _type(self, kind: AssetKind, assets: Sequence[int]) -> None:
        properties = self._properties(
            "Pset_ManufacturerTypeInformation", {"Manufacturer": kind.maker, "ModelReference": kind.model}
        )
        line = self._text.add(
            f"{kind.ifc_class.upper()}TYPE({self._id('type')},$,{quoted(f'{kind.name} {kind.model}')},$,$,"
            f"(#{properties}),$,$,$,.{kind.predefined}.)"
        )
        self._text.add(f"IFCRELDEFINESBYTYPE({self._id('typed')},$,$,$,{references(assets)},#{line})")


def storey_name(level: int) -> str:
    """What Danes call a storey."""
    if level < 0:
        return "Kælder" if level == -1 else f"Kælder {-level}"
    return "Stue" if level == 0 else f"{level}. sal"


def _row(kinds: Sequence[RoomKind], area_cm: int) -> list[Rectangle]:
    """One or two rooms side by side, without a corridor."""
    sizes = shares(area_cm, [kind.usual_m2 for kind in kinds])
    depth = max(2.0, (area_cm / 100 / max(1, len(kinds))) ** 0.5)
    x, found = 0.0, []
    for kind, size in zip(kinds, sizes, strict=True):
        width = size / 100 / depth
        found.append(Rectangle(kind, x, 0.0, width, depth, size))
        x += width
    return found


def _angle(degrees: float | None) -> str:
    """Degrees as degrees, minutes, seconds and millionths."""
    if degrees is None:
        return "$"
    sign = -1 if degrees < 0 else 1
    total = round(abs(degrees) * 3600 * 1_000_000)
    seconds, millionths = divmod(total, 1_000_000)
    return f"({sign * (seconds // 3600)},{sign * (seconds // 60 % 60)},{sign * (seconds % 60)},{sign * millionths})"
