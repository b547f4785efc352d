"""The map of sites: what stands on it for whom, its classes, its page, its points and its card."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.partnership.insight.queries.maps import SitesOnMap, sites_on_map
from samdrift.partnership.insight.registry import Asked
from samdrift.partnership.insight.rules.maps import days_of, forms, ordered
from samdrift.registers.estate.models import Site
from samdrift.registers.parties.models import Unit
from tests.world import World


def put(world: World, many: int, *, begin: int = 0, **more: object) -> list[Site]:
    """Sites a few kilometres from each other in the north of Jutland."""
    values = {"unit": world.north, "kind": "station", "timezone": "Europe/Copenhagen", "state": "live", **more}
    return Site.objects.bulk_create(
        [
            Site(
                community=world.site.community, code=f"S-{n:03}", name={"en": f"Site {n}", "da": f"Sted {n}"},
                latitude=Decimal("56.5") + n // 10 * Decimal("0.1"), longitude=Decimal("9.0") + n % 10 * Decimal("0.1"),
                **values,
            )
            for n in range(begin, begin + many)
        ]
    )  # fmt: skip


@pytest.fixture
def placed(world: World) -> Site:
    """The small world's site with a place in Aalborg."""
    with everywhere(reason="a test places a site"):
        Site.objects.filter(pk=world.site.pk).update(latitude=Decimal("57.05"), longitude=Decimal("9.92"))
        return Site.objects.get(pk=world.site.pk)


def signed_in(client: Client, world: World, who: str = "dan") -> Client:
    client.force_login(getattr(world, who).person)
    return client


def codes(found: SitesOnMap) -> list[str]:
    """The codes of the sites with a place."""
    return [one.site.code for one in found.rows if one.site.point]


def test_marks_spread_over_the_classes_there_are():
    assert [forms(many, "down") for many in range(5)] == [(), (2,), (1, 4), (1, 3, 4), (1, 2, 3, 4)]
    assert forms(4, "up") == (4, 3, 2, 1)


@pytest.mark.parametrize("period", ["year", "quarter", "last_month", "month"])
def test_a_period_ends_where_the_running_month_begins_or_with_today(period: str):
    since, until = days_of(period, date(2026, 1, 15))
    assert since.day == 1
    assert until == (date(2026, 1, 16) if period == "month" else date(2026, 1, 1))


def test_what_has_nothing_to_tell_is_listed_last_either_way():
    keys = {"n": lambda one: one}
    assert ordered([2, None, 1], "n", keys) == [1, 2, None]
    assert ordered([2, None, 1], "-n", keys) == [2, 1, None]
    assert ordered([2, None, 1], "", keys) == [2, None, 1]


def test_a_site_is_marked_by_its_figure(world: World, placed: Site, report: Reporter, year: Asked):
    put(world, 2)
    report()
    found = sites_on_map(world.dan.scope, "requests.open", year)
    told = {one.site.code: (one.value, one.form) for one in found.rows if one.site.point}
    assert told == {placed.code: (1, 4), "S-000": (0, 1), "S-001": (0, 1)}
    assert [(one.low, form) for one, form in found.told] == [(0, 1), (1, 4)]
    assert found.nowhere == len(found.rows) - 3


def test_what_changes_is_on_the_next_page(world: World, placed: Site, report: Reporter, client: Client):
    signed_in(client, world)
    address = reverse("insight:map")
    first = client.get(address).content.decode()
    assert client.get(address).content.decode().count("<tr>") == first.count("<tr>")
    report()
    reported = client.get(address).content.decode()
    assert f">{placed.name['en']}: 1<" in reported.replace("title>", ">")
    assert f">{placed.name['en']}: 1<" not in first.replace("title>", ">")
    put(world, 1)
    more = client.get(address).content.decode()
    assert "Site 0" in more
    assert "Site 0" not in reported
    with everywhere(reason="a test calls a site otherwise"):
        Site.objects.filter(pk=placed.pk).update(name={"en": "The old mill", "da": "Den gamle mølle"})
    assert "The old mill" in client.get(address).content.decode()


def test_nothing_is_told_of_sites_whose_rows_one_may_not_see(world: World, placed: Site, year: Asked):
    put(world, 1, unit=world.south)
    reader = world.someone("USR")
    found = sites_on_map(reader.scope, "cost.invoiced", year)
    assert found.figure is None
    assert {one.form for one in found.rows} == {0}


def test_a_manager_of_one_district_sees_its_sites_alone(world: World, placed: Site, year: Asked):
    put(world, 1, unit=world.south)
    south = world.someone("DIST-MGT", unit=world.south, reach_kind="unit", reach_to=[world.south.pk])
    assert codes(sites_on_map(south.scope, "", year)) == ["S-000"]


def test_another_community_sees_none_of_them(world: World, placed: Site, year: Asked):
    assert codes(sites_on_map(world.carla.scope, "", year)) == []


def test_a_secured_site_is_on_the_map_of_the_cleared_alone(world: World, placed: Site, year: Asked):
    put(world, 1, zone="secured")
    assert codes(sites_on_map(world.dan.scope, "", year)) == [placed.code]
    cleared = world.someone("SEC-OFF", cleared_for=["D8"])
    assert "S-000" in codes(sites_on_map(cleared.scope, "", year))


def test_what_is_of_class_d8_is_on_nobodys_map(world: World, placed: Site, year: Asked):
    put(world, 1, data_class="D8", zone="secured")
    cleared = world.someone("SEC-OFF", cleared_for=["D8"])
    assert "S-000" not in codes(sites_on_map(cleared.scope, "", year))


def test_a_site_is_found_however_its_name_is_spelt(world: World, year: Asked):
    put(world, 1, town="Ålborg Øst")
    assert codes(sites_on_map(world.dan.scope, "", year, text="alborg ost")) == ["S-000"]


def test_the_page_draws_every_site_and_lists_it(world: World, placed: Site, client: Client):
    put(world, 3)
    page = signed_in(client, world).get(reverse("insight:map"))
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('class="map-home"') == 1
    for code in (placed.code, "S-000", "S-002"):
        assert f'data-map-site="{code}"' in text


def test_the_page_costs_the_same_for_many(world: World, placed: Site, client: Client, django_assert_max_num_queries):
    signed_in(client, world)
    counted = []
    for begin, many in ((0, 1), (1, 30)):
        put(world, many, begin=begin)
        client.get(reverse("insight:map"))
        with django_assert_max_num_queries(30) as found:
            client.get(reverse("insight:map"))
        counted.append(len(found))
    assert counted[0] == counted[1]


def test_a_chosen_site_has_a_card_with_its_figures_and_their_rows(
    world: World, placed: Site, report: Reporter, client: Client
):
    report()
    for name in ("insight:map", "insight:map_card"):
        text = signed_in(client, world).get(reverse(name), {"site": placed.code}).content.decode()
        assert 'id="map-chosen"' in text
        assert f"site={placed.pk}" in text


def test_a_site_one_may_not_see_has_no_card(world: World, placed: Site, client: Client):
    put(world, 1, zone="secured")
    signed_in(client, world)
    assert client.get(reverse("insight:map_card"), {"site": "S-000"}).status_code == 404
    assert 'id="map-chosen"' not in client.get(reverse("insight:map"), {"site": "S-000"}).content.decode()


def test_the_script_is_given_the_sites_of_the_page(world: World, placed: Site, client: Client):
    put(world, 2)
    put(world, 1, begin=5, zone="secured")
    with everywhere(reason="a test takes a place away"):
        Site.objects.filter(code="S-001").update(latitude=None)
    told = signed_in(client, world).get(reverse("insight:map_points")).json()
    assert [one[0] for one in told["sites"]] == [placed.code, "S-000"]
    assert told["site"].endswith("site=CODE")


@pytest.mark.parametrize(
    "query",
    [
        {"box": "1,2"}, {"box": "0,0,0,0"}, {"box": "9999999,9999999,1,1"}, {"district": "x"}, {"figure": "no.such"},
        {"period": "age"}, {"line": "NONE"}, {"sort": "-nothing"}, {"start": "-5"}, {"start": "99999"},
        {"kind": "x" * 200}, {"q": "%"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_in_the_address_is_left_out(
    world: World, placed: Site, client: Client, query: dict[str, str]
):
    assert signed_in(client, world).get(reverse("insight:map"), query).status_code == 200


def test_an_unknown_contract_is_no_other_contracts_map(world: World, placed: Site, client: Client):
    signed_in(client, world)
    for name in ("insight:map", "insight:map_points", "insight:map_card"):
        for asked in ("x", str(world.carla.person.uid)):
            answer = client.get(reverse(name), {"contract": asked})
            assert answer.status_code == 404
    page = client.get(reverse("insight:map"), {"contract": "x"}).content.decode()
    assert "it belongs to a contract you are not part of" in page


def test_a_part_of_the_map_is_drawn_larger_without_a_script(world: World, placed: Site, client: Client):
    page = signed_in(client, world).get(reverse("insight:map"), {"box": "553000,314000,2000,1600"})
    assert 'viewBox="553000 ' in page.content.decode()


def test_districts_may_be_chosen(world: World, placed: Site, client: Client):
    put(world, 1, unit=world.south)
    with everywhere(reason="a test looks a unit up"):
        south = Unit.objects.get(pk=world.south.pk)
    text = signed_in(client, world).get(reverse("insight:map"), {"district": str(south.uid)}).content.decode()
    assert 'data-map-site="S-000"' in text
    assert f'data-map-site="{placed.code}"' not in text


def test_more_ground_is_nobodys_data_but_for_those_signed_in(world: World, client: Client):
    address = reverse("shell:map_ground")
    assert client.get(address, {"box": "540000,310000,20000,20000"}).status_code == 302
    signed_in(client, world)
    told = client.get(address, {"box": "540000,310000,20000,20000", "home": "DK"}).json()
    assert told["home"].startswith("M")
    assert "Denmark" in [name for name, _x, _y in told["names"]]
    assert client.get(address, {"box": "1,2,3"}).status_code == 404
    assert client.get(address, {"box": "0,0,99999999,1"}).status_code == 404


def test_a_districts_page_has_its_sites_on_a_map(world: World, placed: Site, client: Client):
    put(world, 1, unit=world.south)
    text = signed_in(client, world).get(reverse("insight:district", args=[world.north.uid])).content.decode()
    assert 'class="map-home"' in text
    assert f"site={placed.code}" in text
    assert "site=S-000" not in text
