"""An outbox of five hundred, a hundred photos among them, and a server that dies twice while they arrive."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import executable
from tests.kept_database import Migrated

ROOT = Path(__file__).parent.parent.parent

pytestmark = [pytest.mark.browser, pytest.mark.slow(90)]


def test_an_outbox_of_five_hundred_drains_without_loss_or_doubling_while_the_server_is_killed_twice(
    migrated_once: Migrated,
) -> None:
    if not executable():
        pytest.skip("there is no Chromium on this machine")
    # In a process of its own: two browsers do not share one loop.
    words = [sys.executable, "-W", "ignore", "-m", "benchmarks.field_drain", str(migrated_once.file or "")]
    told = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found = json.loads(told.strip().splitlines()[-1])
    assert (found["kills"], found["left"], found["refused"]) == (2, 0, 0), found
    assert (found["orders_done"], found["lines"], found["photos"]) == (40, 240, 100), found
    assert found["pieces"] == {"done": 500}, found
