from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.registers.estate.formats.floor_layout import shares
from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.ifc_writer import BuildingSpec, write_building
from samdrift.registers.estate.formats.outlines import area_m2
from samdrift.registers.estate.formats.programmes import PROGRAMMES

TOWN_HALL = BuildingSpec(
    code="B-0042",
    name="Politigården på Ærø",
    area_m2=Decimal("4321.09"),
    spaces=150,
    assets=190,
    use="police_station",
    storeys=4,
    below_ground=1,
    site_name="Politigården",
    address="Prøvevej 1",
    town="Øby",
    postal_code="9999",
    latitude=55.5,
    longitude=10.25,
)


@pytest.fixture
def read(tmp_path):
    def read_back(spec):
        path = tmp_path / "model.ifc"
        path.write_bytes(write_building(spec))
        return read_ifc(path)

    return read_back


def test_a_written_building_has_exactly_the_rooms_machines_and_area_asked_for(read):
    model = read(TOWN_HALL)
    assert model.findings == ()
    assert [storey.name for storey in model.storeys] == ["Kælder", "Stue", "1. sal", "2. sal"]
    assert [storey.level for storey in model.storeys] == [-1, 0, 1, 2]
    assert (len(model.spaces), len(model.assets)) == (150, 190)
    assert model.area_m2 == Decimal("4321.09")
    assert model.buildings[0].long_name == "Politigården på Ærø"
    assert model.sites[0].address == "Prøvevej 1, 9999 Øby, DK"
    assert (model.sites[0].latitude, model.sites[0].longitude) == (55.5, 10.25)


@settings(max_examples=15)
@given(
    area=st.decimals(min_value=200, max_value=9000, places=2),
    spaces=st.integers(6, 120),
    assets=st.integers(0, 90),
    storeys=st.integers(1, 6),
    use=st.sampled_from(sorted(PROGRAMMES)),
    seed=st.integers(0, 9),
)
def test_any_building_reads_back_as_specified(tmp_path_factory, area, spaces, assets, storeys, use, seed):
    spec = BuildingSpec(
        code="B", name="Hus", area_m2=area, spaces=spaces, assets=assets, storeys=storeys, use=use, seed=seed
    )
    path = tmp_path_factory.mktemp("written") / "model.ifc"
    path.write_bytes(write_building(spec))
    model = read_ifc(path)
    assert model.area_m2 == area
    assert (len(model.storeys), len(model.spaces), len(model.assets)) == (storeys, spaces, assets)
    assert all(space.use and space.storey_key and space.outline for space in model.spaces)
    assert all(asset.asset_class != "other" and asset.space_key and asset.type_key for asset in model.assets)
    numbers = [(space.storey_key, space.name) for space in model.spaces]
    assert len(numbers) == len(set(numbers))


def test_rooms_on_a_storey_do_not_cover_each_other(read):
    from shapely import Polygon, union_all

    model = read(TOWN_HALL)
    for storey in model.storeys:
        outlines = [space.outline for space in model.spaces if space.storey_key == storey.key]
        together = union_all([Polygon(part.outer) for outline in outlines for part in outline]).area
        assert together == pytest.approx(sum(area_m2(outline) for outline in outlines), rel=0.001)


def test_the_same_spec_gives_the_same_bytes_and_another_code_gives_other_identifiers(read):
    assert write_building(TOWN_HALL) == write_building(TOWN_HALL)
    keys = {space.key for space in read(TOWN_HALL).spaces}
    other = BuildingSpec(code="B-0043", name="Hus", area_m2=Decimal(900), spaces=30, assets=9)
    assert keys.isdisjoint(space.key for space in read(other).spaces)


def test_a_building_that_cannot_be_is_not_written():
    with pytest.raises(ValueError, match="Every storey needs a room"):
        BuildingSpec(code="B", name="", area_m2=Decimal(100), spaces=2, assets=0, storeys=3)


@given(total=st.integers(50, 10_000), weights=st.lists(st.floats(0.1, 50), min_size=1, max_size=40))
def test_shares_sum_to_the_whole(total, weights):
    parts = shares(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 1


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # the validator leaves its rules open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_written_building_obeys_the_schema_and_its_rules(tmp_path):
    import ifcopenshell
    import ifcopenshell.validate

    path = tmp_path / "model.ifc"
    path.write_bytes(
        write_building(BuildingSpec(code="B", name="Hus", area_m2=Decimal(300), spaces=9, assets=30, storeys=3))
    )
    log = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(ifcopenshell.open(path), log, express_rules=True)
    assert log.statements == []
