"""L5, L14: both contract managers see the same facts, find them, keep a view, and see why a promise is what it is."""

from datetime import timedelta
from typing import Any

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.operations.requests import public as requests
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def story(house: Any) -> Any:
    """A door in Ærøskøbing with an open, a paused and a running hour; and a lamp that is nobody's matter here."""
    rows = []
    for title in ("Døren i Ærøgangen binder", "Lampan i källaren är trasig"):
        ask = requests.Ask(
            request_type="mnt.fault", channel="web", title=title, description=title, site_id=house.site.pk,
            space_id=house.washroom.pk, requester_id=house.olga.person.pk,
        )  # fmt: skip
        received = NOON - timedelta(hours=26)
        rows.append(requests.submit_request(house.olga.scope, ask, received_at=received, now=received).service_request)
    door, agent = rows[0], house.asta.scope
    requests.triage(agent, door.uid, expected_version=None, now=NOON - timedelta(hours=3))
    requests.ask_requester(agent, door.uid, expected_version=None, question="Which?", now=NOON - timedelta(hours=2))
    requests.answer_question(house.olga.scope, door.uid, body="The left", now=NOON - timedelta(hours=1))
    deliver_all()
    return door


@pytest.mark.parametrize(("who", "width"), [("bo", 1440), ("dan", 1440), ("dan", 390)])
def test_both_sides_read_the_same_story(opens, house, story, faults, who, width):
    page = opens(getattr(house, who), "/requests/", width=width)
    page.get_by_role("link", name="Døren i Ærøgangen binder").click()
    promises = page.locator("#promises")
    promises.get_by_text("Why this rule?").click()
    assert "applies" in promises.inner_text()
    figure = promises.locator("details[open]").first
    drawn = figure.inner_html()
    assert not [kind for kind in ("running", "paused", "closed") if kind not in drawn.lower()], drawn[:2000]
    events = page.locator("#history").inner_text()
    assert "Asta" in events or who == "dan"  # the other party's people may go by their side
    assert faults(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("typed", ["doren aerogangen", "DØREN", "ærø"])
def test_words_are_found_however_they_are_typed(opens, house, story, typed):
    page = opens(house.dan, "/requests/", width=1440)
    page.locator("input[name=text]").fill(typed)
    page.get_by_role("button", name="Filter").click()
    page.wait_for_load_state()
    shown = page.locator("main").inner_text()
    assert "Døren i Ærøgangen binder" in shown
    assert "Lampan" not in shown


def test_a_question_is_asked_and_its_chart_read_by_keyboard_alone(opens, house, story):
    page = opens(house.dan, "/ask/requests/?by=state", width=1440)
    reach(page, "input[name=words]")
    page.keyboard.type("lampan")
    page.keyboard.press("Enter")
    page.wait_for_url("**words=lampan**")
    reach(page, ".figure summary")
    assert page.locator(":focus").evaluate("one => getComputedStyle(one).outlineStyle") != "none"
    page.keyboard.press("Enter")
    assert page.locator(".figure table").is_visible()


def reach(page: Any, wanted: str) -> None:
    """Press Tab until the keyboard stands on what is wanted."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_a_view_is_kept_and_found_again(opens, house, story):
    page = opens(house.bo, "/requests/?group=all&text=kallaren", width=1440)
    assert "Lampan i källaren" in page.locator("main").inner_text()
    page.locator("summary", has_text="Save this view").click()
    page.get_by_label("Name of the view").fill("Cellars")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    page.goto(page.url.partition("/requests/")[0] + "/requests/")
    page.get_by_role("link", name="Cellars").click()
    page.wait_for_load_state()
    assert "Døren" not in page.locator("main").inner_text()


def test_the_board_shows_each_in_its_column(opens, house, story, faults):
    page = opens(house.bo, "/requests/board/", width=1440)
    assert "Lampan" in page.locator("main").inner_text()
    page.get_by_role("link", name="Døren i Ærøgangen binder").click()
    page.locator("#promises").wait_for()
