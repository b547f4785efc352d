from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.registers.parties.commands import assign_role, make_token
from samdrift.registers.parties.models import ApiToken, Employment, Person, RoleAssignment, Unit
from tests.world import NOON, World


@pytest.fixture
def keeper(world: World, client: Client) -> Any:
    actor = world.someone("ADMIN", name="Keeper")
    client.force_login(actor.person)
    return actor


PAGES = {
    "people": "Asta Nps", "invite": "Given name", "roles": "Who may do what", "units": "NORTH", "unit_open": "Kind",
    "teams": "Technicians", "counterparts": "Where nobody answers", "tokens": "Make a token",
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), PAGES.items())
def test_every_page_of_the_room_tells_what_it_is_for(client: Client, keeper: Any, name: str, text: str) -> None:
    answer = client.get(reverse(f"parties:{name}"))
    assert answer.status_code == 200
    assert text in answer.content.decode()


def test_looking_people_up_costs_the_same_for_many(
    world: World, client: Client, keeper: Any, django_assert_num_queries: Any
) -> None:
    client.get("/people/")
    for extra in (1, 30):
        for _ in range(extra):
            world.someone("USR")
        with django_assert_num_queries(7):  # three ask whether anybody is missing for secured places today
            client.get("/people/")


def test_the_tree_costs_the_same_for_many(
    world: World, client: Client, keeper: Any, django_assert_num_queries: Any
) -> None:
    client.get("/units/")
    for start, extra in ((0, 1), (1, 30)):
        for number in range(start, start + extra):
            Unit.objects.create(
                community=world.community, organisation=world.customer, parent=world.north, code=f"N{number}",
                name={"en": "N"}, kind="station", path=f"{world.north.path}{number + 900}/",
            )  # fmt: skip
        with django_assert_num_queries(5):  # one asks which day it is there
            client.get("/units/")


def test_people_are_paged_by_name(world: World, client: Client, keeper: Any) -> None:
    for _ in range(60):
        world.someone("USR")
    first = client.get("/people/").content.decode()
    assert "after=" in first


def test_somebody_is_invited_let_in_and_given_a_role(world: World, client: Client, keeper: Any) -> None:
    answer = client.post(
        "/people/new/",
        {
            "given_name": "Søren", "family_name": "Ærø", "email": "soren@example.org", "starts_on": "2025-01-01",
            "organisation_uid": world.customer.uid, "unit_uid": world.north.uid, "language": "da",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    person = Person.objects.get(email="soren@example.org")
    there = f"/people/{person.uid}/"
    assert "Invited" in client.get(there).content.decode()
    client.post(f"{there}activate/")
    assert "Active" in client.get(there).content.decode()
    employment = Employment.objects.within(keeper.scope).get(person=person)
    answer = client.post(
        f"{there}roles/",
        {"employment_uid": employment.uid, "role": "REQ-P", "unit": world.north.uid, "valid_from": "2025-01-01",
         "reason": "new here"},
    )  # fmt: skip
    assert answer.status_code == 302
    given = RoleAssignment.objects.within(keeper.scope).get(employment=employment)
    assert given.reach_to == [world.north.pk]
    client.post(f"/roles/{given.uid}/end/", {"version": given.version})
    given.refresh_from_db(from_queryset=RoleAssignment.objects.within(keeper.scope))
    assert given.valid_to is not None


def test_a_refusal_of_the_rules_is_written_on_the_form(world: World, client: Client, keeper: Any) -> None:
    answer = client.post(
        f"/people/{keeper.person.uid}/roles/",
        {"employment_uid": keeper.employment.uid, "role": "CTR-C", "valid_from": "2025-01-01", "reason": "power"},
    )
    assert answer.status_code == 422
    assert "Nobody gives a role to themselves" in answer.content.decode()


def test_a_second_person_agrees_on_the_page_of_roles(world: World, client: Client, keeper: Any) -> None:
    first = world.someone("ADMIN")
    somebody = world.someone("USR")
    asked = assign_role(first.scope, somebody.employment.uid, role="DPO", valid_from=NOON.date(), now=NOON)
    assert "Agree" in client.get("/roles/").content.decode()
    assert client.post(f"/roles/{asked.uid}/approve/", {"version": 1}).status_code == 302
    assert "DPO" in somebody.scope.roles


def test_the_matrix_explains_why_somebody_may_not(world: World, client: Client) -> None:
    client.force_login(world.someone("USR").person)
    page = client.get("/roles/?why=parties.manage_units").content.decode()
    assert "none of your roles carries it" in page
    assert "Technical administrator" in page


def test_a_unit_is_opened_moved_and_closed(world: World, client: Client, keeper: Any) -> None:
    named = {f"name_{code}": "Havnen" for code in ("en", "da", "sv")}
    client.post(
        "/units/new/",
        {**named, "code": "HAVN", "kind": "station", "organisation_uid": world.customer.uid,
         "parent_uid": world.north.uid, "from_day": "2025-01-01"},
    )  # fmt: skip
    unit = Unit.objects.within(keeper.scope).get(code="HAVN")
    there = f"/units/{unit.uid}/"
    client.post(f"{there}move/", {"parent_uid": world.south.uid, "from_day": "2025-06-01", "version": 1})
    assert Unit.objects.within(keeper.scope).get(code="HAVN").parent_id == world.south.pk
    assert "Where it stood" in client.get(there).content.decode()
    past = client.get("/units/?on=2025-03-01").content.decode()
    assert past.index("HAVN") < past.index("SOUTH")
    client.post(f"{there}close/", {"last_day": "2025-07-01", "version": 2})
    assert Unit.objects.within(keeper.scope).get(code="HAVN").closed_on == date(2025, 7, 1)


def test_a_token_is_shown_this_once(world: World, client: Client) -> None:
    client.force_login(world.asta.person)
    page = client.post("/account/tokens/", {"name": "Script", "days": "30"}).content.decode()
    token = ApiToken.objects.within(world.asta.scope).get()
    assert f"{token.prefix}_" in page
    assert f"{token.prefix}_" not in client.get("/account/tokens/").content.decode()
    client.post(f"/account/tokens/{token.uid}/revoke/")
    assert "Ended" in client.get("/account/tokens/").content.decode()


def test_pages_of_others_are_not_there(world: World, client: Client) -> None:
    client.force_login(world.carla.person)
    token, _secret = make_token(world.asta.scope, name="X", permissions=None, expires_at=None, now=NOON)
    for address in (
        f"/people/{world.asta.person.uid}/", f"/units/{world.north.uid}/", f"/people/{world.asta.person.uid}/edit/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert client.post(f"/account/tokens/{token.uid}/revoke/").status_code == 404


def test_a_service_user_invites_nobody(world: World, client: Client) -> None:
    client.force_login(world.someone("USR").person)
    assert client.get("/people/new/").status_code == 403
    assert client.get("/units/new/").status_code == 403
    assert "Keeper" not in client.get("/people/").content.decode()


def test_forms_propose_the_day_it_is_where_the_community_is(world: World, client: Client, monkeypatch: Any) -> None:
    """Half past midnight in Copenhagen, and still the day before by Greenwich."""
    client.force_login(world.someone("ADMIN", "CTR-C").person)
    midnight = NOON.replace(hour=22, minute=30)
    for module, address in (
        ("people", "/people/new/"), ("counterparts", "/counterparts/new/"), ("units", "/units/new/"),
    ):  # fmt: skip
        monkeypatch.setattr(f"samdrift.registers.parties.web.{module}.now", lambda: midnight)
        told = client.get(address).content.decode()
        assert ('value="2025-05-06"' in told, 'value="2025-05-05"' in told) == (True, False), module
