"""J1: an officer scans the code on the wall and asks in two taps; without an account, a script or a place told."""

import re

import pytest

from tests.journeys.conftest import OPEN_TAG, SECURED_TAG, newest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_a_scan_becomes_a_request_that_can_be_followed(opens, reported, faults, language):
    row, page = reported(language=language)
    assert (row.state, row.channel, row.space.number) == ("submitted", "qr", "0.12")
    assert row.number in page.locator(".ref").inner_text()
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".way li").count() >= 3
    assert (faults(page), page.complaints) == ([], [])
    again = opens(None, re.sub(r"^https?://[^/]+", "", page.url.partition("?")[0]), width=390, language=language)
    assert row.number in again.locator(".ref").inner_text()


def test_without_a_script_it_works_as_well(reported):
    row, page = reported(java_script_enabled=False)
    assert row.number in page.locator(".ref").inner_text()


def test_a_secured_place_says_nothing_about_itself(opens, house):
    page = opens(None, f"/q/{SECURED_TAG}", width=390)
    shown = page.locator("main").inner_text()
    assert page.get_by_role("heading", level=1).inner_text() == "Report a problem here"
    assert not [word for word in ("Arrest", "0.20", "Station", "Hovedbygning") if word in shown]


def test_the_second_who_comes_by_says_me_too(opens, reported):
    row, _page = reported()
    page = opens(None, f"/q/{OPEN_TAG}", width=390)
    page.get_by_role("button", name="Me too").click()
    page.wait_for_url("**/track/**")
    assert (newest().pk, newest().me_too) == (row.pk, 1)
