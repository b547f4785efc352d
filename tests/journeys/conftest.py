"""What journeys share: a Monday noon, the small world with problem chips, people who open pages, a report."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from samdrift.doors.q.tests.conftest import chips, nothing_remembered  # noqa: F401 - fixtures
from samdrift.foundation import clock
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.estate.models import Space
from tests.journeys.phone import phone  # noqa: F401 - a fixture
from tests.world import NOON, Actor, World

OPEN_TAG, SECURED_TAG = "7K3M9PQRS2N", "8K3M9PQRS2B"
Opens = Callable[..., Any]


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock stands at a Monday noon in May, inside everybody's working hours."""
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def house(chips: World) -> World:  # noqa: F811
    """The small world with problem chips; one technician and one room more, and somebody who only asks."""
    chips.tea = chips.join_team(chips.someone("SVC-E", name="Tea"))
    chips.olga = chips.someone("USR", name="Olga")
    Space.objects.create(
        community=chips.community, site=chips.site, storey=chips.storey, number="0.14", name="Køkken", use="kitchen",
        area_m2=12,
    )  # fmt: skip
    return chips


@pytest.fixture
def opens(live_server: Any, browser_page: Opens) -> Opens:
    """A page as somebody sees it: opens(actor, "/requests/", width=390, language="da"); None is a stranger."""

    def opened(actor: Actor | None, address: str, **how: Any) -> Any:
        client = None
        if actor is not None:
            client = Client()
            client.force_login(actor.person)
            if how.get("language", "en") != actor.person.language:
                actor.person.language = how["language"]
                actor.person.save(update_fields=["language"])
        page = browser_page(client=client, **how)
        page.goto(live_server.url + address)
        return page

    return opened


@pytest.fixture
def reported(opens: Opens, house: World) -> Callable[..., tuple[ServiceRequest, Any]]:
    """A stranger's report through the code on the wall: the request, and the page that follows it."""

    def sent(chip: int = 0, **how: Any) -> tuple[ServiceRequest, Any]:
        page = opens(None, f"/q/{OPEN_TAG}", **{"width": 390, **how})
        page.locator(".chip").nth(chip).click()
        page.locator(".main").click()
        page.wait_for_url("**/track/**")
        return newest(), page

    return sent


def newest() -> ServiceRequest:
    """The request that came in last, as it is in the database now."""
    with everywhere(reason="a journey looks at what became of it"):
        return ServiceRequest.objects.select_related("request_type", "site", "space").latest("pk")


def picture() -> dict[str, Any]:
    """A photo as a phone's camera gives it."""
    drawn = BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(drawn, "JPEG", quality=80)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}
