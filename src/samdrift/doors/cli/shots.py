"""`./samdrift shots`: renews the screenshots of the documentation from a running demonstration.

Each page is taken as the person whose work it is sees it, wide and on a phone, light and dark, into docs/pictures/.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TextIO

from samdrift.doors.cli.chromium import WHOLE, on_path
from samdrift.doors.cli.demo import PROFILES, environment
from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.paths import ROOT
from samdrift.doors.cli.problem import Problem

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
THEMES = ("light", "dark")
COLOURS = 128  # a screenshot of a calm page needs no more, and weighs a third


@dataclass(frozen=True, slots=True)
class Shot:
    """One page of the documentation.

    Args:
        name: Its file name.
        role: The English name of the role whose person signs in; "" for a stranger.
        way: How to get there: an address (begins with /) is opened, "selector := text" is filled in, anything else is
            a selector to press.
        size: "" for both sizes, else the one it is made for.
        part: The selector of the only part that is shown; "" for what a window shows.
    """

    name: str
    role: str
    way: tuple[str, ...]
    size: str = ""
    part: str = ""


SHOTS = (
    Shot("sign-in", "", ("/account/sign-in/",)),
    Shot("scan", "", ("/q/{code}",), "phone"),
    Shot("requests", "Contract manager, provider", ("/requests/",)),
    Shot("board", "Operations manager", ("/requests/board/",)),
    Shot("request", "Service-desk agent", ("/requests/", "a[data-open]")),
    Shot(
        "timeline",
        "Contract manager, customer",
        ("/requests/?group=all&standing=paused", "a[data-open]"),
        "desktop",
        "#promises",
    ),
    Shot("my-work", "Service employee", ("/work/",), "phone"),
    Shot("order", "Service employee", ("/work/", ".task h3 a"), "phone"),
    Shot("sites", "Unit administrator", ("/sites/",)),
    Shot("floor-plan", "Unit administrator", ("/sites/", "main table a", "a[href*='/storeys/']")),
    Shot("desk", "Service-desk agent", ("/desk/",)),
    Shot("tags", "Operations manager", ("/tags/",)),
    Shot("ask", "Service user", ("/requests/new/",)),
    Shot("tracking", "", ("/track/{track}",), "phone"),
    Shot("console", "Service-desk agent", ("/desk/console/",), "desktop"),
    Shot("book", "Auditor", ("/book/",), "desktop"),
    Shot("district", "Local FM coordinator", ("/overview/districts/",)),
    Shot("contract-view", "Contract manager, customer", ("/overview/contracts/",), "desktop"),
    Shot(
        "key-figure",
        "Contract manager, customer",
        ("/overview/contracts/", "main table a[href*='/figure/K07/']"),
        "desktop",
    ),
    Shot("operations", "Operations manager", ("/overview/operations/",)),
    Shot("map", "Contract manager, provider", ("/map/",)),
    Shot("model", "Unit administrator", ("/sites/", "main table a", "a[href$='/model/']"), "desktop"),
    Shot("reports", "Steering committee, customer", ("/reports/", "main table a:has-text('Q4')"), "desktop"),
    Shot("auditor", "Auditor", ("/overview/audit/",), "desktop"),
    Shot("ask-the-data", "Contract manager, customer", ("/ask/requests/?by=received:month&by=priority",), "desktop"),
    Shot(
        "levers",
        "Local FM coordinator",
        (
            "/districts/",
            "main a[href*='/what-if/']",
            "nav a:has-text('Cleaning')",
            "input[name=percent] := -10",
            "#effect .tile-label",  # is there when the price has been worked out
        ),
        "desktop",
        "#effect",
    ),
    Shot("key-figures", "Contract manager, customer", ("/performance/",), "desktop"),
    Shot("savings", "Finance, customer", ("/savings/",), "desktop"),
    Shot("invoices", "Finance, customer", ("/invoices/",), "desktop"),
    Shot("dispatch", "Operations manager", ("/dispatch/",), "desktop"),
    Shot("rounds", "Operations manager", ("/rounds/",), "desktop"),
)


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Take every page, or those named; a page that is not there yet is named and left out."""
    parser = argparse.ArgumentParser(prog="samdrift shots", description="Renew the screenshots of the documentation.")
    parser.add_argument("names", nargs="*", help="which pages (all)")
    parser.add_argument("--profile", choices=PROFILES, default="small", help="the demonstration that is running")
    parser.add_argument("--into", type=Path, default=ROOT / "docs/pictures", help="where the pictures go")
    options = parser.parse_args(arguments)
    wanted = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    folder = Path(os.environ.get("SAMDRIFT_VAR") or ROOT / "var") / f"demo-{options.profile}"
    address = running_at(folder)
    keys = {"code": a_code(folder), "track": a_track()}
    options.into.mkdir(parents=True, exist_ok=True)
    left_out = 0
    with browser() as chromium:
        for shot in wanted:
            for picture, found in taken(chromium, address, shot, keys):
                if picture is None:
                    left_out += 1
                    stdout.write(f"{shot.name}: left out, {found}\n")
                    break
                save(picture, options.into / found)
            else:
                stdout.write(f"{shot.name}: taken\n")
    return 1 if left_out else 0


def running_at(folder: Path) -> str:
    """Where the demonstration of this folder is running.

    Raises:
        Problem: It is not.
    """
    told = (folder / ".running").read_text().strip() if (folder / ".running").exists() else ""
    address = next((word for word in told.split() if word.startswith("http")), "")
    if not address:
        raise Problem("the demonstration is not running: start ./samdrift demo beside this command.")
    return address.rstrip("/.")


def a_code(folder: Path) -> str:
    """The code of a tag that anybody may scan, in a space."""
    os.environ.update(environment(folder))
    start_django()
    from samdrift.foundation.scope import everywhere
    from samdrift.registers.tags.public import Tag

    with everywhere(reason="the documentation shows the page of one tag"):
        tags = Tag.objects.filter(state="mounted", disclosure="open", space__isnull=False).order_by("code")
        return str(tags.values_list("code", flat=True).first() or "")


def a_track() -> str:
    """The key of a tracking link a stranger holds to a request somebody is at work on, in English where there is one.

    Sending a report for the picture's sake would leave it behind in the demonstration.
    """
    from django.conf import settings

    from samdrift.foundation.scope import everywhere
    from samdrift.operations.requests.public import ServiceRequest, track_token

    with everywhere(reason="the documentation shows what a stranger sees of one request"):
        reports = ServiceRequest.objects.filter(channel="qr", requester=None, is_open=True).order_by("-received_at")
        found = reports.filter(language="en").first() or reports.first()
    return track_token(found.uid, settings.SECRET_KEY) if found else ""


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium without a window.

    Raises:
        Problem: There is none, or no Playwright to drive it.
    """
    path = os.environ.get("CHROMIUM") or on_path(WHOLE) or on_path()
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise Problem("screenshots need what the tests need: run ./samdrift test once.") from None
    if not path:
        raise Problem("screenshots need Chromium: install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


def taken(chromium: Any, address: str, shot: Shot, keys: dict[str, str]) -> Iterator[tuple[bytes | None, str]]:
    """The pictures of a page with their file names; or nothing and the reason, once, when a step leads nowhere."""
    for size, (width, height) in SIZES.items():
        if shot.size not in ("", size):
            continue
        for theme in THEMES:
            context = chromium.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, locale="en-GB", device_scale_factor=1
            )
            context.set_default_timeout(8000)
            page = context.new_page()
            try:
                reason = walk(page, address, shot, keys)
                if reason:
                    yield None, reason
                    return
                shown = page.locator(shot.part) if shot.part else page
                yield shown.screenshot(), f"{shot.name}-{size}-{theme}.png"
            finally:
                context.close()


def walk(page: Any, address: str, shot: Shot, keys: dict[str, str]) -> str:
    """Sign in and go where the page is; gives the reason when it is not there, else ""."""
    from playwright.sync_api import Error

    if shot.role:
        page.goto(f"{address}/account/sign-in/")
        person = page.locator("button[name=person]").filter(has_text=shot.role)
        if not person.count():
            return f"nobody of the demonstration is a {shot.role}"
        person.first.click()
        in_english(page)
    for step in shot.way:
        try:
            if step.startswith("/"):
                answer = page.goto(address + step.format(**keys))
                if answer is not None and answer.status >= 400:
                    return f"{step} answers {answer.status}"
            elif " := " in step:
                field, text = step.split(" := ")
                page.locator(field).first.fill(text)
            else:
                page.locator(step).first.click()
                page.wait_for_load_state()
        except Error as error:
            return f"{step}: {str(error).splitlines()[0]}"
    page.wait_for_timeout(250)
    return ""


def in_english(page: Any) -> None:
    """Let the signed-in person read English, whatever they prefer: the documentation does."""
    page.wait_for_load_state()
    with page.expect_navigation():  # the button is in a menu that is closed
        page.locator("button[name=language][value=en]").first.evaluate("button => button.click()")


def save(picture: bytes, path: Path) -> None:
    """Write a screenshot with few colours."""
    from PIL import Image

    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
