"""Things of an IFC file: types, elements and the systems they belong to."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from samdrift.registers.estate.formats.ifc.properties import Described, said
from samdrift.registers.estate.formats.ifc.reading import Reading
from samdrift.registers.estate.formats.ifc.values import at, day, entities, text
from samdrift.registers.estate.formats.model import BimElement, BimSystem, BimType, Properties
from samdrift.registers.estate.formats.uses import EQUIPMENT, FABRIC, NOT_EQUIPMENT, asset_class_of

EXCLUDED = ("IfcFeatureElement", "IfcVirtualElement")
"""Holes and imaginary borders: counted as the file counts them, but nothing anybody keeps."""

MAKER = ("Manufacturer",)
MODEL = ("ModelReference", "ModelLabel", "ModelNumber", "ArticleNumber")


class Elements:
    """Reads types and elements; what a class is, is looked up once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._predefined: dict[str, int | None] = {}
        self._role: dict[str, str] = {}
        self._types: dict[int, BimType] = {}

    def types(self, found: Sequence[Any]) -> tuple[BimType, ...]:
        """The product types."""
        return self._reading.each(found, self._type)

    def elements(self, found: Sequence[Any]) -> tuple[BimElement, ...]:
        """The elements, after `types` were read."""
        return self._reading.each(found, self._element)

    def systems(self, found: Sequence[Any]) -> tuple[BimSystem, ...]:
        """The technical systems with their elements."""
        return self._reading.each(found, self._system)

    def _type(self, entity: Any) -> BimType:
        line, reading = entity.id(), self._reading
        described = reading.described(line, entities(at(entity, 5)))
        found = described.properties
        name, ifc_class = text(at(entity, 2)), entity.is_a()
        predefined = self._predefined_type(entity)
        result = BimType(
            key=reading.keys[line],
            name=name,
            long_name=text(at(entity, 8)),
            description=text(at(entity, 3)),
            ifc_class=ifc_class,
            predefined_type=predefined,
            asset_class=asset_class_of(ifc_class, predefined, name),
            maker=said(found, *MAKER),
            model=said(found, *MODEL),
            warranty_months=_warranty_months(found),
            expected_life_years=_decimal(said(found, "ServiceLifeDuration", "ExpectedLife")),
            replacement_cost=_decimal(said(found, "ReplacementCost")),
            movable=_movable(said(found, "AssetAccountingType", "AssetType")),
            classifications=reading.classified(line),
            properties=found,
        )
        self._types[line] = result
        return result

    def _element(self, entity: Any) -> BimElement:
        line, reading = entity.id(), self._reading
        type_object = reading.relations.type_of.get(line)
        its_type = self._types.get(type_object.id()) if type_object is not None else None
        ifc_class, role = entity.is_a(), self._role_of(entity)
        described = reading.described(line) if role != "fabric" else Described()
        found = described.properties
        predefined = self._predefined_type(entity) or (its_type.predefined_type if its_type else "")
        name, object_type = text(at(entity, 2)), text(at(entity, 4))
        asset_class = self._asset_class(ifc_class, predefined, f"{name} {object_type}", its_type)
        places = reading.places(line)
        storey_line = places.get("IfcBuildingStorey")
        handed_over = bool(said(found, "SerialNumber", "BarCode", "AssetIdentifier", "TagNumber"))
        maintainable = _is_kept(role, asset_class, handed_over=handed_over)
        return BimElement(
            key=reading.keys[line],
            ifc_class=ifc_class,
            name=name,
            long_name=text(at(entity, 3)),
            tag=said(found, "TagNumber") or text(at(entity, 7)),
            predefined_type=predefined,
            object_type=object_type,
            type_key=its_type.key if its_type else "",
            space_key=reading.key_of(places.get("IfcSpace")),
            storey_key=reading.key_of(storey_line),
            building_key=reading.key_of(places.get("IfcBuilding")),
            asset_class=asset_class,
            maintainable=maintainable,
            maker=said(found, *MAKER) or (its_type.maker if its_type else ""),
            model=said(found, *MODEL) or (its_type.model if its_type else ""),
            serial=said(found, "SerialNumber"),
            barcode=said(found, "BarCode"),
            asset_identifier=said(found, "AssetIdentifier"),
            installed_on=day(said(found, "InstallationDate", "AcquisitionDate")),
            warranty_from=day(said(found, "WarrantyStartDate")),
            warranty_months=_warranty_months(found) or (its_type.warranty_months if its_type else None),
            position_m=reading.on_plan(entity, storey_line) if maintainable else None,
            classifications=reading.classified(line),
            properties=found,
        )

    def _system(self, entity: Any) -> BimSystem:
        line, reading = entity.id(), self._reading
        members = reading.relations.members.get(line, ())
        return BimSystem(
            key=reading.keys[line],
            name=text(at(entity, 2)),
            long_name=text(at(entity, 5)) or text(at(entity, 3)),
            category=text(at(entity, 4)) or next((found.code for found in reading.classified(line)), ""),
            element_keys=tuple(
                dict.fromkeys(reading.keys[found] for found in members if reading.kinds.get(found) == "IfcElement")
            ),
        )

    def _role_of(self, entity: Any) -> str:
        """What an asset register thinks of a class: equipment, perhaps (doors, proxies), or fabric (walls, pipes)."""
        ifc_class = entity.is_a()
        if ifc_class not in self._role:
            if ifc_class in FABRIC or ifc_class == "IfcBuildingElementProxy":
                role = "perhaps"
            elif any(part in ifc_class for part in NOT_EQUIPMENT):
                role = "fabric"
            elif ifc_class in EQUIPMENT or entity.is_a("IfcDistributionElement"):
                role = "equipment"
            else:
                role = "fabric"
            self._role[ifc_class] = role
        return self._role[ifc_class]

    def _predefined_type(self, entity: Any) -> str:
        """The predefined type, or the author's own words for it where it says USERDEFINED; "" when undefined."""
        ifc_class = entity.is_a()
        if ifc_class not in self._predefined:
            names = list(entity.get_attribute_names())
            self._predefined[ifc_class] = names.index("PredefinedType") if "PredefinedType" in names else None
        index = self._predefined[ifc_class]
        found = text(at(entity, index)) if index is not None else ""
        return "" if found in {"NOTDEFINED", "USERDEFINED"} else found

    def _asset_class(self, ifc_class: str, predefined: str, words: str, its_type: BimType | None) -> str:
        if its_type and its_type.asset_class != "other":
            # IFC2x3 says IfcFlowTerminal and leaves it to the type to say washbasin; names may say more.
            own = asset_class_of("", "", words)
            return own if its_type.asset_class == "furniture" and own != "other" else its_type.asset_class
        return asset_class_of(ifc_class, predefined, f"{words} {its_type.name if its_type else ''}")


def _is_kept(role: str, asset_class: str, *, handed_over: bool) -> bool:
    if role == "perhaps":
        return handed_over or asset_class not in {"other", "door", "window", "furniture"}
    return role == "equipment"


def _warranty_months(properties: Properties) -> int | None:
    """Months of warranty; a bare number means years, as COBie exporters write it."""
    said_text = said(properties, "WarrantyDurationParts", "WarrantyPeriod", "WarrantyDuration")
    duration = _decimal(said_text)
    if duration is None or duration <= 0 or duration > 1200:
        return None
    unit = said(properties, "WarrantyDurationUnit", "DurationUnit").casefold()
    months = duration if "month" in unit or "måned" in unit or "månad" in unit else duration * 12
    return int(months)


def _decimal(value: str) -> Decimal | None:
    found = re.match(r"-?\d+(?:[.,]\d+)?", value)
    if not found:
        return None
    try:
        return Decimal(found.group().replace(",", "."))
    except InvalidOperation:
        return None


def _movable(value: str) -> bool | None:
    return {"fixed": False, "movable": True, "moveable": True}.get(value.casefold())
