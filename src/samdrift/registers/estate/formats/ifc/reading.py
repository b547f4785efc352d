"""What the parts of the IFC reader share: the opened model, its units and relations, keys and findings."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from samdrift.registers.estate.formats.collecting import Findings
from samdrift.registers.estate.formats.ifc.placement import Matrix, Placements, inverse, times
from samdrift.registers.estate.formats.ifc.properties import Described, Describer, classifications
from samdrift.registers.estate.formats.ifc.relations import Relations, relations_of
from samdrift.registers.estate.formats.ifc.values import DAMAGE, at, declared_units, text, unit_name, unit_scale
from samdrift.registers.estate.formats.model import Classification, Limits, Point, Units

T = TypeVar("T")

SPATIAL = ("IfcSite", "IfcBuilding", "IfcBuildingStorey", "IfcSpace")


@dataclass(slots=True)
class Reading:
    """One model being read."""

    model: Any
    limits: Limits
    findings: Findings
    units: Units
    length_scales: tuple[float, ...]
    relations: Relations
    describer: Describer
    placements: Placements = field(default_factory=Placements)
    keys: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    by_line: dict[int, Any] = field(default_factory=dict)
    cut: bool = False

    def give_keys(self, kind: str, objects: Iterable[Any]) -> list[Any]:
        """Give every object its key and return those that have one; repeated GlobalIds get a number.

        A key made from a repeated GlobalId or from a name is only as stable as the order in the file.
        """
        seen: Counter[str] = Counter()
        kept = []
        for entity in objects:
            line = entity.id()
            if line in self.keys:
                continue
            given, name = text(at(entity, 0), 64), text(at(entity, 2), 200)
            base = given or f"~{kind}:{name}"
            if not given:
                self.findings.add("warning", "missing_key", base, kind=kind, name=name or f"#{line}")
            seen[base] += 1
            key = base if seen[base] == 1 else f"{base}~{seen[base]}"
            if given and seen[base] > 1:
                self.findings.add("warning", "duplicate_key", key, kind=kind, name=name or f"#{line}", key=given)
            self.keys[line], self.kinds[line], self.by_line[line] = key, kind, entity
            kept.append(entity)
        return kept

    def above(self, line: int, kind: str) -> str:
        """The key of the nearest object of a kind above an object, or ""."""
        return self.key_of(self.line_above(line, kind))

    def key_of(self, line: int | None) -> str:
        """The key of an object by line number, "" for none."""
        return "" if line is None else self.keys[line]

    def line_above(self, line: int, kind: str) -> int | None:
        """The line number of the nearest object of a kind above an object."""
        return next((up for up in self.relations.chain(line) if self.kinds.get(up) == kind), None)

    def places(self, line: int) -> dict[str, int]:
        """The nearest object of every kind above an object, by kind: one way up for all questions."""
        found: dict[str, int] = {}
        for up in self.relations.chain(line):
            kind = self.kinds.get(up)
            if kind:
                found.setdefault(kind, up)
        return found

    def described(self, line: int, more: Iterable[Any] = ()) -> Described:
        """The sets of an object, plus `more` definitions (those of its type)."""
        found = self.describer.describe((*self.relations.definitions.get(line, ()), *more))
        self.cut = self.cut or found.was_cut
        return found

    def classified(self, line: int) -> tuple[Classification, ...]:
        """The classification references of an object."""
        references = self.relations.classifications.get(line)
        return classifications(references) if references else ()

    def on_plan(self, entity: Any, storey_line: int | None) -> Point | None:
        """Where an object stands on its storey's plan, in metres; None without a placement."""
        if at(entity, 5) is None:
            return None
        matrix = self.placements.of(entity)
        if storey_line is not None:
            matrix = times(inverse(self.placements.of(self.by_line[storey_line])), matrix)
        return _origin(matrix, self.units.length_scale)

    def each(self, objects: Iterable[Any], convert: Callable[[Any], T]) -> tuple[T, ...]:
        """Convert objects one by one; a damaged one is left out with a finding, never the whole file."""
        found = []
        for entity in objects:
            try:
                found.append(convert(entity))
            except DAMAGE:
                damaged = getattr(entity, "entity", entity)
                self.findings.add("error", "damaged_object", kind=damaged.is_a(), line=damaged.id())
        return tuple(found)


def reading_of(model: Any, limits: Limits, relations: Relations | None = None) -> Reading:
    """Units and relations of an opened model, ready to be read; `relations` spares gathering them."""
    findings = Findings(limits.findings_per_code)
    lengths, areas = declared_units(model, "LENGTHUNIT"), declared_units(model, "AREAUNIT")
    length = lengths[0] if lengths else None
    area = areas[0] if areas else None
    length_scale, area_scale = unit_scale(length) or 1.0, unit_scale(area) or 1.0
    if length is None:
        findings.add("warning", "unit_missing", kind="length", assumed="metre")
    return Reading(
        model=model,
        limits=limits,
        findings=findings,
        units=Units(
            length_scale,
            area_scale,
            unit_name(length) if length else "METRE",
            unit_name(area) if area else "SQUARE METRE",
        ),
        length_scales=tuple(dict.fromkeys(scale for unit in lengths if (scale := unit_scale(unit)))),
        relations=relations_of(model) if relations is None else relations,
        describer=Describer(limits, length_scale, area_scale),
    )


def _origin(matrix: Matrix, scale: float) -> Point:
    return round(matrix[3] * scale, 3), round(matrix[7] * scale, 3)
