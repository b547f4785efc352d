"""What the reader makes of units, missing parts and contradictions, on written models with one thing changed."""

import re
from decimal import Decimal

import pytest

from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.ifc.areas import area_that_counts, shape_scale
from samdrift.registers.estate.formats.ifc_writer import BuildingSpec, write_building
from samdrift.registers.estate.formats.outlines import area_m2
from samdrift.registers.estate.formats.uses import asset_class_of, use_of

GOOD = write_building(
    BuildingSpec(code="B", name="Hus", area_m2=Decimal(640), spaces=20, assets=9, storeys=2, seed=3)
).decode()
NET = re.compile(r"(IFCQUANTITYAREA\('NetFloorArea',\$,\$,)([\d.]+)")


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "model.ifc"
        path.write_text(text, "ascii")
        return read_ifc(path)

    return read_text


def codes(model):
    return {finding.code for finding in model.findings}


def test_areas_in_square_millimetres_become_square_metres(read):
    text = GOOD.replace(".AREAUNIT.,$,", ".AREAUNIT.,.MILLI.,")
    text = NET.sub(lambda found: f"{found[1]}{float(found[2]) * 1e6:.1f}", text)
    assert read(text).area_m2 == Decimal(640)


def test_square_feet_are_converted_without_regard_to_the_length_unit(read):
    last = len(re.findall(r"^#\d+=", GOOD, re.MULTILINE))
    feet = (
        f"#{last + 1}=IFCDIMENSIONALEXPONENTS(2,0,0,0,0,0,0);\n#{last + 2}=IFCSIUNIT(*,.AREAUNIT.,$,.SQUARE_METRE.);\n"
        f"#{last + 3}=IFCMEASUREWITHUNIT(IFCAREAMEASURE(0.09290304),#{last + 2});\n"
        f"#{last + 4}=IFCCONVERSIONBASEDUNIT(#{last + 1},.AREAUNIT.,'SQUARE FOOT',#{last + 3});\nENDSEC;\nEND-ISO"
    )
    text = GOOD.replace("ENDSEC;\nEND-ISO", feet)
    area_unit = re.search(r"#(\d+)=IFCSIUNIT\(\*,.AREAUNIT", GOOD)[1]
    text = re.sub(rf"(IFCUNITASSIGNMENT\(\([^)]*)#{area_unit}\b", rf"\1#{last + 4}", text)
    text = NET.sub(lambda found: f"{found[1]}{float(found[2]) / 0.09290304:.6f}", text)
    model = read(text)
    assert float(model.area_m2) == pytest.approx(640, abs=0.01)
    assert model.units.area_name == "SQUARE FOOT"


def test_rooms_without_quantities_are_measured(read):
    model = read(GOOD.replace("'NetFloorArea'", "'GrossWallArea'"))
    assert {space.area_source for space in model.spaces} == {"geometry"}
    assert float(model.area_m2) == pytest.approx(640, rel=0.002)
    assert "area_from_geometry" in codes(model)


def test_rooms_without_shapes_keep_their_stated_areas(read):
    model = read(re.sub(r"(IFCSPACE\('[^']*',\$,'[^']*',\$,\$,#\d+,)#\d+", r"\1$", GOOD))
    assert model.area_m2 == Decimal(640)
    assert not any(space.outline for space in model.spaces)
    assert "no_outline" in codes(model)


def test_a_stated_area_far_from_the_shape_is_told(read):
    model = read(NET.sub(lambda found: f"{found[1]}{float(found[2]) * 2}", GOOD, count=1))
    told = [finding for finding in model.findings if finding.code == "area_disagrees"]
    assert len(told) == 1
    assert "Check which is right before it is priced." in told[0].sentence


def test_rooms_that_hang_on_no_storey_are_read_and_told(read):
    rooms = re.search(r"#\d+=IFCRELAGGREGATES\('[^']*',\$,\$,\$,#\d+,\((?:#\d+,){5,}#\d+\)\);\n", GOOD)[0]
    model = read(GOOD.replace(rooms, ""))
    assert len(model.spaces) == 20
    assert sum(not space.storey_key for space in model.spaces) == 10
    assert "space_without_storey" in codes(model)


def test_repeated_room_numbers_on_a_storey_are_told(read):
    assert "duplicate_number" in codes(read(GOOD.replace("'0.02'", "'0.01'")))


def test_a_model_of_ifc_4_3_is_read(read):
    model = read(GOOD.replace("('IFC4')", "('IFC4X3_ADD2')"))
    assert (model.schema, model.area_m2, len(model.assets)) == ("IFC4X3_ADD2", Decimal(640), 9)


def test_outlines_are_as_large_as_their_rooms_and_lie_on_their_storey(read):
    for space in read(GOOD).spaces:
        assert area_m2(space.outline) == pytest.approx(float(space.area_m2), rel=0.005)
        assert min(x for part in space.outline for x, _ in part.outer) >= 0


@pytest.mark.parametrize(
    ("stated", "planned", "measured", "expected"),
    [
        ({"Q.GrossFloorArea": 20, "Q.NetFloorArea": 18}, {}, 20, (18, "Q.NetFloorArea")),
        ({"Mine.NetFloorArea": 1, "BaseQuantities.NetFloorArea": 2}, {}, None, (2, "BaseQuantities.NetFloorArea")),
        ({"horizontal area": 7, "NetWallArea": 99}, {}, 8, (7, "horizontal area")),
        ({"Q.NetWallArea": 99, "Q.GrossCeilingArea": 12}, {}, 8, (8, "geometry")),
        ({}, {"P.NetPlannedArea": 5}, None, (5, "P.NetPlannedArea")),
        ({}, {}, None, (None, "")),
        ({"Q.NetFloorArea": 0}, {}, 30, (0, "Q.NetFloorArea")),
    ],
)
def test_net_counts_before_gross_before_others_before_the_shape(stated, planned, measured, expected):
    def decimals(areas):
        return {name: Decimal(area) for name, area in areas.items()}

    found = area_that_counts(decimals(stated), decimals(planned), None if measured is None else Decimal(measured))
    assert found == expected


def test_shapes_in_the_wrong_unit_are_brought_back():
    assert shape_scale([(46.0, 115_157_200.0)], 1.0, (0.001, 1.0)) == pytest.approx(0.001)
    assert shape_scale([(46.0, 48.0)], 1.0, (0.001, 1.0)) == 1.0
    assert shape_scale([], 1.0, (0.001, 1.0)) == pytest.approx(0.001)
    assert shape_scale([(10.0, 107.639)], 1.0, (1.0,)) == pytest.approx(0.3048)


@pytest.mark.parametrize(
    ("words", "use"),
    [
        ("Mødelokale 2", "meeting_room"),
        ("Sammanträdesrum", "meeting_room"),
        ("Storrumskontor", "open_office"),
        ("Cellekontor", "office"),
        ("Venterum detention", "custody_cell"),
        ("HC-WC", "accessible_toilet"),
        ("Städrum", "cleaning_room"),
        ("Fordelingsgang", "corridor"),
        ("Flur", "corridor"),
        ("X12", ""),
    ],
)
def test_uses_are_known_by_their_words_in_three_languages(words, use):
    assert use_of(words) == use


@pytest.mark.parametrize(
    ("ifc_class", "predefined", "words", "asset_class"),
    [
        ("IfcTransportElementType", "ELEVATOR", "OP-8", "lift"),
        ("IfcElectricApplianceType", "", "Opvaskemaskine S-45", "dishwasher"),
        ("IfcLightFixtureType", "", "Nødbelysning", "emergency_light"),
        ("IfcFlowTerminal", "", "M_Smoke Detector", "fire_alarm"),
        ("IfcSanitaryTerminalType", "WASHHANDBASIN", "H-5", "washbasin"),
        ("IfcFurniture", "", "Coffee Table", "table"),
        ("IfcFlowTerminal", "", "0815", "other"),
    ],
)
def test_things_are_known_by_what_the_model_or_their_name_says(ifc_class, predefined, words, asset_class):
    assert asset_class_of(ifc_class, predefined, words) == asset_class
