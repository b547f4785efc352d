"""The map's drawing: land cut to what is seen, marks, clusters, legend; and more ground for the script."""

import gzip
import re
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samdrift.doors.pages.environment import map_of
from samdrift.doors.pages.maps import view_from
from samdrift.doors.pages.svg import MapArea, MapKey, SiteMark, site_map
from samdrift.doors.pages.svg.ground import FILE, clipped, countries, ground, lies_in
from samdrift.kernel.maps import View, projected, view_of

DENMARK = View(546_800, 316_100, 22_800, 19_000)


def mark(latitude: float, longitude: float, **more: object) -> SiteMark:
    x, y = projected(latitude, longitude)
    return SiteMark(x=x, y=y, **{"name": "Station Vestby", "url": "/sites/1/", "form": 1, **more})


FAR_APART = [mark(57.05, 9.92), mark(55.68, 12.57, name="Station Sundby", form=4, words="12")]


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture.replace("&nbsp;", " "))


def test_the_outlines_tell_where_they_come_from_and_under_which_licence():
    assert '"about": "world-atlas 2.0.2 | ISC' in FILE.read_text(encoding="utf-8")[:200]
    assert "PROVIDED" in (FILE.parent / "LICENSE").read_text()


def test_the_countries_we_work_in_and_their_neighbours_are_there():
    assert {"DK", "SE", "NO", "FI", "DE", "GB", "IE", "NL", "PL", "FR"} <= {one.code for one in countries()}


def test_a_view_of_denmark_is_small():
    under = ground(DENMARK, ["DK"])
    assert len(gzip.compress((under.home + under.others).encode())) < 12_000
    assert [code for code, *_rest in under.names if code == "DK"] == ["DK"]


def test_the_map_s_own_country_is_drawn_apart():
    assert ground(DENMARK, ["DK"]).home
    assert not ground(DENMARK).home


def test_what_is_seen_closer_is_drawn_finer():
    assert ground(DENMARK.scaled(0.1)).grain < ground(DENMARK).grain


@pytest.mark.parametrize(
    ("latitude", "longitude", "land"),
    [
        (55.4, 10.39, "DK"),
        (56.46, 9.4, "DK"),
        (56.6, 11.3, ""),
        (55.9, 13.6, "SE"),
        (51.8, -0.2, "GB"),
        (54.3, 9.7, "DE"),
    ],
)
def test_a_place_lies_on_the_land_it_lies_on(latitude: float, longitude: float, land: str):
    point = projected(latitude, longitude)
    assert [code for code in ("DK", "SE", "GB", "DE") if lies_in(code, *point)] == ([land] if land else [])


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(-50, 150)), min_size=3, max_size=12))
def test_a_ring_cut_to_a_box_stays_inside_it(ring):
    for x, y in clipped(list(ring), View(0, 0, 100, 100)):
        assert -1e-6 <= x <= 100 + 1e-6
        assert -1e-6 <= y <= 100 + 1e-6


def test_no_site_is_no_map():
    assert site_map([], label="Sites") == ""


def test_every_site_is_a_link_with_its_words():
    picture = str(site_map(FAR_APART, label="Open requests"))
    tree = parsed(picture)
    names = [link.get("aria-label") for link in tree.iter("{http://www.w3.org/2000/svg}a")]
    assert sorted(set(names)) == ["Station Sundby: 12", "Station Vestby"]
    assert len(names) == 4  # on a wide and on a narrow screen
    assert "style=" not in picture
    assert "<script" not in picture


def test_near_sites_are_one_mark_that_leads_closer():
    near = [mark(55.68, 12.57, form=1), mark(55.681, 12.571, form=3, words="9"), mark(57.05, 9.92)]
    asked: list[View] = []

    def zoom(view: View) -> str:
        asked.append(view)
        return "/closer/"

    picture = str(site_map(near, label="Open requests", zoom=zoom))
    assert 'aria-label="2 sites · Station Vestby: 9 …"' in picture
    assert '<circle class="mark m3" r="11"/>' in picture
    closer = min(asked, key=lambda view: view.width or 1e9)
    assert all(closer.holds(one.x, one.y) for one in near[:2])


def test_the_legend_tells_numbers_and_not_colours_alone():
    picture = str(site_map(FAR_APART, label="Open", key=[MapKey(form=4, words="5 – 12", count=1204)], heading="Open"))
    assert re.search(r"5 – 12 <span[^>]*>\(1,204\)</span>", picture)


def test_forms_differ_in_more_than_their_shade():
    picture = str(site_map(FAR_APART, label="Sites"))
    drawn = re.findall(r'f[1-4]"><circle class="mark-touch"[^>]*/>(<[^>]+>)', picture)
    assert len({re.sub(r"m\d", "", one) for one in drawn}) == 4


def test_what_is_outside_the_view_is_not_drawn():
    only = view_of([(FAR_APART[0].x, FAR_APART[0].y)], ratio=1)
    assert "Station Sundby" not in str(site_map(FAR_APART, label="Sites", view=only, table=False))


def test_borders_are_drawn_and_named():
    x, y = projected(55.68, 12.57)
    area = MapArea(name="Sjælland", rings=[[(x, y), (x + 100, y), (x, y + 100)]], x=x, y=y)
    assert "<title>Sjælland</title>" in str(site_map(FAR_APART, label="Sites", areas=[area]))


def test_countries_are_named_in_the_readers_language():
    view = View(546_800, 310_000, 40_000, 30_000)
    with translation.override("sv"):
        assert ">Danmark<" in str(site_map(FAR_APART, label="Sites", view=view))


def test_plain_values_of_a_room_make_the_same_map():
    one = {"x": FAR_APART[0].x, "y": FAR_APART[0].y, "name": "Station Vestby", "url": "/sites/1/", "form": 1}
    assert map_of({"sites": [one], "label": "Sites"}) == site_map(FAR_APART[:1], label="Sites")


@pytest.mark.parametrize("written", ["", "1,2,3", "a,b,c,d", "0,0,0,5", "1,1,99999999999,1", "0,0,-4,4", "٣,1,1,1"])
def test_only_a_part_of_the_plane_is_one(written: str):
    assert view_from(written) is None


def test_in_a_narrow_column_there_is_one_picture_without_buttons():
    picture = str(site_map(FAR_APART, label="Sites", zoom=lambda _view: "/closer/", small=True))
    assert picture.count("data-pixel") == 1
    assert "data-map-step" not in picture
