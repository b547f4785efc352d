"""Push in a real browser: allowed by a press, sealed, sent, opened, and shown by the service worker.

No browser here reaches a vendor's push service. So the page's subscription and the service are doubles on this machine;
the page's script, the sealing, the worker and the message on the screen are real. Chromium hands the worker what the
device has opened.
"""

import json
import time

import pytest

from samdrift.foundation.jobs.public import drain
from samdrift.foundation.notices.gateways import webpush
from samdrift.foundation.notices.tests.conftest import taps  # noqa: F401 - a fixture
from samdrift.foundation.notices.tests.test_push import by_push, phone  # noqa: F401 - a fixture
from samdrift.foundation.notices.tests.test_telling import TAP, telling
from tests.browser import FLAGS, whole

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DOUBLE = """(given) => {
  let known = null;
  const made = {
    endpoint: given.endpoint,
    toJSON: () => ({ endpoint: given.endpoint, keys: given.keys }),
    unsubscribe: async () => { known = null; return true; },
  };
  const manager = {
    getSubscription: async () => known,
    subscribe: async (wanted) => { window.askedOf = wanted; known = made; return made; },
  };
  Object.defineProperty(ServiceWorkerRegistration.prototype, "pushManager", { get: () => manager });
}"""


@pytest.fixture
def chromium(chromium):
    """One with notifications, which the browser of the other journeys has not."""
    browser = chromium.browser_type.launch(executable_path=whole(), args=FLAGS)
    yield browser
    browser.close()


def registration(session):
    """The worker's registration as the browser numbers it."""
    seen = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: seen.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    return seen


def test_a_push_is_allowed_sealed_opened_and_shown(world, taps, phone, client, live_server, browser_page):  # noqa: F811
    client.force_login(world.dan.person)
    page = browser_page(client=client)
    page.context.grant_permissions(["notifications"], origin=live_server.url)
    keys = {"p256dh": webpush.public_of(phone.key), "auth": webpush.base64url(phone.secret)}
    given = {"endpoint": phone.endpoint, "keys": keys}
    page.add_init_script(f"({DOUBLE})({json.dumps(given)})")
    numbers = registration(page.context.new_cdp_session(page))
    page.goto(f"{live_server.url}/notices/choices/")
    button = page.locator("[data-push-key] button")
    button.wait_for()
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    page.locator("[data-push-key] button[aria-pressed=true]").wait_for()
    ours = page.evaluate("Array.from(window.askedOf.applicationServerKey)")
    key = page.locator("[data-push-key]").get_attribute("data-push-key")
    assert bytes(ours) == webpush.unbase64(key)
    assert page.evaluate("window.askedOf.userVisibleOnly")

    by_push(world, world.dan)
    taps.drips(TAP, telling(world.dan))
    drain()
    [(_head, said)] = phone.got
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session.send("ServiceWorker.deliverPushMessage", {
        "origin": live_server.url, "registrationId": numbers[-1]["registrationId"], "data": json.dumps(said),
    })  # fmt: skip
    shown, until = [], time.monotonic() + 30
    while not shown and time.monotonic() < until:
        page.wait_for_timeout(100)
        shown = page.evaluate(
            "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
            ".then((all) => all.map((one) => [one.title, one.body, one.data]))"
        )
    assert shown == [[said["title"], said["text"], said["link"]]]
    assert shown[0][0] == "Tap 7 drips"

    button.click()
    page.locator("[data-push-key] button[aria-pressed=false]").wait_for()
    taps.drips(TAP, telling(world.dan))
    drain()
    assert len(phone.got) == 1, "a browser that was let go gets nothing more"
