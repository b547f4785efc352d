"""A building's model in a browser that draws: turned, searched, coloured, without a script, and without WebGL."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import Space, Storey
from samdrift.registers.estate.public import keep_meshes
from tests.browser import FLAGS, executable
from tests.world import NOON, World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOFTWARE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
Opens = Callable[..., Any]


def ring(left: float) -> dict[str, Any]:
    return {"rings": [{"outer": [[left, 0.0], [left + 4, 0.0], [left + 4, 3.0], [left, 3.0]], "holes": []}]}


@pytest.fixture
def building(house: World) -> World:
    """Station Nord on two storeys: a washroom and a kitchen below, an office above."""
    above = Storey.objects.create(
        community=house.community, site=house.site, building=house.building, name="1. sal", level=1
    )
    with everywhere(reason="a test draws rooms"):
        Space.objects.filter(pk=house.washroom.pk).update(outline=ring(0))
        Space.objects.filter(site=house.site, number="0.14").update(outline=ring(4))
    Space.objects.create(
        community=house.community, site=house.site, storey=above, number="1.01", name="Kontor", outline=ring(0),
        area_m2=12,
    )  # fmt: skip
    keep_meshes(house.someone("UNIT-ADM").scope, house.site, None, source_digest="", now=NOON)
    return house


@pytest.fixture
def drawing(chromium: Any, live_server: Any) -> Iterator[Opens]:
    """A page of a browser that draws without a graphics card; skips loudly where it has no WebGL."""
    flags = [flag for flag in FLAGS if flag != "--disable-gpu"] + SOFTWARE
    browser = chromium.browser_type.launch(executable_path=executable(), args=flags)

    def opened(client: Client, *, width: int = 1440, **more: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 844}, **more)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto("about:blank")
        if not page.evaluate("Boolean(document.createElement('canvas').getContext('webgl2'))"):
            pytest.skip("this Chromium has no WebGL, not even in software: nothing was seen of the model")
        return page

    yield opened
    browser.close()


@pytest.fixture
def asta(building: World) -> Client:
    client = Client()
    client.force_login(building.asta.person)
    return client


def address(live_server: Any, building: World, asked: str = "") -> str:
    return f"{live_server.url}/sites/{building.site.uid}/model/{asked}"


def drawn(page: Any) -> None:
    page.wait_for_selector("#model[data-drawn]", timeout=60_000)


def colours(page: Any) -> int:
    """How many different colours the middle of the canvas shows."""
    from io import BytesIO

    from PIL import Image

    picture = Image.open(BytesIO(page.locator("#model canvas").screenshot())).convert("RGB")
    return len(picture.resize((200, 200)).getcolors(40_000) or [])


def test_a_room_is_tapped_searched_and_flown_to(
    building: World, asta: Client, drawing: Opens, live_server: Any
) -> None:
    page = drawing(asta, reduced_motion="reduce")
    page.goto(address(live_server, building))
    drawn(page)
    assert colours(page) > 5
    frame = page.locator("#model canvas").bounding_box()
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    card = page.locator("#model-room")
    card.wait_for()
    assert card.get_by_role("link", name="Ask for help here").count() == 1
    page.locator("#model canvas").press("Escape")
    assert card.is_hidden()
    page.get_by_label("Find a room").fill("køkken")
    page.get_by_label("Find a room").press("Enter")
    page.locator("#model-list [data-found]").wait_for()
    assert "0.14 Køkken" in card.inner_text()
    assert page.locator("#model-storeys input").first.is_checked() is False  # the storey above it is taken off
    assert "q=k" in page.url
    assert page.complaints == []


def test_another_colour_changes_list_legend_and_picture(
    building: World, asta: Client, drawing: Opens, live_server: Any
) -> None:
    page = drawing(asta)
    page.goto(address(live_server, building))
    drawn(page)
    before = page.locator("#model canvas").screenshot()
    page.get_by_label("Colour by").select_option("estate.area_basis")
    page.locator("#model-legend").get_by_text("Measured from the shape (0)").wait_for()
    assert page.locator("#model-list li").first.get_attribute("data-look") == "none"
    page.locator("#model canvas").press("ArrowLeft")
    page.locator("#model canvas").press("+")
    page.wait_for_timeout(300)
    assert page.locator("#model canvas").screenshot() != before
    assert page.complaints == []


def test_it_works_on_a_phone_by_touch(building: World, asta: Client, drawing: Opens, live_server: Any) -> None:
    page = drawing(asta, width=390, has_touch=True, color_scheme="dark")
    page.goto(address(live_server, building))
    drawn(page)
    page.locator("#model canvas").tap()
    page.locator("#model-room").wait_for()
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    assert page.complaints == []


def test_without_webgl_a_sentence_says_so_and_the_list_stays(
    building: World, asta: Client, chromium: Any, live_server: Any, faults: Callable[..., list[str]]
) -> None:
    browser = chromium.browser_type.launch(executable_path=executable(), args=[*FLAGS, "--disable-3d-apis"])
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": asta.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(address(live_server, building, "?q=toilet"))
    page.locator("#model-missing").wait_for()
    assert "has no WebGL" in page.locator("#model-missing").inner_text()
    assert page.locator("#model").is_hidden()
    assert page.locator("#model-list [data-found]").count() == 1
    assert faults(page) == []
    browser.close()


def test_without_a_script_the_rooms_are_a_list(building: World, asta: Client, drawing: Opens, live_server: Any) -> None:
    page = drawing(asta)
    plain = page.context.browser.new_context(java_script_enabled=False)
    plain.add_cookies(page.context.cookies())
    other = plain.new_page()
    other.goto(address(live_server, building, "?colour=rounds.today&q=kontor"))
    assert other.locator("#model-list [data-found]").count() == 1
    assert "needs a script" in other.locator("main").inner_text()
    assert other.get_by_text("No round today").count() > 0
    plain.close()
