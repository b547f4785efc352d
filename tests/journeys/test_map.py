"""The map in a browser: enlarged by button, wheel and keys, a district chosen, a site tapped and searched for."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.kernel.maps import clusters
from samdrift.operations.requests.tests.conftest import officer, report  # noqa: F401 - fixtures
from samdrift.registers.estate.models import Site
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]
Opens = Callable[..., Any]


@pytest.fixture
def spread(house: World) -> World:
    """Forty sites: a row of ten towns in each of four latitudes, the last ten of another district in one town."""
    rows = []
    for n in range(40):
        near = n >= 30
        rows.append(
            Site(
                community=house.community,
                code=f"S-{n:03}",
                name={"en": f"Place {n:02}"},
                state="live",
                kind="station",
                unit=house.south if near else house.north,
                timezone="Europe/Copenhagen",
                town="Demostrup",
                latitude=Decimal("55.40") + (n // 10 * Decimal("0.5") if not near else n % 10 * Decimal("0.002")),
                longitude=Decimal("8.60") + (n % 10 * Decimal("0.15") if not near else n % 10 * Decimal("0.002")),
            )
        )
    Site.objects.bulk_create(rows)
    with everywhere(reason="a journey places the small world's own sites"):
        Site.objects.filter(latitude=None).update(latitude=Decimal("57.00"), longitude=Decimal("9.90"))
    return house


def ready(page: Any) -> Any:
    page.locator(".map[data-ready]").wait_for()
    return page


def width(page: Any) -> float:
    return float(page.locator(".map svg.live").get_attribute("viewBox").split()[2])


def settled(page: Any) -> float:
    """How wide the view is once it stands still."""
    page.evaluate("window.seen = null")
    page.wait_for_function(
        "() => { const box = document.querySelector('.map svg.live').getAttribute('viewBox');"
        " const still = window.seen === box; window.seen = box; return still; }",
        polling=120,
    )
    return width(page)


@pytest.mark.django_db(transaction=True)
def test_the_map_is_enlarged_by_button_wheel_and_keys(opens: Opens, spread: World) -> None:
    page = ready(opens(spread.dan, "/map/"))
    whole = settled(page)
    page.get_by_role("link", name="Larger").click()
    assert settled(page) == pytest.approx(whole / 2, rel=0.01)
    page.locator(".map").focus()
    page.keyboard.press("-")
    assert settled(page) == pytest.approx(whole, rel=0.01)
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    assert settled(page) == pytest.approx(whole / 2, rel=0.01)
    page.locator(".map").hover()
    page.mouse.wheel(0, -300)
    assert settled(page) < whole / 2
    page.keyboard.press("0")
    assert settled(page) == pytest.approx(whole, rel=0.01)
    assert page.complaints == []


@pytest.mark.django_db(transaction=True)
def test_a_mark_for_many_opens_and_a_site_shows_its_card(opens: Opens, spread: World) -> None:
    page = ready(opens(spread.dan, "/map/"))
    before = settled(page)
    page.locator(".map-marks a.bubble").first.click()
    assert settled(page) < before
    page.get_by_role("link", name="All sites").click()
    settled(page)
    page.locator('[data-map-site="S-005"]').click()
    page.get_by_role("heading", name="Place 05").wait_for()
    assert "site=S-005" in page.url
    assert settled(page) < before / 4
    page.locator('.map-marks a[data-code="S-005"] .mark-here').wait_for(state="attached")
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Place 05").wait_for(state="detached")
    page.locator('.map-marks a[data-code="S-005"]').click()
    page.get_by_role("heading", name="Place 05").wait_for()
    page.get_by_role("link", name="Open the site").click()
    page.wait_for_url("**/sites/**")
    assert page.complaints == []


@pytest.mark.django_db(transaction=True)
def test_a_search_flies_there_and_a_filter_leaves_one_district(opens: Opens, spread: World) -> None:
    page = ready(opens(spread.dan, "/map/", width=390))
    page.get_by_label("Find a site").last.fill("place 17")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Place 17").wait_for()
    page.get_by_label("District").select_option(label=spread.south.name["en"])
    page.wait_for_url(re.compile("district="))
    ready(page)
    assert page.locator("[data-map-site='S-001']").count() == 0
    assert page.locator("[data-map-site='S-035']").count() == 1


@pytest.mark.django_db(transaction=True)
def test_server_and_script_draw_the_same_points_as_one(opens: Opens, spread: World) -> None:
    page = ready(opens(spread.dan, "/map/"))
    settled(page)
    told = page.evaluate(
        """async () => {
            const box = document.querySelector(".map");
            const { sites } = await (await fetch(box.dataset.points)).json();
            const svg = box.querySelector("svg.live"), view = svg.getAttribute("viewBox").split(" ").map(Number);
            const places = [...svg.querySelectorAll(".map-marks [data-at]")].map((one) => one.dataset.at);
            return { sites, places, pixel: view[2] / svg.clientWidth };
        }"""
    )
    found = clusters([(one[2], one[3]) for one in told["sites"]], 34 * told["pixel"])
    assert sorted(told["places"]) == sorted(_at(one.x, one.y) for one in found)


def _at(x: float, y: float) -> str:
    """Numbers as a script writes them."""
    return " ".join(str(int(value)) if value == int(value) else str(value) for value in (x, y))


@pytest.mark.django_db(transaction=True)
def test_without_a_script_the_map_is_links(opens: Opens, spread: World) -> None:
    page = opens(spread.dan, "/map/", java_script_enabled=False)
    seen = page.locator("svg.for-desk")
    before = float(seen.get_attribute("viewBox").split()[2])
    seen.locator(".map-marks a", has=page.locator("text")).first.click()
    page.wait_for_url(re.compile("box="))
    assert float(page.locator("svg.for-desk").get_attribute("viewBox").split()[2]) < before
    page.get_by_role("link", name="Place 08").click()
    page.get_by_role("heading", name="Place 08").wait_for()


@pytest.mark.django_db(transaction=True)
def test_no_map_asks_another_machine(opens: Opens, spread: World, live_server: Any) -> None:
    page = opens(spread.dan, "/account/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/map/")
    ready(page)
    for _press in range(6):
        page.get_by_role("link", name="Larger").click()
        settled(page)
    assert {address for address in asked if not address.startswith(live_server.url)} == set()
    assert any("/map/ground/" in address for address in asked)
