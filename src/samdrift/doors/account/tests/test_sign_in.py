from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.world import World

PASSWORD = "a long sentence nobody guesses"
SIGN_IN = "/account/sign-in/"


@pytest.fixture
def asta(world: World) -> Any:
    person = world.asta.person
    person.set_password(PASSWORD)
    person.save()
    return person


def given(person: Any, password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"email": person.email, "password": password, **more}


def test_the_right_password_opens_the_house(client: Client, asta: Any) -> None:
    answer = client.post(SIGN_IN, given(asta))
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert int(client.session["_auth_user_id"]) == asta.pk


def test_signing_in_gives_the_session_a_new_name(client: Client, asta: Any) -> None:
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post(SIGN_IN, given(asta))
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize("state", ["invited", "suspended", "departed", "anonymised"])
def test_a_closed_account_is_told_what_a_wrong_password_is_told(client: Client, asta: Any, state: str) -> None:
    wrong = client.post(SIGN_IN, given(asta, "something else entirely"))
    asta.state = state
    asta.save()
    closed = client.post(SIGN_IN, given(asta))
    assert closed.status_code == wrong.status_code == 422
    assert "is not right, or the account is closed" in closed.content.decode()


def test_every_refusal_costs_one_password_check(client: Client, asta: Any) -> None:
    counted: list[int] = []
    verify = "django.contrib.auth.hashers.Argon2PasswordHasher.verify"
    with patch(verify, side_effect=lambda *given: bool(counted.append(1))):
        for email in (asta.email, "nobody@example.org"):
            client.post(SIGN_IN, {"email": email, "password": "wrong, whoever it is"})
        asta.state = "suspended"
        asta.save()
        client.post(SIGN_IN, given(asta))
    assert counted == [1, 1, 1]


def test_guessing_is_slowed_down_for_names_that_exist_and_names_that_do_not(client: Client, asta: Any) -> None:
    with patch("samdrift.doors.account.backend.check_password", return_value=False):
        for email in (asta.email, "nobody@example.org"):
            statuses = [client.post(SIGN_IN, {"email": email, "password": "guess"}).status_code for _ in range(11)]
            assert statuses == [422] * 10 + [429]


def test_a_locked_name_still_gets_in_from_another_address(client: Client, asta: Any) -> None:
    for _ in range(11):
        client.post(SIGN_IN, given(asta, "guess"))
    assert client.post(SIGN_IN, given(asta), REMOTE_ADDR="10.1.1.1").status_code == 302


def test_one_machine_cannot_lock_somebody_out_everywhere(client: Client, asta: Any) -> None:
    with patch("samdrift.doors.account.backend.check_password", return_value=False):
        for _ in range(120):
            client.post(SIGN_IN, given(asta, "guess"))
    assert client.post(SIGN_IN, given(asta), REMOTE_ADDR="10.1.1.1").status_code == 302


def test_afterwards_one_is_where_one_wanted_to_be(client: Client, asta: Any) -> None:
    assert client.post(SIGN_IN, given(asta, next="/account/"))["Location"] == "/account/"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_to_another_house(client: Client, asta: Any, wanted: str) -> None:
    assert client.post(SIGN_IN, given(asta, next=wanted))["Location"] == "/"


def test_a_page_asks_strangers_to_sign_in_and_brings_them_back(client: Client, db: None) -> None:
    answer = client.get("/account/")
    assert answer["Location"] == "/account/sign-in/?next=/account/"


def test_signing_out_is_a_post_and_forgets(client: Client, asta: Any) -> None:
    client.force_login(asta)
    assert client.get("/account/sign-out/").status_code == 405
    client.post("/account/sign-out/")
    assert client.get("/account/").status_code == 302


def test_a_suspended_person_is_out_at_the_next_page(client: Client, asta: Any) -> None:
    client.force_login(asta)
    assert client.get("/account/").status_code == 200
    asta.state = "suspended"
    asta.save()
    assert client.get("/account/").status_code == 302


def test_the_people_of_the_demonstration_are_offered_only_there(client: Client, world: World, settings: Any) -> None:
    key = str(world.asta.person.uid)
    there = reverse("account:be_one_of_the_people")
    assert "Asta" not in client.get(SIGN_IN).content.decode()
    assert client.post(there, {"person": key}).status_code == 404
    settings.SAMDRIFT_DEMO = True
    assert "Asta" in client.get(SIGN_IN).content.decode()
    assert client.get(there).status_code == 405
    assert client.post(there, {"person": key})["Location"] == "/"
    assert int(client.session["_auth_user_id"]) == world.asta.person.pk


def test_the_demonstration_offers_nobody_but_its_faces(client: Client, world: World, settings: Any) -> None:
    settings.SAMDRIFT_DEMO = True
    second_agent = world.someone("SD-AG")
    there = reverse("account:be_one_of_the_people")
    assert client.post(there, {"person": str(second_agent.person.uid)}).status_code == 404


def test_a_form_from_elsewhere_is_refused(asta: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SIGN_IN, given(asta)).status_code == 403
