import pytest
from django.test import Client

from samdrift.registers.parties.public import ROLES
from tests.world import World

CONTRACT, OPERATIONS = "/overview/contracts/", "/overview/operations/"

WORK = {
    "SVC-E": "/work/", "SUB": "/work/", "SD-AG": "/desk/", "OPS-M": OPERATIONS,
    "SVC-L": "/work/all/", "CTR-C": CONTRACT, "CTR-P": CONTRACT, "STEER-C": CONTRACT,
    "LOC-FM": "/overview/districts/", "DIST-MGT": "/overview/districts/",
    "AUD": "/overview/audit/",
    "USR": "/requests/mine/", "REQ-P": "/requests/mine/", "UNIT-ADM": "/sites/", "ADMIN": "/people/",
    "SEC-OFF": "/approvals/", "BUD": "/approvals/", "LOC-INS": "/work/all/",
}  # fmt: skip


@pytest.mark.parametrize(("role", "address"), WORK.items())
def test_the_first_page_is_the_roles_work(world: World, client: Client, role: str, address: str) -> None:
    client.force_login(world.someone(role).person)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[0][0] == address
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("roles", "address"),
    [
        (("BUD", "DIST-MGT"), "/overview/districts/"), (("FIN-C", "CTR-C"), CONTRACT), (("SVC-L", "OPS-M"), OPERATIONS),
        (("CTR-P", "OPS-M"), OPERATIONS), (("OPS-M", "SVC-E"), "/work/"),
    ],
)  # fmt: skip
def test_whoever_has_several_roles_begins_where_it_helps_most(
    world: World, client: Client, roles: tuple[str, ...], address: str
) -> None:
    client.force_login(world.someone(*roles).person)
    assert client.get("/", follow=True).redirect_chain[0][0] == address


@pytest.mark.parametrize("role", [role for role in ROLES if role != "CIT"])
def test_nobody_is_led_to_a_closed_door(world: World, client: Client, role: str) -> None:
    client.force_login(world.someone(role).person)
    assert client.get("/", follow=True).status_code == 200


def test_names_of_our_own_stand_in_the_language_chosen_for_the_visit(world: World, client: Client) -> None:
    world.site.name = {"en": "The station", "da": "Stationen", "sv": "Stationen i Skåne"}
    world.site.save(update_fields=["name"])
    client.force_login(world.asta.person)
    for language in ("sv", "da", "en"):
        client.cookies["language"] = language
        assert client.get("/api/v1/me").wsgi_request.scope.language == language
        assert world.site.name[language] in client.get(f"/sites/{world.site.uid}/").content.decode()
