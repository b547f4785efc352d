"""Compiles the translations that are newer than what was compiled from them; costs a few file dates when none is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from samdrift.doors.cli.paths import PACKAGE


def sources(package: Path = PACKAGE) -> Iterator[Path]:
    """Every message file of every room."""
    for folder, names, files in os.walk(package):
        names[:] = sorted(name for name in names if name not in {"__pycache__", "static", "templates", "migrations"})
        if Path(folder).name == "LC_MESSAGES":
            yield from (Path(folder, name) for name in sorted(files) if name.endswith(".po"))


def compile_stale(package: Path = PACKAGE) -> list[Path]:
    """Compile what is stale and give those message files; a folder that may not be written is left as it is."""
    done = []
    for source in sources(package):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        try:
            compile_one(source, target)
        except PermissionError:
            continue
        done.append(source)
    return done


def compile_one(source: Path, target: Path) -> None:
    """Write `target` from `source`, whole or not at all, since servers may be reading it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parents[1].name)
    half = target.with_suffix(f".{os.getpid()}.half")
    try:
        with half.open("wb") as file:
            write_mo(file, catalog)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
