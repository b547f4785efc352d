from typing import Any

import pytest
from django.test import Client

from samdrift.registers.parties.commands import assign_role, make_token
from tests.world import NOON, World

PAGES = (
    "/people/", "/people/new/", "/roles/?why=parties.manage_units", "/units/", "/units/new/", "/teams/",
    "/counterparts/", "/account/tokens/", "/account/", "/account/password/",
)  # fmt: skip


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("width", "theme", "language"), [(390, "light", "da"), (1280, "dark", "sv")])
@pytest.mark.django_db(transaction=True)
def test_pages_about_people_are_for_everybody(
    world: World, live_server: Any, browser_page: Any, faults: Any, width: int, theme: str, language: str
) -> None:
    actor = world.someone("ADMIN", "CTR-C")
    first, somebody = world.someone("ADMIN"), world.someone("USR", "REQ-P")
    assign_role(first.scope, somebody.employment.uid, role="DPO", valid_from=NOON.date(), now=NOON)
    make_token(actor.scope, name="Script", permissions=None, expires_at=None, now=NOON)
    client = Client()
    client.force_login(actor.person)
    page = browser_page(width=width, theme=theme, language=language, client=client)
    own = (f"/people/{somebody.person.uid}/", f"/people/{somebody.person.uid}/roles/", f"/units/{world.north.uid}/")
    for address in (*PAGES, *own):
        page.goto(f"{live_server.url}{address}")
        assert faults(page) == [], address
    assert page.complaints == []
