"""What a newer model changes: matches stored objects with incoming ones and names every difference.

Objects are matched by key (GlobalId). A program that exports new GlobalIds for the same rooms must not
empty the register, so what is left over is matched by place and number, then by the floor it covers.
Nothing is decided here: the result is a proposal a person accepts or refuses.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from samdrift.registers.estate.formats.lineage import Lineage, lineages, same_floor
from samdrift.registers.estate.formats.model import BuildingModel, Outline

Kind = Literal["site", "building", "storey", "space", "type", "element", "zone", "system"]
KINDS: tuple[Kind, ...] = ("site", "building", "storey", "space", "type", "element", "zone", "system")
"""Parents before children, so that a parent's match is known when its children are looked at."""

REFERENCES: Mapping[tuple[Kind, str], Kind] = {
    ("zone", "members"): "space",
    ("system", "members"): "element",
    ("element", "type"): "type",
}
"""Fields that hold keys of other objects, one a line: compared as the register's keys."""

Value = str | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One object as the comparison sees it; build stored ones from the register, incoming ones with `items`.

    Args:
        parent_key: Key of the storey (spaces), space, storey or building (elements) …; "" for none.
        number: Room number, storey name, tag: what a person recognises it by within its parent.
        fields: What is compared, by name. A field the incoming file does not carry is no change.
        priced: Stored items only: an agreed price depends on its area.
    """

    kind: Kind
    key: str
    parent_key: str = ""
    number: str = ""
    name: str = ""
    fields: Mapping[str, Value] = field(default_factory=dict)
    outline: tuple[Outline, ...] = ()
    priced: bool = False


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's old and new value; `old` is None where nothing was known."""

    field: str
    old: Value | None
    new: Value


@dataclass(frozen=True, slots=True)
class Changed:
    """A matched object whose fields differ; a new GlobalId shows as the field `key`."""

    stored: Item
    incoming: Item
    changes: tuple[FieldChange, ...]

    @property
    def area_change_m2(self) -> Decimal | None:
        """New area minus old area, or None when the area stays."""
        for change in self.changes:
            if change.field == "area_m2":
                return Decimal(change.new) - Decimal(change.old or 0)
        return None


@dataclass(frozen=True, slots=True)
class Moved:
    """A matched object that stands elsewhere now; keys are stored keys where the place was known before."""

    stored: Item
    incoming: Item
    from_parent: str
    to_parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What would happen to the register if the incoming file were applied.

    Args:
        unchanged: How many matched objects are the same in every field.
        lineage: Suggested merges and splits of rooms, by overlap of their floors.
        matches: Stored key by (kind, incoming key), for every matched object.
    """

    added: tuple[Item, ...] = ()
    changed: tuple[Changed, ...] = ()
    moved: tuple[Moved, ...] = ()
    removed: tuple[Item, ...] = ()
    unchanged: int = 0
    lineage: tuple[Lineage, ...] = ()
    matches: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True when applying the file would change nothing."""
        return not (self.added or self.changed or self.moved or self.removed)

    @property
    def priced(self) -> tuple[Changed | Item, ...]:
        """Changes and removals of areas that carry a price: these need approval (a bill would change)."""
        areas = [change for change in self.changed if change.stored.priced and change.area_change_m2]
        return (*areas, *(item for item in self.removed if item.priced))


def items(model: BuildingModel) -> tuple[Item, ...]:
    """The objects of a model as the comparison wants them; empty values are left out."""
    return (
        *(_item("site", o.key, "", o.name, long_name=o.long_name, address=o.address) for o in model.sites),
        *(
            _item("building", o.key, o.site_key, o.name, long_name=o.long_name, use=o.use, address=o.address)
            for o in model.buildings
        ),
        *(
            _item("storey", o.key, o.building_key, o.name, long_name=o.long_name, elevation_m=_metres(o.elevation_m))
            for o in model.storeys
        ),
        *_space_items(model),
        *(
            _item("type", o.key, "", o.name, maker=o.maker, model=o.model, asset_class=o.asset_class)
            for o in model.types
        ),
        *_element_items(model),
        *(_item("zone", o.key, "", o.name, members="\n".join(sorted(o.space_keys))) for o in model.zones),
        *(_item("system", o.key, "", o.name, members="\n".join(sorted(o.element_keys))) for o in model.systems),
    )


def difference(stored: Iterable[Item], incoming: Iterable[Item]) -> Changes:
    """How the incoming objects differ from the stored ones.

    Both sides must have unique keys within a kind. The order of the result is
    that of the input, so two runs read alike.
    """
    before, after = _by_kind(stored), _by_kind(incoming)
    matching = _Matching()
    for kind in KINDS:
        matching.match(kind, before[kind], after[kind])
    added, changed, moved, unchanged = [], [], [], 0
    for kind in KINDS:
        for new in after[kind]:
            old = matching.stored_of(new)
            if old is None:
                added.append(new)
                continue
            changes, move = _changes(old, new, matching), matching.move(old, new)
            if changes:
                changed.append(Changed(old, new, changes))
            if move:
                moved.append(move)
            unchanged += not changes and move is None
    removed = [old for kind in KINDS for old in before[kind] if not matching.is_matched(old)]
    return Changes(
        added=tuple(added),
        changed=tuple(changed),
        moved=tuple(moved),
        removed=tuple(removed),
        unchanged=unchanged,
        lineage=lineages(_floors(before["space"], None), _floors(after["space"], matching), matching.space_pairs()),
        matches=matching.keys(),
    )


class _Matching:
    """Which incoming object is which stored one, found kind by kind from the top down."""

    def __init__(self) -> None:
        self._stored: dict[tuple[str, str], Item] = {}
        self._taken: set[tuple[str, str]] = set()

    def match(self, kind: Kind, before: Sequence[Item], after: Sequence[Item]) -> None:
        """Match by key, then by place and number, then (rooms) by the floor covered."""
        known = {item.key: item for item in before}
        for item in after:
            if item.key in known:
                self._pair(known[item.key], item)
        self._match_alone(before, after)
        if kind == "space":
            left_before, left_after = self._left(before, after)
            fresh = {item.key: item for item in left_after}
            for old_key, new_key in same_floor(_floors(left_before, None), _floors(left_after, self)):
                self._pair(known[old_key], fresh[new_key])

    def _match_alone(self, before: Sequence[Item], after: Sequence[Item]) -> None:
        """Pair what is alone with its number in its place on both sides."""
        left_before, left_after = self._left(before, after)
        if not left_before or not left_after:
            return
        olds, news = defaultdict(list), defaultdict(list)
        for item in left_before:
            olds[(item.parent_key, item.number)].append(item)
        for item in left_after:
            news[(self.place_of(item), item.number)].append(item)
        for place, found in news.items():
            candidates = olds.get(place, [])
            if place[1] and len(found) == 1 and len(candidates) == 1:
                self._pair(candidates[0], found[0])

    def _left(self, before: Sequence[Item], after: Sequence[Item]) -> tuple[list[Item], list[Item]]:
        return (
            [item for item in before if not self.is_matched(item)],
            [item for item in after if (item.kind, item.key) not in self._stored],
        )

    def _pair(self, old: Item, new: Item) -> None:
        self._stored[(new.kind, new.key)] = old
        self._taken.add((old.kind, old.key))

    def stored_of(self, new: Item) -> Item | None:
        """The stored object an incoming one is, or None when it is new."""
        return self._stored.get((new.kind, new.key))

    def is_matched(self, old: Item) -> bool:
        """Whether a stored object stands in the incoming file."""
        return (old.kind, old.key) in self._taken

    def place_of(self, new: Item) -> str:
        """The stored key of an incoming object's parent, or its own where the parent is new."""
        for kind in ("storey", "building", "site", "space"):
            found = self._stored.get((kind, new.parent_key))
            if found is not None:
                return found.key
        return new.parent_key

    def move(self, old: Item, new: Item) -> Moved | None:
        """Where an object went, or None when it stayed or the file does not say."""
        to = self.place_of(new)
        return Moved(old, new, old.parent_key, to) if to and to != old.parent_key else None

    def stored_keys(self, kind: Kind, keys: str) -> str:
        """Keys, one a line, as the register knows them, sorted."""
        known = ((key, self._stored.get((kind, key))) for key in keys.split("\n"))
        return "\n".join(sorted(old.key if old else key for key, old in known))

    def space_pairs(self) -> dict[str, str]:
        """Incoming by stored key, for matched rooms."""
        return {old.key: key for (kind, key), old in self._stored.items() if kind == "space"}

    def keys(self) -> dict[tuple[str, str], str]:
        """Stored key by (kind, incoming key)."""
        return {found: old.key for found, old in self._stored.items()}


def _changes(old: Item, new: Item, matching: _Matching) -> tuple[FieldChange, ...]:
    found = [] if old.key == new.key else [FieldChange("key", old.key, new.key)]
    if new.number and new.number != old.number:
        found.append(FieldChange("number", old.number, new.number))
    for name, value in new.fields.items():
        referred = REFERENCES.get((new.kind, name))
        known = matching.stored_keys(referred, str(value)) if referred else value
        before = old.fields.get(name)
        if before != known:
            found.append(FieldChange(name, before, known))
    return tuple(found)


def _by_kind(objects: Iterable[Item]) -> dict[Kind, list[Item]]:
    found: dict[Kind, list[Item]] = {kind: [] for kind in KINDS}
    for item in objects:
        found[item.kind].append(item)
    return found


def _floors(spaces: Sequence[Item], matching: _Matching | None) -> list[tuple[str, str, tuple[Outline, ...]]]:
    """(key, storey as the register knows it, outline) of rooms that have an outline."""
    return [
        (item.key, item.parent_key if matching is None else matching.place_of(item), item.outline)
        for item in spaces
        if item.outline
    ]


def _item(
    kind: Kind, key: str, parent_key: str, number: str, outline: tuple[Outline, ...] = (), **fields: Value | None
) -> Item:
    known = {name: value for name, value in fields.items() if value is not None and value != ""}
    name = str(known.get("long_name", ""))
    return Item(kind=kind, key=key, parent_key=parent_key, number=number, name=name, fields=known, outline=outline)


def _space_items(model: BuildingModel) -> Iterable[Item]:
    for o in model.spaces:
        yield _item(
            "space",
            o.key,
            o.storey_key or o.building_key,
            o.name,
            o.outline,
            long_name=o.long_name,
            use=o.use,
            area_m2=o.area_m2,
            floor_covering=o.floor_covering,
        )


def _element_items(model: BuildingModel) -> Iterable[Item]:
    """Only what an asset register keeps: nobody accepts or refuses a wall."""
    for o in model.assets:
        yield _item(
            "element",
            o.key,
            o.space_key or o.storey_key or o.building_key,
            o.tag or o.name,
            long_name=o.long_name or o.name,
            asset_class=o.asset_class,
            maker=o.maker,
            model=o.model,
            serial=o.serial,
            type=o.type_key,
        )


def _metres(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 3)))
