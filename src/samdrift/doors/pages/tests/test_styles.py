"""The look keeps its promises: contrast in both themes, weight, icons that exist, nothing inline."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from samdrift.doors.pages.icons import names

DOORS = Path(__file__).resolve().parents[2]
STATIC = DOORS / "static/samdrift"
PACKAGE = DOORS.parent
TOKENS = (STATIC / "css/tokens.css").read_text()
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
PAIRS = [
    *(
        (text, ground)
        for text in ("ink", "ink-2", "ink-3", "brand-text")
        for ground in ("canvas", "surface", "sunken", "hover")
    ),
    *((tone, f"{tone}-bg") for tone in ("neutral", "info", "ok", "warn", "danger", "pause")),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("on-danger", "danger-solid"),
    ("on-danger", "danger-deep"),
    ("brand-text", "brand-soft"),
    ("danger", "surface"),
    ("ink", "brand-soft"),
    ("ink-2", "brand-soft"),
    ("ink", "pause-bg"),
    *(("map-name", f"map-{ground}") for ground in ("ground", "built", "green", "building", "road", "water")),
    ("map-name-water", "map-water"),
]


def block(pattern):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", re.search(pattern, TOKENS, re.DOTALL).group(1)))


LIGHT = block(r":root \{\n  color-scheme: light;(.*?)\n\}")
DARK = block(r":root\.theme-dark \{(.*?)\n  \}")


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(theme, text, ground):
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_of_fields_and_the_focus_can_be_seen(theme):
    for line in ("line-strong", "focus", "brand", "fig-run", "fig-pause", "fig-late"):
        assert contrast(theme[line], theme["surface"]) >= 3, line


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_land_and_water_of_a_drawn_map_differ_in_grey(theme):
    assert contrast(theme["map-ground"], theme["map-water"]) >= 1.3
    assert contrast(theme["map-green"], theme["map-water"]) >= 1.1


def test_the_devices_dark_and_the_chosen_dark_are_the_same():
    by_device = block(r":root:not\(\.theme-light\) \{(.*?)\n  \}")
    assert by_device == DARK
    assert set(DARK) == set(LIGHT)


def test_paper_is_always_light():
    for sheet in (TOKENS, (STATIC / "css/q.css").read_text()):
        assert "prefers-color-scheme: dark" in sheet
        assert not re.search(r"@media \(prefers-color-scheme: dark", sheet)


def squeezed(*paths):
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def test_the_scan_page_is_small():
    css, scripts = STATIC / "css/q.css", [STATIC / "js/q.js", STATIC / "js/outbox.js"]
    assert css.stat().st_size < 8_000
    assert sum(path.stat().st_size for path in scripts) <= 12_000
    # Uncompressed, with the icons, the worker and 14 kB for the page itself.
    everything = [css, *scripts, STATIC / "q.svg", STATIC / "js/sw.js", STATIC / "img/mark.svg"]
    assert sum(path.stat().st_size for path in everything) + 14_000 <= 60_000


def test_what_every_page_loads_leaves_room_for_the_page():
    loaded = [*(STATIC / "css").glob("[!q]*.css"), STATIC / "js/app.js", STATIC / "icons.svg"]
    loaded.append(DOORS / "static/vendor/htmx/htmx.min.js")
    assert squeezed(*loaded) < 60_000


def test_every_icon_of_the_list_is_in_the_sprite():
    for sprite, known in (("icons.svg", names()), ("q.svg", names(scan_page_only=True))):
        tree = ET.parse(STATIC / sprite).getroot()
        assert {symbol.get("id") for symbol in tree} == known


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_names_icons_that_exist_and_carries_no_style_or_script(path):
    text = path.read_text()
    used = set(re.findall(r"""(?:icon\(|icon_name=)["']([\w-]+)["'](?! ~)""", text))
    assert used <= names()
    assert not re.search(r"\sstyle=|\son[a-z]+=[\"']|<style", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_page_that_renews_its_parts_loads_what_that_needs(path):
    text = path.read_text()
    if 'extends "shell/base.html"' in text and re.search(r"\shx-(get|post|trigger)=", text):
        assert "{% set live = true %}" in text


def test_no_style_sheet_or_script_reaches_for_another_machine():
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]:
        assert "://" not in path.read_text().replace("http://www.w3.org", ""), path
