"""J10: somebody walks a building with the camera open, without signal for the middle part, killed in between."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import Space
from samdrift.registers.tags.commands.batches import make_batch
from samdrift.registers.tags.commands.claiming import claim_tag
from samdrift.registers.tags.formats.codes import grouped
from samdrift.registers.tags.models import Tag, TagBinding, TagCheck, TagRound, WalkPiece
from tests.browser import FLAGS, executable
from tests.film import FLAGS as CAMERA
from tests.film import film
from tests.journeys.phone import away, near, quiet
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BASE = "https://fm.example"


@pytest.fixture
def rooms(world: Any) -> list[Space]:
    """Four offices in a row."""
    return [
        Space.objects.create(
            community=world.community, site=world.site, storey=world.storey, number=f"0.3{n}", name="Kontor"
        )
        for n in range(4)
    ]


@pytest.fixture
def codes(world: Any) -> list[str]:
    """The codes of blank tags on a roll."""
    batch = make_batch(world.asta.scope, 4, base_url=BASE, now=NOON)
    with everywhere(reason="a journey prints labels"):
        return list(Tag.objects.filter(batch=batch).order_by("pk").values_list("code", flat=True))


def tag_of(code: str) -> Tag:
    with everywhere(reason="a journey looks at what became of a tag"):
        return Tag.objects.select_related("space").get(code=code)


def hang_at() -> list[tuple[str, str]]:
    with everywhere(reason="a journey looks at what hangs"):
        rows = TagBinding.objects.filter(released_at__isnull=True, reason="claimed").order_by("pk")
        return list(rows.values_list("tag__code", "space__number"))


def ready(page: Any) -> None:
    """The walk stands, and its worker has everything that works without signal, the code reader too."""
    there = (
        "navigator.serviceWorker.controller && caches.match(document.getElementById('words').dataset.wasm)"
        ".then((kept) => Boolean(kept))"
    )
    for _time in range(120):
        if page.evaluate(there):
            return
        page.wait_for_timeout(250)
    pytest.fail("the worker does not stand")


def queued(page: Any) -> list[tuple[str, str]]:
    """What is in the outbox: kind and state, in the order it was done."""
    found = page.evaluate("samdriftWalk.queue().then((all) => all.map((one) => [one.kind, one.state]))")
    return [tuple(one) for one in found]


def settled(page: Any) -> None:
    """Everything in the outbox is sent."""
    for _time in range(60):
        if all(state != "waiting" for _kind, state in queued(page)):
            return
        page.wait_for_timeout(250)
    pytest.fail(f"still waiting: {queued(page)}")


def typed(page: Any, code: str) -> None:
    """The letters under the symbol typed: what the camera would read."""
    page.locator("#walk-typed").fill(code)
    page.locator("#walk-typed").press("Enter")


def stands_at(page: Any, number: str) -> None:
    """The walk asks for this place now."""
    page.locator("[data-f=number]", has_text=number).wait_for()


@pytest.fixture
def walking(opens: Any, world: Any, rooms: Any, codes: Any) -> Iterator[Any]:
    """Asta's phone, the site on it, rooms only, standing in the first office."""
    page = opens(world.asta, f"/walk/#/s/{world.site.uid}/places", width=390)
    page.get_by_role("button", name="Rooms").click()
    ready(page)
    page.locator("[data-do=go]", has_text="0.30").click()
    stands_at(page, "0.30")
    yield page
    quiet(page.context)


def test_tags_hang_by_camera_without_signal_killed_in_between_and_arrive_once(
    world, rooms, codes, client, live_server, chromium, tmp_path
):
    shown = film([f"HTTPS://FM.EXAMPLE/Q/{code}" for code in codes[1:]], tmp_path)
    browser = chromium.browser_type.launch(
        executable_path=executable(), args=[*FLAGS, *CAMERA, f"--use-file-for-fake-video-capture={shown}"]
    )
    client.force_login(world.asta.person)
    context = browser.new_context(viewport={"width": 390, "height": 844}, permissions=["camera"], locale="en-GB")
    context.set_default_timeout(30_000)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{live_server.url}/walk/#/s/{world.site.uid}/places")
    page.get_by_role("button", name="Rooms").click()
    ready(page)
    page.locator("[data-do=go]", has_text="0.30").click()
    stands_at(page, "0.30")
    typed(page, grouped(codes[0]))  # the first one with signal, typed
    stands_at(page, "0.31")
    settled(page)
    assert hang_at() == [(codes[0], "0.30")]
    assert complaints == []

    away(page)
    page.locator("[data-do=camera]").click()
    taps = 0  # from here on nothing is pressed: scan, hung, next
    stands_at(page, "0.33")
    assert page.locator("#walk-video").is_visible()
    assert hang_at() == [(codes[0], "0.30")], "nothing has reached the server"
    assert taps == 0

    # The phone dies. Opened again in the basement it stands as it was left, and its camera opens by itself.
    address = page.url
    page.close()
    page = context.new_page()
    page.goto(address)
    page.locator("#walk-video").wait_for()
    page.locator("[data-f=done]", has_text="Nothing left here").wait_for(timeout=60_000)
    # The film begins again: a tag that hangs is told loudly, and hangs once.
    page.locator("#told[data-tone=bad]", has_text="already").wait_for(timeout=60_000)
    assert [kind for kind, _state in queued(page)] == ["hang"] * 4

    near(page)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    settled(page)
    assert queued(page) == [("hang", "done")] * 4
    assert hang_at() == list(zip(codes, ("0.30", "0.31", "0.32", "0.33"), strict=True))
    page.goto("about:blank")
    browser.close()


def test_no_place_is_passed_over_however_fast_one_scans(opens, world):
    numbers = [f"1.{number:02}" for number in range(20)]
    for number in numbers:
        Space.objects.create(community=world.community, site=world.site, storey=world.storey, number=number, name="Sal")
    batch = make_batch(world.asta.scope, 20, base_url=BASE, now=NOON)
    with everywhere(reason="a journey prints labels"):
        roll = list(Tag.objects.filter(batch=batch).order_by("pk").values_list("code", flat=True))
    page = opens(world.asta, f"/walk/#/s/{world.site.uid}/places", width=390)
    page.get_by_role("button", name="Rooms").click()
    page.locator("[data-do=go]", has_text="1.00").click()
    stands_at(page, "1.00")
    for code, then in zip(roll, [*numbers[1:], ""], strict=True):
        typed(page, code)
        if then:
            stands_at(page, then)
    for _time in range(120):  # the last one may not have reached the outbox yet
        with contextlib.suppress(OperationalError):  # read in the same memory the server writes to just then
            if len(hang_at()) == len(roll):
                break
        page.wait_for_timeout(250)
    settled(page)
    assert hang_at() == list(zip(roll, numbers, strict=True))
    quiet(page.context)


def test_the_last_one_is_undone_with_one_tap(walking, codes):
    typed(walking, codes[0])
    stands_at(walking, "0.31")
    walking.locator("#walk-undo").click()
    stands_at(walking, "0.30")
    settled(walking)
    assert tag_of(codes[0]).state == "printed"
    typed(walking, codes[1])
    stands_at(walking, "0.31")
    settled(walking)
    assert hang_at() == [(codes[1], "0.30")]
    assert walking.complaints == []


def test_what_is_done_while_the_phone_reads_its_day_anew_does_not_wait_for_the_next_turn(walking, codes):
    # As on an iPhone, where nothing wakes the worker to send what waits.
    walking.evaluate("Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', {get: () => undefined})")
    held: list[Any] = []
    walking.context.route("**/day*", lambda asked: held.append(asked))
    typed(walking, codes[0])
    while not held:
        walking.wait_for_timeout(50)
    walking.locator("#walk-undo").click()
    while len(queued(walking)) < 2:
        walking.wait_for_timeout(50)
    walking.context.unroute("**/day*")  # those that were held go on
    settled(walking)  # in less time than passes before the phone tries again by itself
    assert [state for _kind, state in queued(walking)] == ["done", "done"]
    assert tag_of(codes[0]).state == "printed"


def test_what_others_did_meanwhile_is_told_loudly_and_nothing_is_lost(walking, world, rooms, codes):
    away(walking)
    other = world.someone("OPS-M", name="Eli")
    claim_tag(other.scope, codes[3], kind="space", place_uid=rooms[0].uid, now=now())
    typed(walking, codes[0])
    stands_at(walking, "0.31")
    near(walking)
    walking.evaluate("window.dispatchEvent(new Event('online'))")
    alarm = walking.locator("#told[data-tone=bad]", has_text="Eli")
    alarm.wait_for()
    assert tag_of(codes[0]).site_id is None
    assert "1 to look at" in walking.locator("[data-signal]").inner_text()
    walking.get_by_role("button", name="Hang it as a second tag").click()
    walking.wait_for_timeout(300)
    settled(walking)
    assert tag_of(codes[0]).space_id == rooms[0].pk
    with everywhere(reason="a journey looks at what was kept"):
        assert sorted(WalkPiece.objects.values_list("outcome", flat=True)) == ["conflict", "done"]


def test_places_are_passed_over_with_a_reason_and_wrong_codes_stay_here(walking, world, rooms, codes):
    typed(walking, codes[0][:10] + ("A" if codes[0][10] != "A" else "B"))
    walking.locator("#told[data-tone=bad]", has_text="not the code").wait_for()
    away(walking)
    typed(walking, world.tag.code)  # hangs in 0.12: the phone knows it without signal
    walking.locator("#told[data-tone=bad]", has_text="0.12 Toilet").wait_for()
    assert queued(walking) == []
    near(walking)
    walking.keyboard.type(codes[0])  # a hand scanner, wherever one is on the page
    walking.locator("body").press("Enter")
    stands_at(walking, "0.31")
    walking.locator("[data-do=skip]").click()
    walking.get_by_role("button", name="Locked").click()
    stands_at(walking, "0.32")
    settled(walking)
    with everywhere(reason="a journey looks at what was kept"):
        assert WalkPiece.objects.get(kind="skip").why == "locked"


def test_a_site_is_verified_without_signal(opens, world, rooms, codes):
    claim_tag(world.asta.scope, codes[0], kind="space", place_uid=rooms[0].uid, now=now() - timedelta(days=1))
    page = opens(world.asta, f"/walk/#/s/{world.site.uid}/places", width=390)
    page.locator("[data-list=places] li").first.wait_for()
    ready(page)
    page.get_by_text("Verify the tags").click()
    page.get_by_role("button", name="All tags that hang").click()
    stands_at(page, "0.12")
    away(page)
    typed(page, codes[0])  # in any order
    page.locator("#told[data-tone=good]", has_text="0.30 Kontor").wait_for()
    page.locator("[data-f=far]", has_text="1 of ").wait_for()
    stands_at(page, "0.12")
    page.get_by_role("button", name="Cannot be read").click()
    page.locator("[data-f=far]", has_text="2 of ").wait_for()
    near(page)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    settled(page)
    with everywhere(reason="a journey looks at the verification"):
        found = TagRound.objects.get()
        checks = dict(TagCheck.objects.filter(round=found).values_list("tag__code", "outcome"))
    assert checks == {codes[0]: "there", world.tag.code: "damaged"}
    assert tag_of(world.tag.code).trouble == "damaged"
    quiet(page.context)


@pytest.mark.parametrize(("language", "theme"), [("da", "light"), ("sv", "dark")])
def test_the_walk_is_for_everybody_and_for_gloves(opens, world, rooms, codes, faults, language, theme):
    page = opens(world.asta, f"/walk/#/s/{world.site.uid}", width=390, language=language, theme=theme)
    page.locator("[data-f=number]").wait_for()
    for part in ("", "/places"):
        page.goto(page.url.split("#")[0] + f"#/s/{world.site.uid}{part}")
        page.wait_for_timeout(300)
        assert faults(page) == [], part
        small = page.evaluate(
            "[...document.querySelectorAll('main button, .field-top .button')]"
            ".filter((one) => one.offsetParent && one.getBoundingClientRect().height < 48)"
            ".map((one) => one.textContent.trim())"
        )
        assert small == []
    for part in ("#/", "#/outbox"):
        page.goto(page.url.split("#")[0] + part)
        page.wait_for_timeout(300)
        assert faults(page) == [], part
    assert page.complaints == []
    quiet(page.context)


def test_without_a_script_the_plain_walk_is_one_press_away(opens, world, rooms):
    page = opens(world.asta, "/walk/", width=390, java_script_enabled=False)
    page.get_by_role("link", name="Walk a site").click()
    assert page.locator("main a.button").count() > 1
