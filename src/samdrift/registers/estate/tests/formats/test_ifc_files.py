"""Real models of seven programs, compared with what another reader found in them."""

from decimal import Decimal

import pytest

from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.model import RefusedFile
from samdrift.registers.estate.formats.outlines import area_m2
from samdrift.registers.estate.tests.formats.shared import facts, shared

FACTS = facts("bim")
READABLE = sorted(name for name in FACTS if name != "errorfile.ifc")
pytestmark = pytest.mark.shared


def expected_area(fact):
    """Net before gross before anything else before the measured footprint (standards.md §1.5)."""
    totals = fact.get("area_totals", {})
    for wanted in ("NetFloorArea", "GrossFloorArea", "GSA BIM Area"):
        for name, total in totals.items():
            if name.endswith(wanted):
                return total * fact["area_unit_scale"]
    return fact.get("geom_footprint_area_m2", 0)


@pytest.mark.parametrize("name", READABLE or [pytest.param("", marks=pytest.mark.skip(reason="no data beside"))])
def test_counts_and_areas_agree_with_another_reader(name):
    model, fact = read_ifc(shared("bim", name)), FACTS[name]
    assert model.schema == fact["schema"]
    assert len(model.sites) == fact["IfcSite"]
    assert len(model.buildings) == fact["IfcBuilding"]
    assert len(model.storeys) == fact["IfcBuildingStorey"]
    assert len(model.spaces) == fact["IfcSpace"]
    assert len(model.zones) == fact["IfcZone"]
    assert model.element_count == fact["IfcElement"]
    assert {key: count for key, count in model.counts.items() if key in fact["elements_by_type"]} == fact[
        "elements_by_type"
    ]
    assert float(model.area_m2) == pytest.approx(expected_area(fact), rel=0.005)


@pytest.mark.parametrize("name", READABLE or [pytest.param("", marks=pytest.mark.skip(reason="no data beside"))])
def test_every_room_has_the_number_storey_and_footprint_another_reader_found(name):
    model = read_ifc(shared("bim", name))
    storeys = {storey.key: storey.name for storey in model.storeys}
    spaces = {space.key: space for space in model.spaces}
    to_metres = 0.001**2 if name == "xbim_TestFile.ifc" else 1  # the other reader gave mm² there
    for fact in FACTS[name]["spaces"]:
        space = spaces[fact["guid"]]
        assert (space.name, storeys[space.storey_key]) == (fact["name"], fact["storey"])
        if fact["footprint_m2"]:
            assert area_m2(space.outline) == pytest.approx(fact["footprint_m2"] * to_metres, rel=0.005, abs=0.002)


def test_a_file_that_parses_to_nothing_is_refused():
    with pytest.raises(RefusedFile, match="holds no project"):
        read_ifc(shared("bim", "errorfile.ifc"))


def test_feet_become_metres():
    model = read_ifc(shared("bim", "Duplex_Electrical_20121207.ifc"))
    assert model.units.length_scale == pytest.approx(0.3048)
    assert [storey.elevation_m for storey in model.storeys] == [0.0, 3.1, 6.0]
    assert model.spaces[0].area_m2 == Decimal("145.722")


def test_repeated_identifiers_are_told_and_both_objects_are_kept():
    model = read_ifc(shared("bim", "doubleguids.ifc"))
    told = [finding for finding in model.findings if finding.code == "duplicate_key"]
    assert len(told) == 3
    keys = [element.key for element in model.elements]
    assert len(keys) == len(set(keys))


def test_a_file_with_two_length_units_gives_outlines_in_metres():
    model = read_ifc(shared("bim", "xbim_TestFile.ifc"))
    assert "area_unit_mixed" in {finding.code for finding in model.findings}
    room = next(space for space in model.spaces if space.name == "RM_105")
    assert room.area_m2 == Decimal("46.000")
    assert room.areas_m2["geometry"] == pytest.approx(Decimal("115.157"), abs=Decimal("0.01"))
    assert any(finding.code == "area_disagrees" and finding.object_key == room.key for finding in model.findings)


def test_areas_come_from_shapes_where_there_are_no_quantities():
    model = read_ifc(shared("bim", "Building-Architecture.ifc"))
    assert {space.area_source for space in model.spaces} == {"geometry"}
    assert model.area_m2 == Decimal("24.575")


def test_what_was_handed_over_agrees_with_the_workbook_of_the_same_project():
    model = read_ifc(shared("bim", "2012-03-23-Duplex-Handover.ifc"))
    assert (len(model.storeys), len(model.spaces), len(model.types), len(model.assets)) == (4, 22, 43, 232)
    boiler = next(asset for asset in model.assets if asset.name == "Boiler-2")
    assert boiler.asset_class == "boiler"
    assert (boiler.serial, boiler.model, boiler.warranty_months) == ("357N83HJ", "28HE", 24)


def test_a_machine_knows_its_room_where_the_model_says_it():
    model = read_ifc(shared("bim", "2012-03-23-Duplex-Handover.ifc"))
    rooms = {space.key: space.name for space in model.spaces}
    thermostat = next(asset for asset in model.assets if asset.name == "Thermostat-1")
    assert rooms[thermostat.space_key] == "B102"


def test_reading_twice_gives_the_same():
    path = shared("bim", "Duplex_A_20110907.ifc")
    assert read_ifc(path) == read_ifc(path)
