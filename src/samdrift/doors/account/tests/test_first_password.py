import re
from typing import Any

import pytest
from django.test import Client

from samdrift.registers.parties.commands import invite_person
from samdrift.registers.parties.models import Person
from tests.world import NOON, World

NEW = {"new_password": "a long sentence nobody guesses", "repeated": "a long sentence nobody guesses"}


@pytest.fixture
def invited(world: World) -> Person:
    return invite_person(
        world.someone("ADMIN").scope, email="new@example.org", given_name="Ny", family_name="Ås",
        organisation_uid=world.customer.uid, unit_uid=world.north.uid, starts_on=NOON.date(), now=NOON,
    ).person  # fmt: skip


def link_for(world: World, person: Person) -> str:
    client = Client()
    client.force_login(world.someone("ADMIN").person)
    page = client.post(f"/account/link/{person.uid}/").content.decode()
    found = re.search(r"http://localhost:8000(/account/welcome/[^<]+)", page)
    assert found
    return found[1]


def test_an_invited_person_chooses_a_password_and_is_in(world: World, client: Client, invited: Person) -> None:
    link = link_for(world, invited)
    assert "Welcome, Ny" in client.get(link).content.decode()
    assert client.post(link, {**NEW, "repeated": "different"}).status_code == 422
    assert client.post(link, NEW)["Location"] == "/"
    invited.refresh_from_db()
    assert invited.state == "active"
    assert int(client.session["_auth_user_id"]) == invited.pk


def test_a_link_works_once_and_only_for_its_person(world: World, client: Client, invited: Person) -> None:
    link = link_for(world, invited)
    token = link.rstrip("/").rpartition("/")[2]
    assert client.get(f"/account/welcome/{world.asta.person.uid}/{token}/").status_code == 404
    assert client.get(link.replace(token, "abc-def")).status_code == 404
    client.post(link, NEW)
    assert Client().get(link).status_code == 404


def test_nobody_makes_a_link_for_somebody_who_has_a_password(world: World, client: Client) -> None:
    world.dan.person.set_password("his own sentence, long enough")
    world.dan.person.save()
    client.force_login(world.someone("ADMIN").person)
    assert client.post(f"/account/link/{world.dan.person.uid}/").status_code == 409


def test_a_link_is_made_by_those_who_let_people_in(world: World, client: Client, invited: Person) -> None:
    for actor, status in ((world.asta, 403), (world.dan, 403), (world.carla, 404)):
        client.force_login(actor.person)
        assert client.post(f"/account/link/{invited.uid}/").status_code == status


def test_guessing_links_is_slowed_down(client: Client, invited: Person) -> None:
    answers: list[Any] = [client.get(f"/account/welcome/{invited.uid}/abc-{n}/").status_code for n in range(61)]
    assert answers[-1] == 429
