"""`./samdrift import … --site CODE`: from a file to the register, and what stands in the way."""

import io
import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from samdrift.doors.cli.exporting import main as export
from samdrift.doors.cli.importing import main
from samdrift.doors.cli.problem import Problem
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.formats.ifc_writer import BuildingSpec, write_building
from samdrift.registers.estate.models import FloorPlan, ModelImport, Site, Space
from tests.shared import shared_data
from tests.world import World

pytestmark = pytest.mark.django_db


def model(folder: Path, area: str = "300") -> Path:
    path = folder / "model.ifc"
    path.write_bytes(write_building(BuildingSpec(code="B", name="Hus", area_m2=Decimal(area), spaces=9, assets=4)))
    return path


def run(*words: object) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    status = main([*map(str, words), "--json"], io.StringIO(), out, io.StringIO())
    return status, json.loads(out.getvalue())


def rooms(site: Site) -> int:
    with everywhere(reason="a test"):
        return Space.objects.filter(site=site).count()


def test_a_model_is_applied_to_a_site_and_a_second_time_changes_nothing(world: World, tmp_path: Path) -> None:
    site, path = world.empty_site, model(tmp_path)
    status, report = run("ifc", path, "--site", site.code, "--community", site.community.code)
    assert (status, report["state"], report["changes"]["added_by_kind"]["space"]) == (0, "applied", 9)
    assert rooms(site) == 9
    _, again = run("ifc", path, "--site", site.code, "--community", site.community.code)
    assert [again["changes"][kind] for kind in ("added", "changed", "moved", "removed")] == [0, 0, 0, 0]


def test_a_dry_run_compares_with_the_site_and_changes_nothing(world: World, tmp_path: Path) -> None:
    site = world.empty_site
    status, report = run("ifc", model(tmp_path), "--site", site.code, "--community", site.community.code, "--dry-run")
    assert (status, report["state"], report["changes"]["added_by_kind"]["space"]) == (0, "previewed", 9)
    assert rooms(site) == 0
    with everywhere(reason="a test"):
        assert not ModelImport.objects.exists()


def test_changed_areas_of_a_live_site_wait_for_a_yes(world: World, tmp_path: Path) -> None:
    site = world.empty_site
    words = ("--site", site.code, "--community", site.community.code)
    run("ifc", model(tmp_path), *words)
    status, report = run("ifc", model(tmp_path, "330"), *words)
    assert (status, report["state"], report["needs_approval"]) == (0, "diffed", True)
    with everywhere(reason="a test"):
        assert sum(space.area_m2 or 0 for space in Space.objects.filter(site=site)) == Decimal(300)


def test_the_worker_cuts_the_walls_of_what_the_line_applied(world: World, tmp_path: Path, settings: Any) -> None:
    settings.SAMDRIFT_VAR = tmp_path / "var"
    path = shared_data("bim") / "AC20-FZK-Haus.ifc"
    line = ("ifc", path, "--site", world.empty_site.code, "--community", world.community.code)
    assert run(*line, "--dry-run")[1]["walls"] == ""
    assert run(*line)[1]["walls"] == "waiting"
    drain()
    with everywhere(reason="a test"):
        assert ModelImport.objects.get().facts["walls"] == "drawn"
        assert all(plan.walls for plan in FloorPlan.objects.filter(site=world.empty_site))


def test_a_packed_model_is_known_by_the_bytes_that_came(world: World, tmp_path: Path, settings: Any) -> None:
    settings.SAMDRIFT_VAR = tmp_path / "var"
    packed = tmp_path / "model.ifczip"
    with ZipFile(packed, "w") as out:
        out.write(model(tmp_path), "model.ifc")
    assert run("ifc", packed, "--site", world.empty_site.code)[1]["state"] == "applied"
    with everywhere(reason="a test"):
        assert ModelImport.objects.get().digest == sha256(packed.read_bytes()).hexdigest()


def test_a_site_that_is_not_there_is_named(world: World, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="there is no site 'NOWHERE'"):
        run("ifc", model(tmp_path), "--site", "NOWHERE")


def test_a_broken_file_is_refused_before_the_database_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "model.ifc"
    path.write_bytes(b"hello")
    status, report = run("ifc", path, "--site", "NOWHERE")
    assert status == 2
    assert report["error"].startswith("This is not an IFC file")


def test_a_table_is_applied_to_a_unit_and_a_second_time_changes_nothing(world: World, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("code,name,town\nX-1,Depot,Nykøbing\n,Nameless,\n")
    line = ("table", "sites", path, "--site", world.empty_site.code, "--community", world.community.code)
    status, report = run(*line, "--dry-run")
    assert (status, report["state"], report["changes"]["added"]) == (0, "previewed", 1)
    with everywhere(reason="a test"):
        assert not Site.objects.filter(code="X-1").exists()
    status, report = run(*line)
    assert (status, report["state"], report["usable"], len(report["findings"])) == (0, "applied", 1, 1)
    with everywhere(reason="a test"):
        assert Site.objects.get(code="X-1").unit_id == world.empty_site.unit_id
    assert run(*line)[1]["changes"] == {"added": 0, "changed": 0, "unchanged": 1}


def test_a_table_needs_a_unit_that_is_there(world: World, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("code,name\nX-1,Depot\n")
    for words in ((), ("--unit", "NOWHERE")):
        with pytest.raises(Problem, match="--unit CODE"):
            run("table", "sites", path, *words)


def test_units_and_people_come_in_for_a_whole_community_and_go_out_again(world: World, tmp_path: Path) -> None:
    units, people = tmp_path / "units.csv", tmp_path / "people.csv"
    units.write_text("code,name,parent\nDEP,Department,NORTH\n")
    people.write_text("email,given_name,family_name,unit,roles\nane@example.org,Ane,Ås,DEP,UNIT-ADM\n")
    everybody = ("--community", world.community.code)
    assert run("table", "units", units, *everybody)[1]["changes"] == {"added": 1, "changed": 0, "unchanged": 0}
    assert run("table", "people", people, *everybody)[1]["state"] == "applied"
    assert run("table", "people", people, *everybody)[1]["changes"] == {"added": 0, "changed": 0, "unchanged": 1}
    out = io.StringIO()
    again = tmp_path / "again.csv"
    assert export(["table", "people", str(again), "--unit", "DEP", *everybody], io.StringIO(), out, out) == 0
    assert "ane@example.org,Ane,Ås" in again.read_text("utf-8-sig")
    with pytest.raises(Problem, match="--community"):
        run("table", "people", people, "--community", "NOWHERE")
