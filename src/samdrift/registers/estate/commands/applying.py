"""Writing a model's changes into the register: rows are added and changed, areas are dated, nothing is deleted."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from samdrift.foundation.events.public import Happening, record_many
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import fold
from samdrift.registers.estate import rules
from samdrift.registers.estate.commands.areas import NewArea, date_areas
from samdrift.registers.estate.commands.lineage import end_areas, succeed
from samdrift.registers.estate.events import SpaceRemoved
from samdrift.registers.estate.formats.diff import Changes, Item, items
from samdrift.registers.estate.formats.model import BimElement, BuildingModel
from samdrift.registers.estate.formats.plans import plan_of
from samdrift.registers.estate.models import (
    Asset,
    Building,
    FloorPlan,
    Site,
    Space,
    SpaceGroup,
    Storey,
)
from samdrift.registers.estate.queries.stored import comparable, outline_to

BATCH = 500
STANDING = ("active", "out_of_use", "draft")


def apply_changes(
    scope: Scope, site: Site, model: BuildingModel, changes: Changes, *, effective_on: date, now: datetime
) -> None:
    """Bring the site's rows in step with the model, in the caller's transaction."""
    _Application(scope, site, model, changes, effective_on, now).run()


class _Application:
    """One model on its way into one site: the rows it meets, by the register's kinds and the model's keys."""

    def __init__(
        self, scope: Scope, site: Site, model: BuildingModel, changes: Changes, effective_on: date, now: datetime
    ) -> None:
        self.scope, self.site, self.model, self.changes = scope, site, model, changes
        self.effective_on, self.now = effective_on, now
        self.at: Any = {"community_id": scope.community_id, "site": site}
        self.incoming: dict[tuple[str, str], Item] = {(i.kind, i.key): i for i in comparable(items(model))}
        self.rows: dict[tuple[str, str], Any] = {}
        self.before: dict[str, Space] = {}  # the rooms that stood, by the keys they had before this model
        self.areas: list[NewArea] = []
        # Where an area was read from is told, not compared: another program's name for it is no change.
        self.area_sources = {space.key[:64]: space.area_source for space in model.spaces}
        self.happened: list[Happening] = []

    def run(self) -> None:
        self._load()
        self._buildings()
        self._storeys()
        self._spaces()
        self.happened += date_areas(scope=self.scope, areas=self.areas, effective_on=self.effective_on, now=self.now)
        self._assets()
        self._zones()
        self._lineage()
        self._removals()
        self._plans()
        record_many(self.happened, scope=self.scope)

    def _load(self) -> None:
        """The rows the model's objects were matched with, by the incoming key."""
        kinds: dict[str, Any] = {
            "building": Building,
            "storey": Storey,
            "space": Space,
            "element": Asset,
            "zone": SpaceGroup,
        }
        wanted: dict[str, dict[str, str]] = {kind: {} for kind in kinds}
        for (kind, key), stored in self.changes.matches.items():
            if kind in wanted:
                wanted[kind][stored] = key
        for kind, model in kinds.items():
            for row in model.objects.within(self.scope).filter(site=self.site):
                stored = row.model_key or f"row:{kind}:{row.pk}"
                found = wanted[kind].get(stored)
                if isinstance(row, Space) and row.state in STANDING:
                    self.before[stored] = row
                if found is not None:
                    self.rows[kind, found] = row

    def _buildings(self) -> None:
        taken = set(Building.objects.within(self.scope).filter(site=self.site).values_list("code", flat=True))
        for item in self._of("building"):
            row = self.rows.get(("building", item.key)) or Building(**self.at, code=_free(item.number or "B1", taken))
            row.name = str(item.fields.get("long_name", row.name or item.number))
            row.use = str(item.fields.get("use", row.use))[:24]
            row.model_key, row.state = item.key, "active"
            row.save()
            self.rows["building", item.key] = row

    def _storeys(self) -> None:
        levels = {storey.key[:64]: storey.level for storey in self.model.storeys}
        for item in self._of("storey"):
            building = self.rows.get(("building", item.parent_key)) or self._some_building()
            row = self.rows.get(("storey", item.key)) or Storey(**self.at)
            row.building, row.name, row.model_key, row.state = building, item.number, item.key, "active"
            row.level = max(-99, min(levels.get(item.key, 0), 999))
            elevation = item.fields.get("elevation_m")
            row.elevation_m = Decimal(elevation) if elevation is not None else row.elevation_m
            row.save()
            self.rows["storey", item.key] = row

    def _some_building(self) -> Building:
        """The building storeys stand in when the file names none."""
        known = [row for (kind, _key), row in self.rows.items() if kind == "building"]
        found = known[0] if known else Building.objects.within(self.scope).filter(site=self.site).first()
        return found or Building.objects.create(**self.at, code="B1", name=self.model.project_name[:160])

    def _spaces(self) -> None:
        drawn = self._drawings()
        outdoor = {space.key[:64] for space in self.model.spaces if space.inside is False}
        added: list[Item] = []
        changed: list[Item] = []
        for item in self._of("space"):
            row = self.rows.get(("space", item.key))
            (added if row is None else changed).append(item)
            self.rows["space", item.key] = self._space(row or Space(**self.at), item, drawn, outdoor)
        Space.objects.bulk_create([self.rows["space", item.key] for item in added], batch_size=BATCH)
        columns = (
            "storey", "number", "name", "use", "outdoor", "zone", "area_m2", "floor_covering", "model_key", "outline",
            "state", "search_text", "version",
        )  # fmt: skip
        Space.objects.bulk_update([self.rows["space", item.key] for item in changed], columns, batch_size=BATCH)

    def _space(self, row: Space, item: Item, drawn: Mapping[str, dict[str, Any]], outdoor: set[str]) -> Space:
        fields = item.fields
        row.storey = self.rows.get(("storey", item.parent_key))
        row.number, row.name = item.number, str(fields.get("long_name", row.name))
        row.use = str(fields.get("use", row.use))
        row.outdoor = item.key in outdoor
        row.zone = row.zone if row.pk and row.zone != "normal" else rules.zone_of(row.use)
        row.floor_covering = str(fields.get("floor_covering", row.floor_covering))[:32]
        row.model_key, row.state = item.key, "active"
        row.outline = drawn.get(item.key, row.outline)
        row.search_text = fold(f"{row.number} {row.name}")[:240]
        if "area_m2" in fields:
            area = Decimal(fields["area_m2"])
            source = self.area_sources.get(item.key, "")
            if row.pk is None or row.area_m2 != area:
                self.areas.append((row, row.area_m2 if row.pk else None, area, source))
            row.area_m2 = area
        if row.pk:
            row.version += 1
        return row

    def _drawings(self) -> dict[str, dict[str, Any]]:
        """How each space with an outline is drawn, by its key."""
        drawn: dict[str, dict[str, Any]] = {}
        outlines = {space.key: space.outline for space in self.model.spaces}
        for spaces in self._by_storey().values():
            plan = plan_of(spaces)
            for room in plan.rooms if plan else ():
                drawn[room.key[:64]] = outline_to(outlines[room.key], room.path, room.label, room.label_width)
        return drawn

    def _by_storey(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for space in self.model.spaces:
            found.setdefault(space.storey_key, []).append(space)
        return found

    def _assets(self) -> None:
        elements = {element.key[:64]: element for element in self.model.assets}
        types = {kind.key: kind for kind in self.model.types}
        added: list[Item] = []
        changed: list[Item] = []
        for item in self._of("element"):
            row = self.rows.get(("element", item.key))
            (added if row is None else changed).append(item)
            made = self._asset(row or Asset(**self.at), item)
            _describe(made, elements[item.key], types.get(elements[item.key].type_key))
            self.rows["element", item.key] = made
        Asset.objects.bulk_create([self.rows["element", item.key] for item in added], batch_size=BATCH)
        columns = (
            "space", "number", "name", "kind", "make", "product", "serial", "model_key", "state", "search_text",
            "classification", "installed_on", "zone", "version",
        )  # fmt: skip
        Asset.objects.bulk_update([self.rows["element", item.key] for item in changed], columns, batch_size=BATCH)

    def _asset(self, row: Asset, item: Item) -> Asset:
        fields = item.fields
        space = self.rows.get(("space", item.parent_key))
        row.space = space or (row.space if row.pk else None)
        row.number, row.name = item.number, str(fields.get("long_name", item.number))
        row.kind = str(fields.get("asset_class", row.kind))[:40]
        row.make = str(fields.get("maker", row.make))
        row.product = str(fields.get("model", row.product))
        row.serial = str(fields.get("serial", row.serial))
        row.zone = space.zone if space is not None else row.zone
        row.model_key, row.state = item.key, "in_service"
        row.search_text = fold(f"{row.number} {row.name}")[:240]
        if row.pk:
            row.version += 1
        return row

    def _zones(self) -> None:
        for item in self._of("zone"):
            row = self.rows.get(("zone", item.key)) or SpaceGroup(**self.at)
            members = str(item.fields.get("members", "")).split("\n")
            row.name, row.model_key = item.number, item.key
            row.spaces = sorted(self.rows["space", key].pk for key in members if ("space", key) in self.rows)
            row.save()

    def _lineage(self) -> None:
        """Merged and split rooms: what hangs on the old ones follows to the new ones."""
        standing = {row.pk for (kind, _key), row in self.rows.items() if kind == "space"}
        removed = {item.key for item in self.changes.removed if item.kind == "space"}
        for one in self.changes.lineage:
            new = [self.rows["space", key] for key in one.to_keys if ("space", key) in self.rows]
            heirs = {row.pk for row in new}
            # A room the model still has was not merged away, however its walls moved; nor was one that only a model of
            # another discipline does not know.
            old = [
                row for key in one.from_keys if (row := self.before.get(key)) is not None
                and (row.pk in heirs or one.kind == "split" or (row.pk not in standing and key in removed))
            ]  # fmt: skip
            if any(row.pk not in standing for row in old) or len(new) > 1:
                self.happened += succeed(self.scope, old, new, on=self.effective_on, now=self.now)

    def _removals(self) -> None:
        gone = {(item.kind, item.key) for item in self.changes.removed}
        spaces = Space.objects.within(self.scope).filter(site=self.site, state__in=("active", "out_of_use"))
        for row in spaces.filter(model_key__in=[key for kind, key in gone if kind == "space"]):
            row.state = "removed"
            row.save_changes("state")
            end_areas(self.scope, [row], on=self.effective_on)
            self.happened.append(Happening(event=SpaceRemoved(space_uid=row.uid), at=self.now, subject=row))
        assets = Asset.objects.within(self.scope).filter(site=self.site).exclude(state="removed")
        for asset in assets.filter(model_key__in=[key for kind, key in gone if kind == "element"]):
            asset.state = "removed"
            asset.save_changes("state")
        for kind, model in (("storey", Storey), ("building", Building)):
            keys = [key for of, key in gone if of == kind]
            for old in model.objects.within(self.scope).filter(site=self.site, model_key__in=keys):
                old.state = "removed"
                old.save_changes("state")

    def _plans(self) -> None:
        for storey_key, spaces in self._by_storey().items():
            storey = self.rows.get(("storey", storey_key[:64]))
            plan = plan_of(spaces)
            if storey is None or plan is None:
                continue
            b = plan.bounds
            row = FloorPlan.objects.within(self.scope).filter(storey=storey).first() or FloorPlan(
                **self.at, storey=storey
            )
            row.bounds = [b.x, b.y, b.width, b.height]
            row.source_digest = self.model.source_hash
            row.save()

    def _of(self, kind: str) -> list[Item]:
        return [item for (of, _key), item in self.incoming.items() if of == kind]


def _describe(row: Asset, element: BimElement, kind: Any) -> None:
    """What is kept of an element beyond what is compared: classification, days, warranty, criticality."""
    references = element.classifications or (kind.classifications if kind else ())
    row.classification = f"{references[0].system} {references[0].code}".strip()[:80] if references else ""
    row.installed_on = element.installed_on or row.installed_on
    if kind is not None:
        row.make = row.make or kind.maker[:80]
        row.product = row.product or kind.model[:80]
    if row.pk is None and row.kind in CRITICAL:
        row.criticality = "A"


CRITICAL = frozenset({"lift", "fire_alarm", "sprinkler", "generator", "ups", "switchboard", "access_control"})


def _free(code: str, taken: set[str]) -> str:
    """A building code nobody has yet."""
    code = code[:36] or "B1"
    found, number = code, 2
    while found in taken:
        found, number = f"{code}-{number}", number + 1
    taken.add(found)
    return found
