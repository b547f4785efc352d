"""Journey J1: somebody scans a code and asks for help in two taps, on a phone, in three languages, offline too."""

import re

import pytest

from samdrift.doors.q.tests.conftest import chips  # noqa: F401 - a fixture
from samdrift.doors.q.tests.test_answers import publish, said, taps  # noqa: F401 - fixtures
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OPEN, SECURED, UNKNOWN = "7K3M9PQRS2N", "8K3M9PQRS2B", "ZZZZZZZZZZZ"
WORDS = {"en": "Thank you", "da": "Tak", "sv": "Tack"}


def asked_for():
    with everywhere(reason="the test looks at what arrived"):
        return list(ServiceRequest.objects.order_by("pk").values_list("number", "chip_code"))


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_two_taps_and_somebody_follows_it_up(chips, live_server, browser_page, faults, language):  # noqa: F811
    page = browser_page(width=390, language=language, theme="dark" if language == "sv" else "light")
    page.goto(f"{live_server.url}/q/{OPEN}")
    assert faults(page) == []
    page.locator(".chip").first.click()
    page.locator(".main").click()
    page.wait_for_url("**/track/**")
    assert WORDS[language] in page.locator("main").inner_text()
    [(number, _chip)] = asked_for()
    assert number in page.locator(".ref").inner_text()
    assert faults(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("script", [False, True])
def test_an_article_stands_under_the_chosen_problem_with_and_without_a_script(
    chips, publish, live_server, browser_page, faults, script  # noqa: F811
):  # fmt: skip
    publish("tap", "A dripping tap")
    page = browser_page(width=390, java_script_enabled=script)
    page.goto(f"{live_server.url}/q/{OPEN}")
    assert not page.get_by_role("heading", name="A dripping tap").first.is_visible()
    page.locator(".chip").nth(1).click()
    shown = page.locator(".answer").nth(1)
    assert shown.is_visible()
    assert "Put a note on the door" in shown.inner_text()
    assert page.get_by_role("button", name="Is there an answer already?").is_visible() is not script
    if script:
        assert faults(page) == []
    shown.get_by_role("button").click()
    page.get_by_text("Nothing was sent").wait_for()
    assert asked_for() == []
    assert said() == {("tap", "accepted", "qr"): 1}


def test_what_fits_the_words_appears_while_they_are_typed(
    chips, publish, taps, live_server, browser_page, faults  # noqa: F811
):  # fmt: skip
    publish("tap", "A dripping tap", about=())
    page = browser_page(width=390)
    page.goto(f"{live_server.url}/q/{OPEN}")
    page.locator(".chip").first.click()
    page.locator("#f-text").press_sequentially("the dripping tap", delay=20)
    page.locator("#offer h2").wait_for()
    assert faults(page) == []
    page.locator(".main").click()
    page.wait_for_url("**/track/**")
    assert len(asked_for()) == 1
    assert said() == {("tap", "declined", "qr"): 1}
    assert page.complaints == []


def test_a_secured_and_an_unknown_place_look_alike_and_say_nothing(chips, live_server, browser_page):  # noqa: F811
    page = browser_page(width=390)
    seen = []
    for code in (SECURED, UNKNOWN):
        page.goto(f"{live_server.url}/q/{code}")
        seen.append(page.locator("main").inner_text())
    assert seen[0] == seen[1]
    assert "Report a problem here" in seen[0]


def test_without_signal_the_report_waits_and_arrives_once(chips, live_server, browser_page):  # noqa: F811
    page = browser_page(width=390)
    page.goto(f"{live_server.url}/q/{OPEN}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()
    page.context.set_offline(True)
    page.reload()
    page.locator(".chip").first.click()
    page.locator(".main").click()
    page.get_by_text("kept on this phone").wait_for()
    assert asked_for() == []
    page.context.set_offline(False)
    page.locator("#outbox li a").first.click()
    page.wait_for_url("**/track/**")
    assert len(asked_for()) == 1


def test_the_scan_page_stays_under_sixty_kilobytes(chips, live_server, browser_page):  # noqa: F811
    page = browser_page(width=390)
    sizes = {}
    page.on("response", lambda answer: sizes.update({re.sub(r"\?.*", "", answer.url): len(answer.body())}))
    page.goto(f"{live_server.url}/q/{OPEN}", wait_until="networkidle")
    assert any(address.endswith("q.css") for address in sizes)
    assert sum(sizes.values()) <= 60_000, sizes
