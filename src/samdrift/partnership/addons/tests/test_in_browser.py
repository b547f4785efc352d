"""The pages in a browser: nothing on them is out of reach for anybody, small or wide, light or dark."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from samdrift.partnership.addons.commands.deciding import decide
from samdrift.partnership.addons.commands.looking import look_everywhere
from samdrift.partnership.addons.tests.conftest import beyond_of, hours, noted
from tests.world import NOON, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def told(transactional_db):
    """A handful of add-ons, a sign and a note."""
    beyond = beyond_of(World())
    for _number in range(2):
        noted(beyond, quantity="1.400", text="The floor once more", happened_on=NOON.date().replace(day=1))
    row = noted(beyond, quantity="1.400", text="The floor once more", note="They ask every week")
    hours(beyond, text="Tables moved")
    shown = decide(beyond.manager.scope, row.uid, "put_forward", expected_version=None, now=NOON)
    look_everywhere(beyond.world.community.pk, now=NOON)
    beyond.row = shown
    return beyond


def cookie_of(actor, live_server):
    client = Client()
    client.force_login(actor.person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": live_server.url}


@pytest.mark.parametrize(("width", "theme", "language"), [(390, "dark", "da"), (1440, "light", "en")])
def test_the_pages_are_accessible(live_server, browser_page, faults, told, width, theme, language):
    page = browser_page(width=width, theme=theme, language=language)
    page.context.add_cookies([cookie_of(told.manager, live_server)])
    for address in (
        reverse("addons:list", query={"view": "all"}), reverse("addons:page", args=[told.row.uid]),
        reverse("addons:note", query={"order": told.order.uid}), reverse("addons:note"),
        reverse("addons:terms", args=[told.world.contract.uid]),
    ):  # fmt: skip
        page.goto(f"{live_server.url}{address}")
        assert faults(page) == [], address
        assert page.complaints == []
        too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not too_wide, address
