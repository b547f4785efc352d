"""`./samdrift test`: provides PostgreSQL and Chromium and runs the tests on both databases.

Everything runs on SQLite; what touches the database runs again on PostgreSQL. Further words go to pytest, for both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli.chromium import chromium
from samdrift.doors.cli.paths import ROOT
from samdrift.doors.cli.postgres import postgres

# Loading every plug-in that happens to be installed takes six seconds; these are the ones the tests use.
PLUGINS = ("pytest_django.plugin", "_hypothesis_pytestplugin", "xdist.plugin")
NOTHING_RAN = 5
ORDER = ("failed", "error", "passed", "skipped", "xfailed", "xpassed")


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Run the tests; the exit status is pytest's, 1 where one run of two failed."""
    in_ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

    def say(sentence: str) -> None:
        print(f"samdrift: {sentence}", file=stdout, flush=True)

    began = time.monotonic()
    browser = chromium(say)
    if browser is None and in_ci:
        say("Chromium is missing, and with CI=true that is an error.")
        return 1
    missing = [] if browser else ["Chromium, so the browser journeys were skipped"]
    environment = {**os.environ, "CHROMIUM": browser or "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    runs = [Run("SQLite", arguments, {**environment, "DATABASE_URL": ""}, stdout)]
    with postgres(say) as address:
        if address is None:
            missing.append("PostgreSQL, so nothing was tested on it")
        else:
            runs.append(Run("PostgreSQL", arguments, {**environment, "DATABASE_URL": address}, stdout))
    return 0


