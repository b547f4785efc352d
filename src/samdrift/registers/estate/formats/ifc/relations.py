"""Who belongs to whom in an IFC file, gathered in one pass over its relationships.

Asking every object for its inverse relations costs ten times as much as walking the relationships once.
Objects are named by their line number in the file (`id()`), because GlobalIds repeat in real files.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from samdrift.registers.estate.formats.ifc.values import DAMAGE, at, entities

DEEPEST = 50
"""Real trees are 5 deep; a longer way up is a ring somebody made on purpose."""


@dataclass(slots=True)
class Relations:
    """Line numbers by line number; the first relation that names an object wins."""

    parent: dict[int, int] = field(default_factory=dict)
    container: dict[int, int] = field(default_factory=dict)
    type_of: dict[int, Any] = field(default_factory=dict)
    definitions: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    classifications: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    host: dict[int, int] = field(default_factory=dict)

    def chain(self, line: int) -> list[int]:
        """The way up from an object: its container, then parents; without the object itself."""
        found: list[int] = []
        here: int | None = line
        while here is not None and len(found) < DEEPEST:
            up = self.container.get(here) or self.parent.get(here) or self.host.get(here)
            if up is None or up in found or up == line:
                break
            found.append(up)
            here = up
        return found


def relations_of(model: Any) -> Relations:
    """The relations of an opened model; damaged ones are passed over."""
    found = Relations()
    _pairs(model, "IfcRelAggregates", 4, 5, found.parent)
    _pairs(model, "IfcRelNests", 4, 5, found.parent)
    _pairs(model, "IfcRelContainedInSpatialStructure", 5, 4, found.container)
    _pairs(model, "IfcRelReferencedInSpatialStructure", 5, 4, found.container)
    # A door fills an opening, the opening is cut from a wall, and the wall stands on a storey.
    _pairs(model, "IfcRelFillsElement", 4, 5, found.host)
    _pairs(model, "IfcRelVoidsElement", 4, 5, found.host)
    for relation in model.by_type("IfcRelDefinesByType"):
        for type_object in entities(at(relation, 5))[:1]:
            for line in _lines(at(relation, 4)):
                found.type_of.setdefault(line, type_object)
    for relation in model.by_type("IfcRelDefinesByProperties"):
        definitions = entities(at(relation, 5))
        for line in _lines(at(relation, 4)):
            found.definitions[line].extend(definitions)
    for relation in model.by_type("IfcRelAssociatesClassification"):
        for line in _lines(at(relation, 4)):
            found.classifications[line].extend(entities(at(relation, 5)))
    for relation in model.by_type("IfcRelAssignsToGroup"):
        for group in _lines(at(relation, 6)):
            found.members[group].extend(_lines(at(relation, 4)))
    return found


def _pairs(model: Any, relation_class: str, up: int, down: int, into: dict[int, int]) -> None:
    for relation in model.by_type(relation_class):
        above = _lines(at(relation, up))
        if above:
            for line in _lines(at(relation, down)):
                into.setdefault(line, above[0])


def _lines(value: Any) -> list[int]:
    try:
        return [entity.id() for entity in entities(value)]
    except DAMAGE:
        return []
