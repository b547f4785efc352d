"""Floor plans in colours: what is offered to whom, what is never drawn, and rooms that are searched for."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.registers.estate import registry, rules
from samdrift.registers.estate.models import Site, Space, Storey
from samdrift.registers.estate.queries import colouring
from tests.world import Actor, World


def outlined(left: float = 0) -> dict[str, Any]:
    ring = [[left, 0.0], [left + 4, 0.0], [left + 4, 3.0], [left, 3.0]]
    return {"rings": [{"outer": ring, "holes": []}]}


@pytest.fixture
def drawn(world: World) -> Space:
    """The washroom has an outline; beside it lies a server room that is secured."""
    with everywhere(reason="a test draws"):
        Space.objects.filter(pk=world.washroom.pk).update(outline=outlined(), search_text="0.12 toilet")
    return Space.objects.create(
        community=world.community, site=world.site, storey=world.storey, number="0.66", name="Server", zone="secured",
        outline=outlined(4), search_text="0.66 server",
    )  # fmt: skip


def page(client: Client, world: World, **asked: str) -> str:
    return client.get(reverse("estate:storey", args=[world.storey.uid]), asked).content.decode()


def picture(text: str) -> str:
    return text.partition('role="group" aria-labelledby')[2].partition("</svg>")[0]


@pytest.mark.parametrize(
    ("source", "origin"),
    [("Qto_SpaceBaseQuantities.NetFloorArea", "net"), ("BaseQuantities.GrossFloorArea", "gross"),
     ("geometry", "measured"), ("typed", "told"), ("table", "told"), ("GSA Space Areas.GSA BIM Area", "other")],
)  # fmt: skip
def test_an_areas_origin_is_told_by_its_source(source: str, origin: str) -> None:
    assert rules.area_origin(source) == origin


def test_a_colouring_nobody_can_draw_stops_the_start_up() -> None:
    first = registry.colourings()[0]
    with pytest.raises(ValueError, match="twice"):
        registry.register_colouring(first)
    odd = registry.Colouring(
        code="odd", name="odd", words="", permission="", load=first.load, legend=(registry.Shade("x", "x", "plaid"),)
    )
    with pytest.raises(ValueError, match="draw"):
        registry.register_colouring(odd)


def test_every_shade_has_a_look_of_its_own_and_a_pattern() -> None:
    from samdrift.doors.pages.svg.looks import DRAWINGS

    assert set(DRAWINGS) == set(registry.LOOKS) - {"none"}
    for one in registry.colourings():
        looks = [shade.look for shade in one.legend]
        assert len(set(looks)) == len(looks)
        assert one.legend[0].look == "none"


def test_a_plan_is_coloured_by_what_is_chosen_with_its_legend(world: World, drawn: Space, client: Client) -> None:
    client.force_login(world.asta.person)
    assert "No area (1)" in page(client, world, colour="estate.area_basis")
    assert "No open request (1)" in page(client, world, colour="no.such")


def test_secured_rooms_are_drawn_for_the_cleared_only(world: World, drawn: Space, client: Client) -> None:
    client.force_login(world.asta.person)
    text = page(client, world)
    assert "0.66" not in picture(text)
    assert "Secured rooms are not drawn for you" in text
    officer = world.someone("SEC-OFF")
    client.force_login(officer.person)
    text = page(client, world)
    assert "0.66" in picture(text)
    assert "Secured rooms are not drawn for you" not in text


def test_of_a_secured_site_nothing_is_drawn_for_others(world: World, drawn: Space, client: Client) -> None:
    with everywhere(reason="a test secures a site"):
        Site.objects.filter(pk=world.site.pk).update(zone="secured")
    client.force_login(world.asta.person)
    assert picture(page(client, world)) == ""


def test_a_secured_room_is_not_found_on_another_storey(world: World, drawn: Space, client: Client) -> None:
    above = Storey.objects.create(community=world.community, site=world.site, building=world.building, name="1. sal")
    with everywhere(reason="a test moves rooms"):
        Space.objects.filter(pk__in=(drawn.pk, world.washroom.pk)).update(storey=above)
    client.force_login(world.asta.person)
    assert "0.66 Server" not in page(client, world, q="server")
    assert re.search(r'href="/storeys/[^"]+q=toilet[^"]*">0.12 Toilet', page(client, world, q="toilet"))


def test_a_room_that_is_searched_for_is_marked(world: World, drawn: Space, client: Client) -> None:
    client.force_login(world.asta.person)
    text = page(client, world, q="toi")
    assert 'class="sp shaded here"' in text
    assert "1 room is marked on this storey." in text
    assert "No room of this storey is called so." in page(client, world, q="sauna")


def test_who_may_not_see_requests_is_not_offered_their_colours(world: World) -> None:
    def codes(actor: Actor) -> list[str]:
        return [one.code for one in colouring.offered(actor.scope)]

    assert codes(world.asta) == ["requests.open", "promises.risk", "rounds.today", "rounds.week", "estate.area_basis"]
    limited = world.asta.scope.limited_to(frozenset({"estate.view"}))
    assert [one.code for one in colouring.offered(limited)] == ["estate.area_basis"]


@pytest.mark.parametrize("code", ["requests.open", "promises.risk", "rounds.today", "rounds.week"])
def test_a_coloured_storey_costs_the_same_however_many_rooms(
    world: World, drawn: Space, client: Client, code: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.asta.person)
    page(client, world, colour=code)
    counts = []
    for extra in (1, 30):
        for number in range(extra):
            Space.objects.create(
                community=world.community, site=world.site, storey=world.storey, number=f"{extra}.{number}",
                outline=outlined(number * 5),
            )  # fmt: skip
        with django_assert_max_num_queries(18) as seen:
            page(client, world, colour=code, q="toilet")
        counts.append(len(seen))
    assert counts[0] == counts[1]
