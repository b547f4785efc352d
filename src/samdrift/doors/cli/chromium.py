"""Finds or provides the browser that the browser journeys drive."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence

from samdrift.doors.cli.debian import can_install, install

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = ("chromium-headless-shell", "chrome-headless-shell")
"""The same browser without what is around a page: journeys take half of the processor time in it."""
PACKAGES = {"chromium": WHOLE, "chromium-headless-shell": SHELL}


def chromium(say: Callable[[str], None]) -> str | None:
    """The path of a Chromium: $CHROMIUM, one on PATH, or Debian's packages installed as root; else None."""
    found = os.environ.get("CHROMIUM")
    if not found:
        for package, names in PACKAGES.items():
            if on_path(names) is None and can_install():
                say(f"Chromium: installing Debian's package {package} ...")
                install([package], say)
        found = on_path()
    if found:
        say(f"Chromium: {found}.")
    return found


def on_path(names: Sequence[str] = (*SHELL, *WHOLE)) -> str | None:
    """The first of these names that is on PATH."""
    return next((path for path in map(shutil.which, names) if path), None)
