"""Points 2, 3 and 6 of the day: reporting without a script, the desk's work, and tags claimed on a walk."""

import pytest
from django.urls import reverse

from samdrift.doors.q.tests.conftest import chips  # noqa: F401 - a fixture
from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.public import ask_requester
from samdrift.registers.estate.models import Space
from samdrift.registers.tags.commands.batches import make_batch
from samdrift.registers.tags.models import Tag

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OPEN = "7K3M9PQRS2N"
BACKEND = "samdrift.doors.account.backend.PasswordBackend"


def only_request():
    with everywhere(reason="the test looks at what arrived"):
        return ServiceRequest.objects.get()


def test_without_a_script_two_taps_and_an_answer_work_too(chips, live_server, browser_page):  # noqa: F811
    page = browser_page(width=390, java_script_enabled=False)
    page.goto(f"{live_server.url}/q/{OPEN}")
    page.locator(".chip input").first.check()
    page.locator("#report .main").click()
    page.wait_for_url("**/track/**")
    row = only_request()
    assert row.number in page.locator(".ref").inner_text()
    ask_requester(chips.asta.scope, row.uid, expected_version=None, question="Hot or cold?", now=now())
    page.reload()
    page.locator("#answer").fill("Cold")
    page.get_by_role("button", name="Send the answer").click()
    assert "Cold" in page.locator("main").inner_text()
    assert not only_request().waiting_for_requester


@pytest.mark.parametrize(("width", "language"), [(390, "da"), (1440, "en"), (390, "sv")])
def test_the_desk_confirms_and_gives_away(chips, client, live_server, browser_page, faults, width, language):  # noqa: F811
    stranger = browser_page(width=390)
    stranger.goto(f"{live_server.url}/q/{OPEN}")
    stranger.locator(".chip").first.click()
    stranger.locator("#report .main").click()
    stranger.wait_for_url("**/track/**")
    client.force_login(chips.asta.person, backend=BACKEND)
    page = browser_page(width=width, language=language, client=client)
    page.goto(f"{live_server.url}{reverse('desk:inbox')}")
    assert faults(page) == []
    page.locator("form[data-move=priority] button").nth(1).click()
    page.wait_for_load_state()
    assert only_request().priority == 2
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_url("**/desk/**")
    page.locator("#nothing").wait_for()
    assert only_request().state == "assigned"
    for name in ("desk:new", "desk:held"):
        page.goto(f"{live_server.url}{reverse(name)}")
        assert faults(page) == [], name
    assert page.complaints == []


def test_a_new_request_appears_at_the_desk_by_itself(chips, client, live_server, browser_page):  # noqa: F811
    client.force_login(chips.asta.person, backend=BACKEND)
    page = browser_page(client=client)
    page.goto(f"{live_server.url}{reverse('desk:inbox')}")
    stranger = browser_page(width=390)
    stranger.goto(f"{live_server.url}/q/{OPEN}")
    stranger.locator(".chip").first.click()
    stranger.locator("#report .main").click()
    stranger.wait_for_url("**/track/**")
    page.locator("[data-row]").wait_for(timeout=30_000)
    assert page.complaints == []


@pytest.mark.parametrize(("width", "language"), [(390, "da"), (1440, "sv")])
def test_a_walk_claims_room_after_room(world, client, live_server, browser_page, faults, width, language):
    rooms = [
        Space.objects.create(
            community=world.community, site=world.site, storey=world.storey, number=f"0.3{n}", name="Kontor"
        )
        for n in range(2)
    ]
    batch = make_batch(world.asta.scope, 2, base_url=live_server.url, now=now())
    with everywhere(reason="test"):
        codes = list(Tag.objects.filter(batch=batch).values_list("code", flat=True))
    client.force_login(world.asta.person, backend=BACKEND)
    page = browser_page(width=width, language=language, client=client)
    page.goto(f"{live_server.url}{reverse('tags:walk')}?site={world.site.uid}")
    assert faults(page) == []
    page.locator("main a.button:not(.primary)").first.click()  # the plain way, one storey after the other
    assert faults(page) == []
    for code in codes:  # a hand scanner types the address and presses Enter
        page.locator("#f-code").fill(f"{live_server.url}/Q/{code}")
        page.locator("#f-code").press("Enter")
        page.wait_for_load_state()
    page.locator(".empty").wait_for()
    with everywhere(reason="test"):
        claimed = set(Tag.objects.filter(batch=batch).values_list("space", "state"))
    assert claimed == {(room.pk, "mounted") for room in rooms}
    page.locator("#walk-undo button").click()
    page.locator("#f-code").wait_for()
    assert page.complaints == []


@pytest.mark.parametrize(("width", "language"), [(390, "sv"), (1440, "da")])
def test_tag_pages_are_for_everybody(world, client, live_server, browser_page, faults, width, language):
    client.force_login(world.asta.person, backend=BACKEND)
    page = browser_page(width=width, language=language, client=client, theme="dark")
    blank = make_batch(world.asta.scope, 1, base_url="https://fm.example", now=now())
    with everywhere(reason="test"):
        code = Tag.objects.get(batch=blank).code
    addresses = [reverse(f"tags:{name}") for name in ("list", "make", "print", "walk", "health")]
    addresses += [
        reverse("tags:tag", args=[world.tag.uid]),
        f"{reverse('tags:claim', args=[code])}?site={world.site.uid}",
    ]
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        assert faults(page) == [], address
    assert page.complaints == []
