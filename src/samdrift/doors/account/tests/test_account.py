from datetime import date
from typing import Any

import pytest
from django.test import Client

from samdrift.registers.parties.models import Employment, RoleAssignment
from tests.world import World

PASSWORD = "a long sentence nobody guesses"
NEW = "another sentence, longer still"


@pytest.fixture
def asta(world: World, client: Client) -> Any:
    person = world.asta.person
    person.set_password(PASSWORD)
    person.save()
    client.force_login(person)
    return person


def test_the_account_tells_who_one_is(client: Client, asta: Any) -> None:
    page = client.get("/account/").content.decode()
    assert asta.email in page
    assert "Service-desk agent, Operations manager" in page


def test_a_signed_in_page_reads_the_session_and_the_person(
    client: Client, asta: Any, django_assert_num_queries: Any
) -> None:
    client.get("/account/")
    with django_assert_num_queries(2):
        client.get("/account/")


def test_changing_the_password_needs_the_old_one(client: Client, asta: Any) -> None:
    fields = {"old_password": "not it", "new_password": NEW, "repeated": NEW}
    assert client.post("/account/password/", fields).status_code == 422
    assert client.post("/account/password/", {**fields, "old_password": PASSWORD}).status_code == 302
    asta.refresh_from_db()
    assert asta.check_password(NEW)


def test_other_browsers_are_signed_out_by_a_new_password(client: Client, asta: Any) -> None:
    other = Client()
    other.force_login(asta)
    client.post("/account/password/", {"old_password": PASSWORD, "new_password": NEW, "repeated": NEW})
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012"])
def test_a_weak_password_is_refused_with_a_sentence(client: Client, asta: Any, weak: str) -> None:
    answer = client.post("/account/password/", {"old_password": PASSWORD, "new_password": weak, "repeated": weak})
    assert answer.status_code == 422
    asta.refresh_from_db()
    assert asta.check_password(PASSWORD)


def two_employers(world: World) -> tuple[Employment, Employment]:
    person, first = world.asta.person, world.asta.employment
    second = Employment.objects.create(
        community=world.community, person=person, organisation=world.customer, unit=world.north,
        starts_on=date(2025, 1, 1),
    )  # fmt: skip
    RoleAssignment.objects.create(
        community=world.community, employment=second, role="FIN-C", valid_from=date(2025, 1, 1)
    )
    person.grants_version += 1
    person.save()
    return first, second


def test_a_person_with_two_employers_acts_for_one_at_a_time(world: World, client: Client, asta: Any) -> None:
    _first, second = two_employers(world)
    page = client.get("/account/").content.decode()
    assert "Service-desk agent" in page
    assert "Finance, customer" not in page
    assert client.post("/account/employment/", {"employment": str(second.uid)}).status_code == 302
    page = client.get("/account/").content.decode()
    assert "Finance, customer" in page
    assert "Service-desk agent" not in page


def test_nobody_acts_for_somebody_elses_employment(world: World, client: Client, asta: Any) -> None:
    for employment in (world.dan.employment.uid, world.carla.employment.uid, "nonsense"):
        assert client.post("/account/employment/", {"employment": str(employment)}).status_code == 404


def test_the_chosen_language_stays_with_person_and_browser(client: Client, asta: Any) -> None:
    answer = client.post("/choose/language/", {"language": "da", "next": "/account/"})
    assert answer["Location"] == "/account/"
    assert client.get("/account/")["Content-Language"] == "da"
    asta.refresh_from_db()
    assert asta.language == "da"


def test_strangers_choose_language_and_theme_too(client: Client, db: None) -> None:
    assert client.post("/choose/language/", {"language": "sv"}).cookies["language"].value == "sv"
    assert client.post("/choose/theme/", {"theme": "dark"}).status_code == 302
    assert client.get("/account/sign-in/")["Content-Language"] == "sv"


def test_home_greets_those_without_a_role(world: World, client: Client) -> None:
    person = world.someone("EVAL", valid_to=date(2025, 1, 31)).person
    client.force_login(person)
    assert "no work is assigned to you yet" in client.get("/").content.decode()
