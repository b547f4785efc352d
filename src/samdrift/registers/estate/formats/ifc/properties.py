"""Property sets, quantities and classifications of IFC objects as plain texts and numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from samdrift.registers.estate.formats.ifc.values import (
    DAMAGE,
    at,
    entities,
    number,
    square_metres,
    text,
    unit_scale,
)
from samdrift.registers.estate.formats.model import Classification, Limits, Properties

Sheets = dict[str, dict[str, str]]
PLAIN = (str, int, float, bool)


@dataclass(slots=True)
class Described:
    """What the property and quantity sets of one object say."""

    properties: Sheets = field(default_factory=dict)
    areas_m2: dict[str, Decimal] = field(default_factory=dict)
    planned_m2: dict[str, Decimal] = field(default_factory=dict)
    lengths_m: dict[str, float] = field(default_factory=dict)
    negative: dict[str, float] = field(default_factory=dict)
    was_cut: bool = False


class Describer:
    """Reads definitions, each shared one once.

    Args:
        length_scale, area_scale: The project's units, for quantities that name no unit of their own.
    """

    def __init__(self, limits: Limits, length_scale: float, area_scale: float) -> None:
        self._limits = limits
        self._scales = {"IfcQuantityLength": length_scale, "IfcQuantityArea": area_scale}
        self._area_scale = area_scale
        self._sets: dict[int, tuple[str, dict[str, str], dict[str, float]]] = {}

    def describe(self, definitions: Iterable[Any]) -> Described:
        """Everything the given sets say about an object, in the file's order, within the limits."""
        found = Described()
        room = self._limits.properties
        for definition in definitions:
            line = definition.id()
            known = self._sets.get(line)
            if known is None:
                if definition.is_a("IfcElementQuantity"):
                    self._quantities(definition, found)
                    continue
                if not definition.is_a("IfcPropertySet"):
                    continue
                known = self._sets[line] = self._property_set(definition)
            name, values, areas = known
            kept = values if len(values) <= room else dict(list(values.items())[:room])
            found.was_cut = found.was_cut or len(kept) < len(values)
            room -= len(kept)
            if kept:
                found.properties.setdefault(name, {}).update(kept)
            for label, area in areas.items():
                found.planned_m2.setdefault(f"{name}.{label}", square_metres(area))
        return found

    def _quantities(self, definition: Any, found: Described) -> None:
        set_name = text(at(definition, 2))
        for quantity in entities(at(definition, 5)):
            kind = quantity.is_a()
            scale = self._scales.get(kind)
            value = number(at(quantity, 3)) if scale is not None else None
            if scale is None or value is None:
                continue
            name = text(at(quantity, 0)) or "area"
            scaled = value * (unit_scale(at(quantity, 2)) or scale)
            if kind == "IfcQuantityLength":
                found.lengths_m.setdefault(name, scaled)
            elif scaled < 0:
                found.negative[f"{set_name}.{name}".lstrip(".")] = scaled
            else:
                found.areas_m2.setdefault(f"{set_name}.{name}".lstrip("."), square_metres(scaled))

    def _property_set(self, definition: Any) -> tuple[str, dict[str, str], dict[str, float]]:
        values: dict[str, str] = {}
        areas: dict[str, float] = {}
        for prop in entities(at(definition, 4)):
            self._property(prop, values, areas)
        return text(at(definition, 2)), values, areas

    def _property(self, prop: Any, values: dict[str, str], areas: dict[str, float]) -> None:
        name = text(at(prop, 0), 100)
        if not name:
            return
        kind = prop.is_a()
        if kind == "IfcPropertySingleValue":
            value = at(prop, 2)
            plain = _plain(value)
            area = number(plain) if isinstance(plain, float) and _is_area(value) else None
            if area is not None and area > 0:
                areas[name] = area * (unit_scale(at(prop, 3)) or self._area_scale)
            said = _said(plain, self._limits.text)
        elif kind in {"IfcPropertyEnumeratedValue", "IfcPropertyListValue"}:
            items = at(prop, 2) or ()
            said = ", ".join(part for part in (_said(_plain(item), 200) for item in items) if part)
        else:
            return
        # Templates fill in a property's own name as its value (“SerialNumber” is no serial number).
        if said and said != name:
            values[name] = said


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, PLAIN):
        return value
    try:
        return value.get_argument(0)
    except DAMAGE:
        return None


def _is_area(value: Any) -> bool:
    try:
        return bool(value is not None and value.is_a("IfcAreaMeasure"))
    except DAMAGE:
        return False


def _said(value: Any, limit: int) -> str:
    if isinstance(value, str):
        return text(value, limit)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}" if value != int(value) or abs(value) > 1e12 else str(int(value))
    if isinstance(value, int):
        return str(value)
    return text(value, limit)


def classifications(references: Iterable[Any]) -> tuple[Classification, ...]:
    """Classification references as system, code and name; those without a code are left out."""
    found = []
    for reference in references:
        if reference.is_a("IfcClassificationReference"):
            code = text(at(reference, 1), 100) or text(at(reference, 0), 100)
            name = text(at(reference, 2), 200)
            if code:
                found.append(Classification(_system(at(reference, 3)), code, "" if name == code else name))
    return tuple(found)


def _system(source: Any, depth: int = 0) -> str:
    """The name of the system at the end of a chain of references."""
    if source is None or depth > 10:
        return ""
    try:
        if source.is_a("IfcClassification"):
            return text(source.Name, 100)
        return _system(source.ReferencedSource, depth + 1)
    except DAMAGE:
        return ""


def said(properties: Properties, *names: str) -> str:
    """The first value of a property by any of `names`, in whatever set it stands; "" when there is none."""
    if properties:
        for name in names:
            for values in properties.values():
                if found := values.get(name):
                    return found
    return ""
