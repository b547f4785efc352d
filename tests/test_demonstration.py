"""The demonstration as a newcomer meets it: one command, one Ctrl-C, and quick the second time."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow(60)
SOURCE = str(Path(__file__).resolve().parents[1] / "src")
PATIENCE_SECONDS = 240  # machines may be busy


@contextmanager
def demonstration(var, *options):
    """A running demonstration: its process, its address and what it said before it was up."""
    env = {**os.environ, "SAMDRIFT_VAR": str(var), "PYTHONWARNINGS": "ignore", "PYTHONPATH": SOURCE}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "samdrift", "demo", "--profile", "ci", "--port", "8700", *options]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        said = []
        while line := process.stdout.readline():
            said.append(line)
            if line.startswith("samdrift is running: "):
                break
        assert said[-1].startswith("samdrift is running: "), "".join(said)
        yield process, said[-1].split()[-1], "".join(said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        process.stdout.close()


def answer(url):
    with urllib.request.urlopen(url, timeout=30) as response:
        return response.read().decode()


def test_one_command_shows_it_one_key_stops_it_and_the_second_start_loads_nothing(tmp_path):
    with demonstration(tmp_path) as (process, address, said):
        assert "Loading the demonstration" in said
        assert "Choose a person" in answer(f"{address}/account/sign-in/")
        ready = {}
        until = time.monotonic() + 60
        while ready.get("worker") != "ok" and time.monotonic() < until:
            ready = json.loads(answer(f"{address}/readyz"))["checks"]
            time.sleep(0.2)
        assert ready == {"database": "ok", "migrations": "ok", "worker": "ok"}
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(timeout=60) == 0
        assert "Service employee" in rest
        # What a process under way still had to log may come after it; nothing may fall over.
        _before, stopping, after = rest.partition("Stopping ...\n")
        assert stopping, rest[-600:]
        assert "Traceback" not in after, after
    with pytest.raises(OSError):
        answer(f"{address}/healthz")
    began = time.monotonic()
    with demonstration(tmp_path) as (_process, address, said):
        assert "Loading" not in said
        assert json.loads(answer(f"{address}/healthz")) == {"status": "ok"}
    assert time.monotonic() - began < PATIENCE_SECONDS
