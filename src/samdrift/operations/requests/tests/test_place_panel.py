"""What a place's page tells of requests: those open there, and those about the rooms it took over from."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.estate.models import Space, SpaceLineage
from tests.world import NOON, World


def hall(world: World, *before: Space, state: str = "merged") -> Space:
    """A room that took over from others, which are no more unless they are still `active`."""
    room = Space.objects.create(
        community=world.community, site=world.site, storey=world.storey, number="1.99", name="Hall", area_m2=40
    )
    for one in before:
        one.state = state
        one.save_changes("state")
        SpaceLineage.objects.create(
            community=world.community, site=world.site, predecessor=one, successor=room, kind="merged", on=NOON.date()
        )
    return room


def signed(client: Any, world: World) -> Any:
    """Asta at her desk."""
    client.force_login(world.asta.person)
    return client


def page(client: Any, room: Space) -> str:
    return str(client.get(reverse("estate:space", args=[room.uid])).content.decode())


def test_a_merged_room_shows_what_was_asked_about_the_rooms_before_it(world: World, report: Any, client: Any) -> None:
    asked = report()
    first = hall(world, world.washroom)
    last = hall(world, first)
    told = page(signed(client, world), last)
    assert asked.title in told
    assert "Asked about earlier rooms here" in told


def test_what_is_asked_in_a_room_that_stays_belongs_to_its_new_part_only_before_the_division(
    world: World, report: Any, client: Any
) -> None:
    asked = report()  # on the day of the division, so it is the old room's alone
    part = hall(world, world.washroom, state="active")
    assert asked.title not in page(signed(client, world), part)
    with everywhere(reason="a test lets it have been asked before"):
        ServiceRequest.objects.filter(pk=asked.pk).update(received_at=NOON - timedelta(days=2))
    assert asked.title in page(client, part)


def test_a_room_without_forebears_says_nothing_of_them(world: World, report: Any, client: Any) -> None:
    report()
    assert "Asked about earlier rooms" not in page(signed(client, world), hall(world))


def test_a_circle_of_rooms_ends(world: World, report: Any, client: Any) -> None:
    room = hall(world, world.washroom)
    with everywhere(reason="a test makes nonsense"):
        SpaceLineage.objects.create(
            community=world.community, site=world.site, predecessor=room, successor=world.washroom, kind="merged",
            on=NOON.date(),
        )  # fmt: skip
    assert signed(client, world).get(reverse("estate:space", args=[room.uid])).status_code == 200
