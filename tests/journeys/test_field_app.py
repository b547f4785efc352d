"""The field app itself: a full phone, a new version, what its first load weighs, its languages, and no script."""

import gzip
import json
import re
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.core.signals import request_started
from django.test import Client

from samdrift.operations.field.web import app
from tests.journeys.phone import (
    away,
    given,
    near,
    press,
    queued,
    quiet,
    ready,
    settled,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_full_phone_says_that_nothing_was_kept(phone):
    phone.locator(".task h2 a").first.click()
    phone.locator("article").wait_for()
    phone.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    press(phone, "next")
    phone.locator("#told", has_text="This phone is full").wait_for()
    assert queued(phone) == []
    assert phone.locator(".chip", has_text="Accepted").count() == 0


def test_a_new_version_of_the_app_takes_the_queue_over(phone, monkeypatch):
    away(phone)
    press(phone, "next")
    phone.locator(".chip", has_text="Accepted").wait_for()
    # As an older page wrote it: without what newer ones add.
    phone.evaluate(
        "samdriftField.queue().then((all) => samdriftField.put('actions', Object.fromEntries(Object.entries(all[0])"
        ".filter(([name]) => !['v', 'tries', 'words'].includes(name)))))"
    )
    near(phone)
    phone.context.unroute("**/*")
    changed = app.render
    monkeypatch.setattr(app, "render", lambda *args, **more: newer(changed(*args, **more)))
    phone.evaluate("navigator.serviceWorker.ready.then((worker) => worker.update())")
    phone.locator("[data-do=reload]").wait_for()
    press(phone, "reload")
    settled(phone)
    assert queued(phone) == [("accept", "done")]


def newer(answer: Any) -> Any:
    """The worker with one letter more: a newer version."""
    if answer.headers["Content-Type"].startswith("text/javascript"):
        answer.content = answer.content.replace(b'version: "', b'version: "f')
    return answer


def test_the_first_load_is_small_and_nothing_is_asked_for_after_it(phone, house, live_server):
    for number in range(20):
        given(house, f"Tap {number}")
    worker = fetched(f"{live_server.url}/field/sw.js")
    files = json.loads(re.search(rb"files: (\[.*?\])", gzip.decompress(worker))[1])
    sizes = {one: len(fetched(live_server.url + one)) for one in files}
    shell, client = len(fetched(f"{live_server.url}/field/")), Client()
    client.force_login(house.tea.person)
    day = len(gzip.compress(client.get("/api/v1/field/day").content))
    total = len(worker) + 2 * shell + sum(sizes.values()) + day
    assert total <= 150_000, (total, sizes)
    phone.wait_for_timeout(1500)  # what the worker keeps is on the phone
    asked: list[str] = []

    def told(sender: object, environ: Any = None, **_more: object) -> None:
        asked.append(environ["PATH_INFO"])

    request_started.connect(told)
    phone.locator(".task h2 a").first.click()
    phone.locator("article").wait_for()
    phone.locator(".field-bar a[href='#/new']").click()
    phone.locator("[data-new]").wait_for()
    phone.reload()
    phone.locator("[data-new]").wait_for()
    request_started.disconnect(told)
    # Opened again it looks for newer orders and newer versions of its workers: all else is on the phone.
    assert set(asked) <= {"/api/v1/field/day", "/field/sw.js", "/sw.js"}, asked


def fetched(address: str) -> bytes:
    """What travels for an address."""
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"}), timeout=20) as answer:
        content: bytes = answer.read()
        return content if answer.headers.get("Content-Encoding") == "gzip" else gzip.compress(content)


def test_without_a_script_the_plain_pages_do_the_work(opens, house):
    given(house, "A pipe has burst")
    page = opens(house.tea, "/field/", width=390, java_script_enabled=False)
    page.get_by_role("link", name="My work").first.click()
    page.get_by_role("link", name="A pipe has burst").click()
    assert page.locator("button", has_text="Accept").count() > 0


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_the_app_speaks_the_persons_language(opens, house, language, faults):
    given(house, "A pipe has burst")
    page = opens(house.tea, "/field/", width=390, language=language, theme="dark")
    ready(page)
    assert faults(page) == []
    word = {"en": "Sign out of", "da": "Log ud af", "sv": "Logga ut från"}[language]
    assert word in page.locator("main [data-do=leave]").inner_text()
    page.goto(page.url.split("#")[0] + "#/new")
    page.locator("[data-new]").wait_for()
    assert faults(page) == []
    page.locator(".field-bar a[href='#/outbox']").click()
    page.locator("main h1").wait_for()
    assert faults(page) == []
    assert page.complaints == []
    quiet(page.context)
