"""Reads single values out of IFC entities: texts, numbers, references and units, whatever the file did to them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

DAMAGE = (RuntimeError, IndexError, TypeError, ValueError, AttributeError, KeyError, ArithmeticError)
"""What ifcopenshell raises when a value is not what the schema says (UnicodeDecodeError is a ValueError)."""

LARGEST = 1e12
"""No length or area of a building is larger in any unit; what is, is damage and would burst decimals."""

CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
SHORT = 80
FILLERS = frozenset({"n/a", "na", "none", "null", "undefined", "<undefined>", "notdefined", "-"})
PREFIXES: Mapping[str, int] = {
    "EXA": 18, "PETA": 15, "TERA": 12, "GIGA": 9, "MEGA": 6, "KILO": 3, "HECTO": 2, "DECA": 1,
    "DECI": -1, "CENTI": -2, "MILLI": -3, "MICRO": -6, "NANO": -9, "PICO": -12,
}  # fmt: skip
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def at(entity: Any, index: int) -> Any:
    """The attribute at `index`, or None when it is absent or damaged."""
    try:
        return entity.get_argument(index)
    except DAMAGE:
        return None


def text(value: Any, limit: int = 1_000) -> str:
    """A value as clean text of at most `limit` letters; "" for what is absent or only a filler such as “n/a”."""
    if not isinstance(value, str):
        return ""
    return _short(value, limit) if len(value) <= SHORT else _cleaned(value, limit)


def _cleaned(value: str, limit: int) -> str:
    if not value.isprintable():
        value = CONTROL.sub(" ", value)
    cleaned = value.strip()[:limit]
    return "" if cleaned.casefold() in FILLERS else cleaned


# Files say the same few hundred words again and again: names of properties, of sets, of classes.
_short = lru_cache(maxsize=8192)(_cleaned)


def number(value: Any) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < LARGEST else None


def entities(value: Any) -> tuple[Any, ...]:
    """The entities in a reference attribute, whether it holds one, many or something else."""
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return tuple([item for item in value if hasattr(item, "is_a")])  # a list is built twice as fast
    return (value,) if hasattr(value, "is_a") else ()


def day(value: str) -> date | None:
    """The day an ISO text begins with; None for what is no day, and for fillers before 1950."""
    found = DAY.match(value)
    if not found:
        return None
    try:
        result = date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
    return result if result.year >= 1950 else None


def square_metres(value: float) -> Decimal:
    """An area to three decimals, half up, as the register keeps areas."""
    return Decimal(repr(round(value, 6))).quantize(Decimal("0.001"), rounding="ROUND_HALF_UP")


def unit_scale(unit: Any) -> float | None:
    """What a number in `unit` is multiplied with to become metres, square metres or cubic metres."""
    if unit is None:
        return None
    try:
        if unit.is_a("IfcSIUnit"):
            power = {"SQUARE_METRE": 2, "CUBIC_METRE": 3}.get(unit.Name, 1)
            return float(10.0 ** (PREFIXES.get(unit.Prefix or "", 0) * power))
        if unit.is_a("IfcConversionBasedUnit"):
            measure = unit.ConversionFactor
            inner = unit_scale(measure.UnitComponent)
            return float(measure.ValueComponent.wrappedValue) * (inner or 1.0)
    except DAMAGE:
        return None
    return None


def unit_name(unit: Any) -> str:
    """The unit as people say it: “MILLI METRE”, “FOOT”, “SQUARE FOOT”."""
    prefix = text(getattr(unit, "Prefix", None))
    return f"{prefix} {text(getattr(unit, 'Name', None))}".strip().replace("_", " ")


def declared_units(model: Any, unit_type: str) -> list[Any]:
    """The units of a type that the project declares, in its order; more than one is a mistake some exporters make."""
    assignments: Iterable[Any] = model.by_type("IfcUnitAssignment")
    for project in model.by_type("IfcProject"):
        assignments = entities(at(project, 8)) or assignments
    return [
        unit
        for assignment in assignments
        for unit in entities(at(assignment, 0))
        if getattr(unit, "UnitType", None) == unit_type and unit_scale(unit)
    ]
