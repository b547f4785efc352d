from typing import Any

import pytest
from django.test import Client

from tests.world import World


@pytest.mark.parametrize("address", ["/account/sign-in/", "/account/", "/nowhere/", "/api/v1/openapi.json"])
def test_every_answer_carries_the_headers_that_protect_it(world: World, client: Client, address: str) -> None:
    client.force_login(world.asta.person)
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_cookies_are_kept_from_scripts_and_other_sites(world: World, client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    person = world.asta.person
    person.set_password("a long sentence nobody guesses")
    person.save()
    answer = client.post("/account/sign-in/", {"email": person.email, "password": "a long sentence nobody guesses"})
    cookie = answer.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    form = client.get("/account/password/").cookies["csrftoken"]
    assert (form["httponly"], form["samesite"]) == (True, "Lax")


def test_pages_of_a_person_are_not_kept_by_the_browser(world: World, client: Client) -> None:
    client.force_login(world.asta.person)
    assert "no-store" in client.get("/account/tokens/")["Cache-Control"]
