"""Starts Django for the commands that need it; the others never pay for it."""

import json
import os
import sys
import warnings
from datetime import datetime
from pathlib import Path

from samdrift.doors.cli.paths import ROOT


def start_django(*, or_demonstration: bool = False) -> None:
    """Load settings and applications, once.

    Args:
        or_demonstration: Where there is no installation yet, work on the demonstration loaded last, and say so.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.doors.settings")
    warnings.simplefilter("ignore", DeprecationWarning)  # of libraries; the tests are where they count
    if or_demonstration:
        os.environ.update(demonstration(Path(os.environ.get("SAMDRIFT_VAR") or ROOT / "var")))
    import django

    django.setup()


def demonstration(var: Path) -> dict[str, str]:
    """The settings of the demonstration loaded last; none where an installation is, or no demonstration."""
    if os.environ.get("DATABASE_URL") or (var / "samdrift.sqlite3").exists():
        return {}
    loaded = sorted(var.glob("demo-*/demonstration.json"), key=lambda path: path.stat().st_mtime)
    if not loaded:
        return {}
    folder = loaded[-1].parent
    print(f"samdrift: there is no installation here; working on the demonstration in {folder}.", file=sys.stderr)
    settings = {"SAMDRIFT_VAR": str(folder), "SAMDRIFT_DEMO": "1"}
    running = (folder / ".running").read_text() if (folder / ".running").exists() else ""
    if running and "SAMDRIFT_BASE_URL" not in os.environ:
        settings["SAMDRIFT_BASE_URL"] = running
    from samdrift.doors.cli.demo import Clock

    clock = Clock(folder / "clock.json", datetime.fromisoformat(json.loads(loaded[-1].read_text())["as_of"]))
    return {**settings, "SAMDRIFT_CLOCK_OFFSET_SECONDS": str(clock.offset_seconds)}
