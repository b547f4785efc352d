"""Finds or provides the browser that the browser journeys drive."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

from samdrift.doors.cli.debian import can_install, install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium(say: Callable[[str], None]) -> str | None:
    """The path of a Chromium: $CHROMIUM, one on PATH, or Debian's package installed as root; else None."""
    found = os.environ.get("CHROMIUM") or on_path()
    if found is None and can_install():
        say("Chromium: installing Debian's package chromium ...")
        if install(["chromium"], say):
            found = on_path()
    if found:
        say(f"Chromium: {found}.")
    return found


def on_path() -> str | None:
    """The first of the usual names that is on PATH."""
    return next((path for path in map(shutil.which, NAMES) if path), None)
