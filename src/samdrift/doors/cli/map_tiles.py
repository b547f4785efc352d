"""`./samdrift map-tiles FILE`: lays an operator's own map under the sites, once it was shown to be one."""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli.paths import ROOT
from samdrift.doors.cli.problem import Problem
from samdrift.doors.pages.drawings import schema_of
from samdrift.doors.pages.tiles import FOLDER, TOLD, NoTiles, Tiles, opened

UNKNOWN = "We do not know how they are sorted: lines and areas are drawn thin and grey, and nothing is named."


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Check a file of tiles and put it in place, or take it away.

    Raises:
        Problem: It is no file of pictures or drawings, or nobody says whose they are.
    """
    parser = argparse.ArgumentParser(prog="samdrift map-tiles", description=__doc__)
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="a PMTiles (version 3) or MBTiles file of pictures or vector tiles"
    )
    parser.add_argument("--credit", metavar="TEXT", default="", help="whose map it is, shown beside it")
    parser.add_argument("--dry-run", action="store_true", help="only say what the file holds")
    parser.add_argument("--remove", action="store_true", help="take it away: outlines alone")
    options = parser.parse_args(list(arguments))
    folder = Path(os.environ.get("SAMDRIFT_VAR") or ROOT / "var").resolve() / FOLDER
    if options.remove:
        shutil.rmtree(folder, ignore_errors=True)
        stdout.write("Maps show outlines alone.\n")
        return 0
    if not options.file or not (options.credit.strip() or options.dry_run):
        raise Problem("name the file and whose map it is: ./samdrift map-tiles FILE --credit 'Whose map it is'.")
    try:
        tiles = opened(Path(options.file))
    except NoTiles as wrong:
        raise Problem(str(wrong)) from wrong
    stdout.write(told(tiles))
    if not options.dry_run:
        put(tiles, options.credit.strip(), folder)
        stdout.write(f"Maps lie on it from now on, in {folder}.\n")
    return 0


def told(tiles: Tiles) -> str:
    """What the file holds, a line each: kind and sizes, where, and of drawings the layers and their schema."""
    lines = [f"{'Drawings (vector tiles)' if tiles.drawn else tiles.kind}, sizes {tiles.least} to {tiles.most}."]
    if tiles.box:
        west, south, east, north = tiles.box
        lines.append(f"From {south:.2f} to {north:.2f} degrees north and from {west:.2f} to {east:.2f} degrees east.")
    if tiles.drawn:
        schema = schema_of(tiles.layers)
        lines.append(f"Layers: {', '.join(tiles.layers) or 'none told'}.")
        lines.append(f"They are sorted as {schema} sorts them." if schema else UNKNOWN)
    return "\n".join(lines) + "\n"


def put(tiles: Tiles, credit: str, folder: Path) -> None:
    """Keep the file in the data folder: as a second name of the same bytes where the disk allows, else a copy."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = tiles.path.stat().st_mtime_ns
    name = f"tiles-{changed:x}.{tiles.form}"
    beside = folder / f"{name}.new"
    beside.unlink(missing_ok=True)
    try:
        os.link(tiles.path, beside)
    except OSError:
        shutil.copyfile(tiles.path, beside)
    beside.replace(folder / name)
    told = folder / f"{TOLD}.new"
    told.write_text(json.dumps({"file": name, "credit": credit}, ensure_ascii=False) + "\n", encoding="utf-8")
    told.replace(folder / TOLD)
    for old in folder.glob("tiles-*"):
        if old.name != name:
            with suppress(OSError):
                old.unlink()
