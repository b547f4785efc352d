"""Borders from a file: read, checked, matched to units, valid from a day; and sites put on the map."""

import json
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Stale
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.commands.borders import place_site, set_borders
from samdrift.registers.estate.formats import borders
from samdrift.registers.estate.formats.borders import AreaRead, read_borders
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.models import Site, UnitBorder
from samdrift.registers.estate.queries.positions import borders_on
from tests.shared import shared_data
from tests.world import NOON, World

SQUARE = [[9.0, 56.0], [10.0, 56.0], [10.0, 57.0], [9.0, 57.0], [9.0, 56.0]]
BOW = [[9.0, 56.0], [10.0, 57.0], [10.0, 56.0], [9.0, 57.0], [9.0, 56.0]]
DAY = date(2025, 5, 5)


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(name: Any = "North", ring: Any = SQUARE, **properties: Any) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": shape}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(told: Any) -> Path:
        path = tmp_path / "borders.geojson"
        path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
        return path

    return written


def test_an_area_becomes_rings_on_the_plane_with_a_point_inside(write: Any):
    (area,) = read_borders(write(collection(feature())))
    assert area.name == "North"
    assert len(area.rings[0]) == 5
    xs, ys = [x for x, _y in area.rings[0]], [y for _x, y in area.rings[0]]
    assert min(xs) < area.label[0] < max(xs)
    assert min(ys) < area.label[1] < max(ys)


def test_parts_of_one_name_are_one_border(write: Any):
    beside = [[x + 3, y] for x, y in SQUARE]
    (area,) = read_borders(write(collection(feature(), feature(ring=beside))))
    assert len(area.rings) == 2


def test_the_property_that_names_the_unit_may_be_told(write: Any):
    path = write(collection(feature(POLKR_NAVN="Nordjyllands Politi")))
    assert [one.name for one in read_borders(path, "polkr_navn")] == ["Nordjyllands Politi"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("no json", "not_geojson"), ("[" * 100_000, "not_geojson"), ({"type": "Feature"}, "not_geojson"),
        ({"type": "FeatureCollection", "features": [1]}, "not_geojson"), (collection(), "borders_none"),
        (collection({"type": "Feature", "properties": {}, "geometry": None}), "borders_unnamed"),
        (collection({**feature(), "geometry": {"type": "Point", "coordinates": [9, 56]}}), "border_no_area"),
        (collection({**feature(), "geometry": None}), "border_no_area"),
        (collection(feature(ring=[[500_000, 6_200_000]] * 5)), "border_degrees"),
        (collection(feature(ring=[["9", "56"]] * 5)), "border_degrees"),
        (collection(feature(ring=[[9]])), "border_degrees"),
        (collection(feature(ring="ring")), "border_degrees"),
        (collection(feature(ring=[[9, 56], [9, 57]])), "border_broken"),
        (collection(feature(ring=BOW)), "border_broken"), (collection(feature(ring=[])), "border_broken"),
        (collection(feature(ring=[[float("nan"), 1], [2, 2], [3, 1]])), "border_degrees"),
    ],
)  # fmt: skip
def test_what_is_no_border_is_refused_with_a_sentence(write: Any, told: Any, code: str):
    with pytest.raises(RefusedFile) as refused:
        read_borders(write(told))
    assert refused.value.code == code
    assert refused.value.sentence


def test_a_file_too_large_is_not_read(write: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(borders, "LARGEST_MB", 0)
    with pytest.raises(RefusedFile, match="at most 0 MB"):
        read_borders(write(collection(feature())))


def test_too_many_points_are_not_read(write: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(borders, "MOST_POINTS", 4)
    with pytest.raises(RefusedFile, match="at most 4"):
        read_borders(write(collection(feature())))


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(geometry=json_values, properties=json_values)
def test_whatever_a_feature_holds_it_is_read_or_refused(tmp_path_factory: Any, geometry: Any, properties: Any):
    path = tmp_path_factory.mktemp("borders") / "any.geojson"
    shape = {"type": "Polygon", "coordinates": geometry}
    path.write_text(json.dumps(collection({"properties": properties, "geometry": shape}), default=str))
    with suppress(RefusedFile):
        read_borders(path, "name")


@pytest.mark.shared
def test_denmarks_police_districts_are_read():
    areas = read_borders(shared_data("geo", "dk_politikredse.geojson"), "POLKR_NAVN")
    assert len(areas) == 12
    assert sum(len(ring) for one in areas for ring in one.rings) < 12_000


def area(name: str) -> AreaRead:
    return AreaRead(name, (((0, 0), (10, 0), (0, 10), (0, 0)),), (2, 2))


def draw(world: World, *names: str, day: date = DAY) -> Any:
    scope = world.someone("UNIT-ADM").scope
    return set_borders(scope, [area(one) for one in names], source="The agency", valid_from=day, now=NOON)


def test_borders_find_their_unit_by_code_or_name_however_spelt(world: World):
    made = draw(world, "north", "Nowhere")
    assert made.units == (world.north.code,)
    assert made.unknown == ("Nowhere",)
    (told,) = borders_on(world.dan.scope, DAY)
    assert (told.unit_id, told.source, told.x) == (world.north.pk, "The agency", 2)


def test_a_later_border_ends_the_earlier_the_day_before(world: World):
    draw(world, "NORTH")
    later = DAY + timedelta(days=30)
    draw(world, "NORTH", day=later)
    with everywhere(reason="a test looks at all rows"):
        rows = list(UnitBorder.objects.order_by("valid_from").values_list("valid_from", "valid_to"))
    assert rows == [(DAY, later - timedelta(days=1)), (later, None)]
    assert len(borders_on(world.dan.scope, DAY)) == len(borders_on(world.dan.scope, later)) == 1
    assert borders_on(world.dan.scope, DAY - timedelta(days=1)) == []


def test_a_border_of_the_same_day_replaces_the_other_and_both_are_kept(world: World):
    draw(world, "NORTH")
    draw(world, "NORTH")
    with everywhere(reason="a test looks at all rows"):
        assert UnitBorder.objects.count() == 2
    assert len(borders_on(world.dan.scope, DAY)) == 1


def test_borders_nobody_has_are_refused(world: World):
    with pytest.raises(Invalid):
        draw(world, "Nowhere")
    with pytest.raises(Invalid):
        set_borders(world.someone("UNIT-ADM").scope, [area("NORTH")], source=" ", valid_from=DAY, now=NOON)


def test_borders_are_drawn_by_those_who_bring_places_in(world: World):
    with pytest.raises(NotAllowed):
        set_borders(world.bo.scope, [area("NORTH")], source="x", valid_from=DAY, now=NOON)


def test_another_community_sees_no_border(world: World):
    draw(world, "NORTH")
    assert borders_on(world.carla.scope, DAY) == []


def test_a_site_is_put_on_the_map_and_taken_off(world: World):
    scope = world.dan.scope
    site = place_site(scope, world.site.uid, Decimal("57.0481234"), Decimal("9.92"), expected_version=None, now=NOON)
    assert (site.latitude, site.longitude) == (Decimal("57.04812"), Decimal("9.92000"))
    with pytest.raises(Stale):
        place_site(scope, site.uid, None, None, expected_version=site.version - 1, now=NOON)
    assert place_site(scope, site.uid, None, None, expected_version=site.version, now=NOON).latitude is None


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("91", "9"), ("57", "181"), ("NaN", "9"), ("57", None), ("Infinity", "9")],
)
def test_degrees_out_of_range_are_refused(world: World, latitude: str, longitude: str | None):
    with pytest.raises(Invalid):
        place_site(
            world.dan.scope, world.site.uid, Decimal(latitude), Decimal(longitude) if longitude else None,
            expected_version=None, now=NOON,
        )  # fmt: skip


def test_who_may_not_change_the_estate_moves_no_site(world: World):
    with pytest.raises(NotAllowed):
        place_site(world.bo.scope, world.site.uid, None, None, expected_version=None, now=NOON)
    with pytest.raises(Site.DoesNotExist):
        place_site(world.carla.scope, world.site.uid, None, None, expected_version=None, now=NOON)


def test_the_page_puts_a_site_on_the_map(world: World, client: Client):
    client.force_login(world.dan.person)
    address = reverse("estate:place", args=[world.site.uid])
    assert client.get(address).status_code == 200
    with everywhere(reason="a test reads a version"):
        version = Site.objects.get(pk=world.site.pk).version
    wrong = client.post(address, {"latitude": "north", "longitude": "9", "version": version})
    assert wrong.status_code == 422
    sent = client.post(address, {"latitude": "57,05", "longitude": "9.92", "version": version})
    assert sent.status_code == 302
    with everywhere(reason="a test looks at the site"):
        assert Site.objects.get(pk=world.site.pk).latitude == Decimal("57.05")
    assert 'class="map-home"' in client.get(address).content.decode()


def test_the_page_is_for_those_who_may_change_the_estate(world: World, client: Client):
    client.force_login(world.bo.person)
    assert client.get(reverse("estate:place", args=[world.site.uid])).status_code == 403
