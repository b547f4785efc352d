"""Cameras: the field app reads a tag by camera without signal, and a phone with a reader of its own needs no other."""

from typing import Any

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.registers.tags.commands.batches import make_batch
from samdrift.registers.tags.models import Tag
from tests.browser import FLAGS, executable
from tests.film import FLAGS as CAMERA
from tests.film import film
from tests.journeys.test_field import TAG, away, given, order_now, press, quiet, settled
from tests.journeys.test_field import ready as field_stands
from tests.journeys.test_walk import tag_of
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# A phone whose browser reads codes by itself, with a picture that never changes.
OWN_READER = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: "https://fm.example/q/CODE" }]; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  setInterval(() => pen.fillRect(0, 0, 9, 9), 50);
  return canvas.captureStream(10);
};
window.felt = [];
const request = async (what) => { felt.push(what); return { released: false }; };
Object.defineProperty(navigator, "wakeLock", { value: { request } });
navigator.vibrate = (how) => felt.push(how);
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  felt.push(this.frequency.value);
  return start.apply(this, when);
};
"""


def test_presence_is_proven_by_camera_without_signal(house, client, live_server, chromium, tmp_path):
    order = given(house, "A pipe has burst")
    shown = film([f"HTTPS://FM.EXAMPLE/Q/{TAG}"], tmp_path)
    browser = chromium.browser_type.launch(
        executable_path=executable(), args=[*FLAGS, *CAMERA, f"--use-file-for-fake-video-capture={shown}"]
    )
    client.force_login(house.tea.person)
    context = browser.new_context(viewport={"width": 390, "height": 844}, permissions=["camera"], locale="en-GB")
    context.set_default_timeout(30_000)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/field/")
    field_stands(page)
    kept = "caches.match(document.querySelector('[data-scanner]').dataset.wasm).then((found) => Boolean(found))"
    for _time in range(120):  # the reader is fetched by itself, with signal
        if page.evaluate(kept):
            break
        page.wait_for_timeout(250)
    else:
        pytest.fail("the code reader is not on the phone")
    press(page, "next")
    page.locator(".task .chip", has_text="Accepted").wait_for()
    settled(page)
    away(page)
    page.locator(".task h2 a").first.click()
    press(page, "scan")
    page.get_by_role("button", name="Scan with the camera").click()
    page.locator(".chip", has_text="You are here").wait_for()
    page.context.unroute("**/*")
    page.context.set_offline(False)
    settled(page)
    assert order_now(order.uid).place_confirmed_at is not None
    page.goto("about:blank")
    browser.close()


def test_a_phone_with_a_reader_of_its_own_fetches_no_other(opens: Any, world: Any):
    batch = make_batch(world.asta.scope, 1, base_url="https://fm.example", now=NOON)
    with everywhere(reason="a journey prints labels"):
        code = Tag.objects.get(batch=batch).code
    page = opens(world.asta, "/walk/", width=390)
    page.add_init_script(OWN_READER.replace("CODE", code))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{page.url.split('#')[0]}?own#/s/{world.site.uid}")
    page.locator("[data-do=camera]").click()
    page.locator("#told[data-tone=good]", has_text="Elevator").wait_for()
    page.locator("[data-f=done]", has_text="Nothing left here").wait_for()
    page.wait_for_timeout(500)
    assert tag_of(code).asset_id == world.lift.pk
    assert not [one for one in asked if "zxing" in one]
    assert page.evaluate("felt") == ["screen", 1180, 60], "the screen stays on, and it is heard and felt"
    page.locator("#walk-typed").fill("nonsense")
    page.locator("#walk-typed").press("Enter")
    page.locator("#told[data-tone=bad]").wait_for()
    assert page.evaluate("felt.slice(3)") == [220, 220, [200, 80, 200]], "what is wrong sounds and feels different"
    quiet(page.context)
