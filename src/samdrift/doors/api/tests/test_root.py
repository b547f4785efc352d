import json
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.doors.api import keys
from samdrift.foundation.clock import real_now
from samdrift.registers.parties.models import ApiToken
from tests.world import World

SECRET = "sd_abcdefgh_a-secret-of-a-token"


@pytest.fixture(autouse=True)
def _nobody_has_called() -> None:
    """Calls bought at once are remembered by the token's key, which each test's database gives out anew."""
    keys._left.clear()


def token(world: World, **values: Any) -> ApiToken:
    import hashlib

    return ApiToken.objects.create(
        community=world.community, employment=world.asta.employment, name="Asta's script", prefix="sd_abcdefgh",
        digest=hashlib.sha256(SECRET.encode()).hexdigest(), created_at=real_now(), **values,
    )  # fmt: skip


def bearer(secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_the_description_is_open_and_names_problems(client: Client, db: None) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    described = json.loads(answer.content)
    assert described["openapi"].startswith("3.")
    assert "Problem" in described["components"]["schemas"]


def test_strangers_are_told_to_send_a_token(client: Client, db: None) -> None:
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_acts_as_its_employment(client: Client, world: World) -> None:
    token(world)
    told = client.get("/api/v1/me", headers=bearer()).json()
    assert told["person"]["uid"] == str(world.asta.person.uid)
    assert told["roles"] == ["SD-AG", "OPS-M"]


def test_a_token_costs_one_read_before_the_answers_own(
    client: Client, world: World, django_assert_num_queries: Any
) -> None:
    token(world)
    client.get("/api/v1/me", headers=bearer())
    with django_assert_num_queries(2):
        assert client.get("/api/v1/me", headers=bearer()).status_code == 200


def test_a_token_has_at_most_what_it_was_given(client: Client, world: World) -> None:
    token(world, permissions=["parties.view_people"])
    told = client.get("/api/v1/me", headers=bearer()).json()
    assert told["permissions"] == ["parties.view_people"]


def test_a_token_ends_with_its_day_its_revocation_and_its_person(client: Client, world: World) -> None:
    made = token(world, expires_at=real_now() + timedelta(hours=1))
    assert client.get("/api/v1/me", headers=bearer()).status_code == 200
    with patch("samdrift.doors.api.keys.real_now", return_value=real_now() + timedelta(hours=2)):
        assert client.get("/api/v1/me", headers=bearer()).status_code == 401
    person = world.asta.person
    person.state = "suspended"
    person.save()
    assert client.get("/api/v1/me", headers=bearer()).status_code == 401
    person.state = "active"
    person.save()
    made.revoked_at = real_now()
    made.save(update_fields=["revoked_at"])
    assert client.get("/api/v1/me", headers=bearer()).status_code == 401


def test_an_unknown_token_is_not_helped_by_a_session(client: Client, world: World) -> None:
    client.force_login(world.asta.person)
    assert client.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me", headers=bearer("sd_other")).status_code == 401


def test_a_token_is_held_back_after_too_many_calls(client: Client, world: World) -> None:
    made = token(world)
    keys._left.pop(made.pk, None)
    with patch.object(keys, "CALLS_A_MINUTE", 20):
        statuses = [client.get("/api/v1/me", headers=bearer()).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]


def test_addresses_the_api_does_not_have_are_problems(client: Client, db: None) -> None:
    for path in ("/api/v1/nothing", "/api/v2/me", "/api/"):
        answer = client.post(path)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


def test_a_wrong_method_is_a_problem(client: Client, world: World) -> None:
    answer = client.delete("/api/v1/me")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert "GET" in answer["Allow"]


def test_the_front_door_of_the_api_says_where_the_description_is(client: Client, db: None) -> None:
    assert client.get("/api/v1/").json()["openapi"] == reverse("api:openapi-json")
