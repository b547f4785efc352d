"""What only a browser can tell: accessibility in both themes, no foreign scripts, life without signal."""

from io import BytesIO

import pytest
import segno
from PIL import Image

from samdrift.doors.pages.tests import scanned
from tests.browser import FLAGS, executable

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = ["", "q/", "secured/", "track/", "sign-in/", "error-409/", "work-list/", "work-order/", "scan/"]


@pytest.fixture
def demonstration(settings):
    settings.SAMDRIFT_DEMO = True


@pytest.fixture
def scan_page(settings, live_server):
    settings.ROOT_URLCONF = "samdrift.doors.pages.tests.scanned"
    scanned.received.clear()
    scanned.tokens["now"] = "t-1"
    return f"{live_server.url}/q/K7Q2M9X4TA3"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_sample_pages_are_accessible_and_fit(live_server, demonstration, browser_page, faults, theme, width):
    page = browser_page(width=width, theme=theme, language="sv" if width == 320 else "en")
    for name in PAGES:
        page.goto(f"{live_server.url}/style/{name}")
        assert faults(page) == [], name
        assert page.complaints == [], name


def test_the_drawer_and_the_menu_open_without_a_script(live_server, demonstration, browser_page, faults):
    page = browser_page(width=390, java_script_enabled=False)
    page.goto(f"{live_server.url}/style/")
    assert not page.get_by_role("link", name="Board").is_visible()
    page.get_by_role("link", name="Open the menu").click()
    page.get_by_role("link", name="Board").wait_for(state="visible")
    page.get_by_role("link", name="Close the menu").click()
    page.get_by_role("link", name="Board").wait_for(state="hidden")
    page.locator("summary.who").click()
    page.get_by_role("button", name="Dark", exact=True).click()
    assert page.locator("html").get_attribute("class") == "theme-dark"


def test_two_taps_report_a_problem_without_a_script(scan_page, browser_page):
    page = browser_page(width=390, language="da", java_script_enabled=False)
    page.goto(scan_page)
    page.get_by_text("Tap or drain").last.click()
    page.get_by_role("button", name="Send").click()
    assert page.url.endswith("/track/abc")
    assert [problem for [(problem, _photo)] in scanned.received.values()] == ["tap"]


def test_a_photo_is_shrunk_on_the_phone(scan_page, browser_page):
    picture = BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(picture, "JPEG", quality=95)
    page = browser_page(width=390)
    page.goto(scan_page)
    page.set_input_files("input[type=file]", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    page.get_by_text("Light").last.click()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/track/abc")
    [[(problem, (size, start))]] = scanned.received.values()
    assert problem == "light"
    assert start == b"\xff\xd8\xff"
    assert size < len(picture.getvalue()) / 3
    assert page.complaints == []


def test_a_report_without_signal_waits_on_the_phone_and_is_sent_once(scan_page, browser_page):
    page = browser_page(width=390)
    page.goto(scan_page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()  # seen once with the worker in charge, so it is kept
    page.context.set_offline(True)
    page.reload()
    for problem in ("Light", "Something spilled"):
        page.get_by_text(problem).last.click()
        page.get_by_role("button", name="Send").click()
        page.get_by_text("kept on this phone").wait_for()
    assert page.locator("#outbox li").count() == 2
    assert scanned.received == {}
    scanned.tokens["now"] = "t-2"  # the form is old by the time the phone is back
    page.context.set_offline(False)
    page.locator("#outbox li a").nth(1).wait_for()
    assert sorted(problem for [(problem, _photo)] in scanned.received.values()) == ["light", "spill"]
    page.reload()
    page.locator("#outbox li a").nth(1).wait_for()
    assert len(scanned.received) == 2


def test_a_page_never_seen_says_that_there_is_no_signal(scan_page, browser_page, live_server):
    page = browser_page(width=390)
    page.goto(scan_page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/requests/")
    page.get_by_role("heading", name="No signal").wait_for()


def film_of(text, path):
    """A film of one picture, as Chromium takes for a camera: a code on grey."""
    buffer = BytesIO()
    segno.make(text, error="m").save(buffer, kind="png", scale=8, border=6)
    code = Image.open(buffer).convert("L")
    frame = Image.new("L", (640, 480), 128)
    frame.paste(code, ((640 - code.width) // 2, (480 - code.height) // 2))
    plain = frame.tobytes() + bytes([128]) * (640 * 480 // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + b"".join(b"FRAME\n" + plain for _ in range(10)))


def test_the_camera_reads_a_code_into_the_field(live_server, demonstration, tmp_path, chromium):
    film_of("https://samdrift.example/q/K7Q2M9X4TA3", tmp_path / "film.y4m")
    seeing = [*FLAGS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    seeing.append(f"--use-file-for-fake-video-capture={tmp_path / 'film.y4m'}")
    browser = chromium.browser_type.launch(executable_path=executable(), args=seeing)
    page = browser.new_context(permissions=["camera"]).new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{live_server.url}/style/scan/")
    page.get_by_role("button", name="Scan with the camera").click()
    page.get_by_text("Read: K7Q2M9X4TA3").wait_for(timeout=30_000)
    assert page.locator("#f-code").input_value() == "K7Q2M9X4TA3"
    assert complaints == []
    browser.close()
