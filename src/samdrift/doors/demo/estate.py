"""The demonstration's estate: every building is written as an IFC model and imported, like anyone's."""

import multiprocessing
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.people import HOME, Parties, all_powerful
from samdrift.doors.demo.planning import Plan, SitePlan
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.guard import cobie_guarded, meshes_guarded, read_guarded
from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.ifc_writer import write_building
from samdrift.registers.estate.formats.mesh import Mesh
from samdrift.registers.estate.formats.model import BuildingModel
from samdrift.registers.parties import public as parties

ZONE = "Europe/Copenhagen"
FROM_DAY = date(2024, 1, 1)
STATION_KINDS = (
    ("waste_station", "Affaldsstation"),
    ("hygiene_station", "Hygiejnestation"),
)
TURNED, FEW = ("main_station",), 30
"""Kinds of sites that get a model one can turn, raised from their floor plans; of few sites all do."""
VEHICLES = ("Patruljevogn", "Civil vogn", "Transportvogn", "Motorcykel", "Hundevogn")


def load_estate(scope: Scope, plan: Plan, made: Parties, *, now: datetime) -> Iterator[estate.Site]:
    """Write, read and apply the model of every site, with its stations and vehicles; gives each site as it stands."""
    with tempfile.TemporaryDirectory() as folder:
        for site_plan, model in _models(plan, Path(folder)):
            site = _site(scope, site_plan, made, now)
            import_model(scope, site, model, f"{site_plan.code}.ifc", now=now)
            _extras(scope, site, site_plan)
            if site.kind in TURNED or len(plan.sites) < FEW:
                estate.keep_meshes(scope, site, None, source_digest="", now=now)
            yield site


def import_model(scope: Scope, site: estate.Site, model: BuildingModel, file_name: str, *, now: datetime) -> None:
    """Bring a model in as an administrator would: upload, compare, apply."""
    staged = estate.upload_model(scope, site.uid, kind="ifc", file_name=file_name, digest=model.source_hash, now=now)
    estate.stage_changes(scope, staged.uid, model, now=now)
    estate.apply_import(scope, staged.uid, model, expected_version=None, effective_on=FROM_DAY, now=now)


def add_site_from(model: Path, *, now: datetime) -> estate.Site:
    """A site of its own from somebody's building model; the same file again gives the site it gave before.

    Raises:
        ModelRefused: It cannot be read; the sentence says what is wrong.
    """
    try:
        read = cobie_guarded(model).model if model.suffix.lower() in (".xlsx", ".xlsm") else read_guarded(model)
    except RefusedFile as refused:
        raise ModelRefused(refused.sentence) from refused
    with everywhere(reason="the demonstration's own community"):
        unit = parties.Unit.objects.get(code=HOME, community__code="NP")
    scope = all_powerful(unit.community_id)
    code = f"MODEL-{read.source_hash[:8].upper()}"
    known = estate.Site.objects.within(scope).filter(code=code).first()
    if known is not None:
        return known
    with transaction.atomic():
        name = model.stem.replace("_", " ")
        draft = estate.SiteDraft(
            code=code, name={"en": name, "da": name, "sv": name}, unit_id=unit.pk, timezone=ZONE, kind="station"
        )
        site = estate.record_site(scope, draft, now=now)
        import_model(scope, site, read, model.name, now=now)
        estate.keep_meshes(scope, site, _mesh_of(model), source_digest=read.source_hash, now=now)
    return site


def _mesh_of(model: Path) -> Mesh | None:
    """The shapes of somebody's model; none where it is a workbook, or has shapes that cannot be drawn."""
    if model.suffix.lower() in (".xlsx", ".xlsm"):
        return None
    try:
        return meshes_guarded(model)
    except RefusedFile:
        return None


class ModelRefused(Exception):
    """A building model that cannot be read, with the sentence that says why."""


def _models(plan: Plan, folder: Path) -> Iterator[tuple[SitePlan, BuildingModel]]:
    """Every site with its model, read on all cores: reading is most of the work."""
    paths = []
    for site in plan.sites:
        path = folder / f"{site.code}.ifc"
        path.write_bytes(write_building(site.spec))
        paths.append(path)
    if len(paths) < 4:
        yield from ((site, read_ifc(path)) for site, path in zip(plan.sites, paths, strict=True))
        return
    # Spawned, not forked: the parent has a database open.
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as readers:
        yield from zip(plan.sites, readers.map(read_ifc, paths, chunksize=4), strict=True)


def _site(scope: Scope, plan: SitePlan, made: Parties, now: datetime) -> estate.Site:
    kind = plan.kind
    names = {"en": kind.english, "da": kind.danish, "sv": kind.swedish}
    draft = estate.SiteDraft(
        uid=uid("site", plan.code), code=plan.code, kind=kind.code, unit_id=made.units[plan.unit.code].pk,
        name={language: f"{name} {plan.town}" for language, name in names.items()}, timezone=ZONE,
        address=plan.street, postal_code=str(1000 + plan.number * 31 % 8990), town=plan.town, latitude=plan.latitude,
        longitude=plan.longitude, zone="secured" if plan.secured else "normal",
    )  # fmt: skip
    return estate.record_site(scope, draft, now=now)


def _extras(scope: Scope, site: estate.Site, plan: SitePlan) -> None:
    """Waste and hygiene stations, and the vehicles that are at home here."""
    spaces = list(
        estate.Space.objects.within(scope).filter(site=site).exclude(zone="secured").order_by("number", "pk")
        .values_list("pk", flat=True)
    )  # fmt: skip
    drafts = [_station(plan, number, spaces) for number in range(plan.stations)]
    drafts += [_vehicle(plan, number) for number in range(plan.vehicles)]
    estate.record_assets(scope, site.uid, drafts)


def _station(plan: SitePlan, number: int, spaces: list[int]) -> estate.AssetDraft:
    kind, name = STATION_KINDS[number % 2]
    chance = generator("station", plan.code, number)
    return estate.AssetDraft(
        uid=uid("station", plan.code, number), number=f"ST-{number + 1:03}", name=f"{name} {number + 1}", kind=kind,
        space_id=chance.choice(spaces) if spaces else None, zone="secured" if plan.secured else "normal",
    )  # fmt: skip


def _vehicle(plan: SitePlan, number: int) -> estate.AssetDraft:
    chance = generator("vehicle", plan.code, number)
    name = chance.choice(VEHICLES)
    return estate.AssetDraft(
        uid=uid("vehicle", plan.code, number), number=f"V-{plan.number + 1:03}{number + 1:03}",
        name=f"{name} {plan.number + 1:03}-{number + 1:03}", kind="vehicle",
        zone="secured" if plan.secured else "normal", criticality="B",
    )  # fmt: skip
