"""J2: a round on a phone without signal, killed in between: a scan and one tap a room, and all arrives once."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.rounds import public as rounds
from samdrift.operations.rounds.models import HelpCall, StopMark
from samdrift.partnership.addons.public import AddOn
from samdrift.registers.estate.models import Space
from samdrift.registers.parties.models import TeamMember
from samdrift.registers.tags.models import Tag, TagBinding
from tests.journeys.conftest import picture
from tests.journeys.test_field import away, near, queued, quiet, settled
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TAG, OTHER_TAG = "7K3M9PQRS2N", "7K3M9PQRV24"


@pytest.fixture
def round_(house: Any) -> rounds.Round:
    """Tea's round of five rooms; the tag of the washroom hangs, and that of one office."""
    spaces = [house.washroom]
    for place in range(1, 5):
        ring = [[5.0 * place, 0.0], [5.0 * place + 5, 0.0], [5.0 * place + 5, 4.0], [5.0 * place, 4.0]]
        spaces.append(
            Space.objects.create(
                community=house.community, site=house.site, storey=house.storey, number=f"0.3{place}", name="Kontor",
                use="office", outline={"rings": [{"outer": ring, "holes": []}]},
            )
        )  # fmt: skip
    house.washroom.outline = {"rings": [{"outer": [[0, 0], [5, 0], [5, 4], [0, 4]], "holes": []}]}
    house.washroom.save(update_fields=["outline"])
    tag = Tag.objects.create(
        community=house.community, code=OTHER_TAG, state="mounted", site=house.site, space=spaces[1], disclosure="open"
    )
    TagBinding.objects.create(community=house.community, tag=tag, site=house.site, space=spaces[1], bound_at=NOON)
    lea = house.someone("SVC-L", name="Lea")
    TeamMember.objects.create(community=house.community, team=house.team, employment=lea.employment, leads=True)
    draft = rounds.RoundDraft(
        name="Morning", site=house.site.uid, line="MNT", rule=rounds.rule_of(range(5), 1), first_day=date(2025, 3, 3),
        team=house.team.uid, person=house.tea.person.uid,
    )  # fmt: skip
    made = rounds.write_round(house.asta.scope, draft, now=NOON)
    stops = [rounds.StopDraft(space=space.uid, tasks=("bins", "floor"), note="Knock") for space in spaces]
    rounds.set_stops(house.asta.scope, made.uid, stops, expected_version=None, now=NOON)
    return made


@pytest.fixture
def phone(opens: Any, house: Any, round_: rounds.Round) -> Any:
    """Tea's phone at 390 pixels, loaded with signal."""
    page = opens(house.tea, "/field/round/", width=390)
    ready(page)
    yield page
    quiet(page.context)


def ready(page: Any) -> None:
    """The round stands and the worker has everything that works without signal."""
    page.locator(".round-card").first.wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def scanned(page: Any, code: str) -> None:
    """A tag held before the phone: typed here, where there is no camera."""
    if not page.locator("#scan[open]").count():
        page.locator(".round-scan").click()
    page.locator("#scan input[name=code]").fill(code)
    page.locator("#scan button[value=ok]").click()
    page.locator(".round-card.here").wait_for()


def number(page: Any) -> str:
    """The room on the card."""
    return page.locator(".round-card[data-stop] .round-number").inner_text()


def next_is(page: Any, expected: str) -> None:
    page.locator(".round-card[data-stop] .round-number", has_text=expected).wait_for()


def marks() -> list[tuple[str, str, str, bool]]:
    with everywhere(reason="a journey looks at what arrived"):
        rows = StopMark.objects.filter(undone_at__isnull=True).order_by("stop__position", "pk")
        return list(rows.values_list("stop__space__number", "kind", "reason", "by_scan"))


def test_a_round_without_signal_killed_in_between_arrives_once(phone, house, faults):
    assert number(phone) == "0.12"
    assert faults(phone) == []
    away(phone)
    scanned(phone, TAG)
    phone.locator(".round-done").click()  # the one tap
    phone.locator("#scan[open]").wait_for()  # the camera is back for the next room
    scanned(phone, OTHER_TAG)
    phone.locator(".round-done").click()
    phone.locator("#scan [data-do=close]").click()
    next_is(phone, "0.32")
    phone.locator("[data-do=skip]").click()
    phone.locator("#sheet [data-code=occupied]").click()
    next_is(phone, "0.33")
    phone.locator("[data-do=wrong]").click()
    phone.locator("#sheet [data-code=water]").click()
    phone.locator("#sheet input[type=file]").set_input_files(picture())
    phone.locator("[data-photo-said]", has_text="Photo kept").wait_for()
    phone.locator("#sheet [data-do=close]").click()
    phone.locator("[data-do=choose][data-kind=add_on]").click()
    phone.locator("#sheet [data-code=extra_hours]").click()  # one tap keeps it, and the room stays
    phone.locator("#sheet[open]").wait_for(state="detached")
    next_is(phone, "0.33")
    assert marks() == [], "nothing has reached the server"

    # The phone dies. Opened again in the basement the round stands as it was left.
    context, address = phone.context, phone.url
    phone.close()
    page = context.new_page()
    page.goto(address)
    next_is(page, "0.33")
    assert page.locator(".round-strip .done").count() == 2
    page.locator(".round-done").click()
    next_is(page, "0.34")
    page.locator("[data-do=undo]").click()  # it was the wrong one
    next_is(page, "0.33")
    page.locator("[data-do=view][data-code=plan]").click()
    page.locator(".round-shape[aria-label^='0.34']").click()
    next_is(page, "0.34")
    page.locator(".round-done").click()
    next_is(page, "0.33")
    page.locator(".round-done").click()
    # What was left out is made up last.
    next_is(page, "0.32")
    page.get_by_text("The round is done").wait_for()
    page.locator(".round-done").click()
    page.locator(".round-card[data-stop]").wait_for(state="detached")
    page.locator("[data-do=help]").click()
    page.locator("#sheet [data-code=come]").click()
    page.get_by_text("No signal: the call leaves").wait_for()
    page.locator("#sheet [data-do=close]").click()
    assert {state for _kind, state in queued(page)} == {"waiting"}

    near(page)
    settled(page)
    assert {state for _kind, state in queued(page)} == {"done"}, queued(page)
    assert [one[:2] for one in marks()] == [
        ("0.12", "done"), ("0.31", "done"), ("0.32", "skipped"), ("0.32", "done"), ("0.33", "done"), ("0.34", "done"),
    ]  # fmt: skip
    assert [one[3] for one in marks()[:2]] == [True, True], "proven by the tags"
    assert not any(one[3] for one in marks()[2:])
    with everywhere(reason="a journey looks at what arrived"):
        asked = ServiceRequest.objects.get()
        assert asked.space.number == "0.33"
        assert StoredFile.objects.filter(owner_uid=asked.uid).count() == 1
        assert HelpCall.objects.count() == 1
        assert AddOn.objects.get().space.number == "0.33"


def test_a_room_costs_a_scan_and_one_tap_and_less_than_five_seconds(phone):
    away(phone)
    scanned(phone, TAG)
    began = phone.evaluate("performance.now()")
    phone.locator(".round-done").click()
    phone.locator(".round-strip .done").wait_for()
    assert phone.evaluate("performance.now()") - began < 5000
    small = phone.evaluate(
        "[...document.querySelectorAll('main button, .round-bar button, .field-top .button')]"
        ".filter((one) => one.offsetParent && one.getBoundingClientRect().height < 48).map((one) => one.textContent)"
    )
    assert small == []
    near(phone)


def test_a_wrong_tag_opens_no_room(phone):
    away(phone)
    phone.locator(".round-scan").click()
    phone.locator("#scan input[name=code]").fill("8K3M9PQRS2B")
    phone.locator("#scan button[value=ok]").click()
    phone.locator("#told", has_text="belongs to no room").wait_for()
    assert phone.locator(".round-card.here").count() == 0
    near(phone)


def test_whoever_has_only_a_round_begins_there_and_it_is_read_aloud_where_there_is_a_voice(opens, house, round_):
    page = opens(house.tea, "/field/", width=390)
    page.wait_for_url("**/field/round/")
    page.locator(".round-card").first.wait_for()
    page.evaluate(
        "() => { globalThis.heard = []; speechSynthesis.getVoices = () => [{ lang: 'en-GB', name: 'A' }];"
        "SpeechSynthesisUtterance = function (text) { this.text = text; };"
        "speechSynthesis.speak = (one) => heard.push(one.text);"
        "speechSynthesis.dispatchEvent(new Event('voiceschanged')); }"
    )
    page.locator(".round-speak").click()
    assert page.evaluate("heard") == ["0.12 Toilet. Empty bins. Clean the floor. Knock"]
    quiet(page.context)


def test_the_leader_sees_the_round_and_the_call_and_comes(phone, house, opens):
    phone.locator("[data-do=help]").click()
    phone.locator("#sheet [data-code=danger]").click()
    phone.get_by_text("Help is called.").wait_for()
    phone.locator("#sheet [data-do=close]").click()
    phone.locator(".round-done").click()
    settled(phone)
    phone.wait_for_timeout(1000)  # the day has come anew: nobody writes while the next page opens
    page = opens(house.asta, "/rounds/", width=1280)
    page.get_by_text("1 of 5").first.wait_for()
    page.get_by_role("button", name="I come").click()
    page.get_by_text("It is noted that you come.").wait_for()
    page.get_by_role("link", name="Morning").first.click()
    page.get_by_role("cell", name="tap").first.wait_for()


@pytest.mark.parametrize("language", ["da", "sv"])
def test_the_round_speaks_the_persons_language(opens, house, round_, language, faults):
    page = opens(house.tea, "/field/round/", width=390, language=language, theme="dark")
    ready(page)
    assert page.locator(".round-done").inner_text().strip() == {"da": "Færdig", "sv": "Klart"}[language]
    assert faults(page) == []
    quiet(page.context)


def test_another_person_on_the_same_phone_gets_their_own_round(phone, house, live_server):
    eli = house.someone("SVC-E", name="Eli")
    away(phone)
    phone.locator(".round-done").click()
    phone.locator(".round-strip .done").wait_for()
    client = Client()
    client.force_login(eli.person)
    phone.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    near(phone)
    phone.goto(f"{live_server.url}/field/round/")
    phone.get_by_text("No round today").wait_for()
    assert marks() == [], "never sent as somebody else"
