"""A browser for journeys: Chromium without a window, a check of accessibility, and nothing that leaves this machine.

    @pytest.mark.browser
    @pytest.mark.slow
    def test_a_list_is_accessible(live_server, browser_page, faults):
        page = browser_page(width=390, theme="dark", language="da")
        page.goto(f"{live_server.url}/requests/")
        assert faults(page) == []

`browser_page` also collects what the page complains about in `page.complaints`: a violation of the content security
policy or an uncaught error belongs into an assertion.
"""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from samdrift.doors.cli.chromium import WHOLE, on_path

AXE = Path(__file__).parent / "vendor/axe/axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-quic",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = pytest.StashKey[list[Any]]()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that a theme can break: it changes colours and nothing else."""


def executable() -> str | None:
    """Where the browser is."""
    return os.environ.get("CHROMIUM") or on_path()


def whole() -> str | None:
    """Where a browser is that also shows what is not within a page, as notifications are."""
    return on_path(WHOLE) or executable()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    path = executable()
    if not path:
        pytest.skip("there is no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    # Playwright's loop runs in this thread, so Django takes every query of a test for one inside a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A journey that fails tells what its pages showed."""
    report: Any = yield
    if report.when == "call" and report.failed:
        for page in item.stash.get(PAGES, []):
            report.sections.append((f"the page at {page.url}", _shown(page)))
    return report


def _shown(page: Any) -> str:
    try:
        page.set_default_timeout(2_000)
        words: str = page.locator("body").inner_text()
    except Exception as error:  # noqa: BLE001 - whatever keeps the page from telling is told instead
        words = f"(it could not be read: {error})"
    return "\n".join([*page.complaints, words[:3_000]])


@pytest.fixture
def browser_page(request: pytest.FixtureRequest, chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages: width in pixels, theme (light, dark), language (en, da, sv), client (whose session it is)."""
    contexts = []
    pages: list[Any] = []
    request.node.stash[PAGES] = pages

    def opened(
        *, width: int = 1440, theme: str = "light", language: str = "en", client: Any = None, **more: Any
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            locale={"en": "en-GB", "da": "da-DK", "sv": "sv-SE"}[language],
            color_scheme=theme,
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        cookies = {"samdrift_theme": theme, "language": language}
        if client is not None:
            cookies["sessionid"] = client.cookies["sessionid"].value
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        pages.append(page)
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()


@cache
def _axe() -> str:
    return AXE.read_text()


@pytest.fixture
def faults() -> Callable[..., list[str]]:
    """What an accessibility check finds wrong with a page, and whether it is wider than its window: a line each.

    Of a page that was looked at in one theme, its colours alone are looked at in the other.
    """

    def found(page: Any, *, without: tuple[str, ...] = (), colours: bool = False) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.context.add_init_script(_axe())  # where somebody looks at one page there are mostly more
            page.evaluate(_axe())
        result = page.evaluate(
            "([runOnly, rules]) => axe.run(document, {runOnly, rules, resultTypes: ['violations']})",
            [OF_COLOURS if colours else RULES, {rule: {"enabled": False} for rule in without}],
        )
        lines = [f"{one['id']}: {node['html'][:160]}" for one in result["violations"] for node in one["nodes"][:3]]
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return [*lines, *([f"the page is {wider} pixels wider than its window"] if wider > 0 else [])]

    return found
