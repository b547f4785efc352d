"""What holds for every test: no network, no deadlines on busy machines, browsers only where there is one."""

from __future__ import annotations

import gc
import importlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.world", "tests.browser", "tests.kept_database"]

# The machine may be busy, so time decides nothing; in CI the same examples come every time.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "house")

NEAR = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}  # noqa: S104 - compared, not listened on


class NetworkUsed(Exception):
    """A test reached for another machine."""


def _is_near(address: Any) -> bool:
    if not isinstance(address, tuple):  # a path: a socket on this machine
        return True
    host = address[0].decode() if isinstance(address[0], bytes) else address[0]
    return host in NEAR or str(host).startswith("127.")


def _guarded(name: str) -> Any:
    original = getattr(socket.socket, name)

    def method(self: socket.socket, *args: Any) -> Any:
        address = args[-1] if args else None
        if not _is_near(address):
            raise NetworkUsed(f"Tests may not reach {address!r}: use a local double.")
        return original(self, *args)

    return method


def pytest_configure(config: pytest.Config) -> None:
    """Close the network, keep passwords cheaply, and look for rubbish less often than every 700 objects."""
    gc.set_threshold(50_000, 20, 20)
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 8 * Argon2PasswordHasher.parallelism
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _guarded(name))
    look_up = socket.getaddrinfo

    def near_only(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_near((host,)):
            raise NetworkUsed(f"Tests may not look up {host!r}: use a local double.")
        return look_up(host, *args, **kwargs)

    socket.getaddrinfo = near_only


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handing out events gives way after some milliseconds, which on a busy machine is after the first."""
    if deliveries := sys.modules.get("samdrift.foundation.events.deliveries"):
        monkeypatch.setattr(deliveries, "BUDGET_SECONDS", 60.0)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run is not about, and the browser journeys where there is no browser."""
    if os.environ.get("SAMDRIFT_TEST_ONLY") == "database":
        once = ("browser", "one_database")
        kept = [item for item in items if _touches_database(item) and not any(map(item.get_closest_marker, once))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    if any(map(_touches_database, items)):
        # A room read for the first time while a test holds the clock would keep that clock for every test after it.
        importlib.import_module("samdrift.doors.urls")
    if hasattr(config, "workerinput"):
        _longest_first(items)
    # A browser on a busy machine: one more try, told in the closing line (docs/decisions/0135).
    twice = any(map(config.pluginmanager.hasplugin, ("rerunfailures", "pytest_rerunfailures")))
    for item in items if twice else ():
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if os.environ.get("CHROMIUM") == "":  # looked for and not found; where nobody looked, the test may try
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


def _longest_first(items: list[pytest.Item]) -> None:
    """A file goes to one process as a whole; a long one that begins last lets the other process wait for it."""
    seconds: dict[str, float] = {}
    for item in items:
        whole = _goes_together(item.nodeid)
        seconds[whole] = seconds.get(whole, 0) + _about_seconds(item)
    # A stable sort: within a file nothing moves.
    items.sort(key=lambda item: (-seconds[_goes_together(item.nodeid)], item.path))


def _goes_together(nodeid: str) -> str:
    """What goes to one process as a whole: a file, or a folder `loaded` whose files share what took long to load."""
    file = nodeid.partition("::")[0]
    return file.partition("/loaded/")[0] if "/loaded/" in file else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give out whole files, and whole folders where their files share something."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _goes_together(nodeid)

    return Together(config, log)


def _about_seconds(item: pytest.Item) -> float:
    """How long a test takes, roughly: as its mark says, `slow(60)`, else what is usual for its kind."""
    slow = item.get_closest_marker("slow")
    if slow and slow.args:
        return float(slow.args[0])
    if item.get_closest_marker("browser"):
        return 5
    return 1 if slow else 0.1


def pytest_collection_finish(session: pytest.Session) -> None:
    """Never look for rubbish among what was read at the start and stays to the end.

    Doing so every 700 objects, as Python does by itself, took half of the time of the pages looked at in a browser.
    """
    gc.collect()
    gc.freeze()


def _touches_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db")) or any(
        name in fixtures for name in ("db", "transactional_db", "live_server", "django_db_setup")
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell of journeys that passed only the second time, and leave the counts for `./samdrift test` to sum."""
    for report in terminalreporter.stats.get("rerun", ()):
        terminalreporter.section(f"tried once more: {report.nodeid}")
        terminalreporter.line(report.longreprtext)
        for name, text in report.sections:
            terminalreporter.line(f"-- {name}\n{text}")
    if tally := os.environ.get("SAMDRIFT_TEST_TALLY"):
        stats = terminalreporter.stats
        names = {"error": "errors"}
        counts = {
            names.get(name, name): len(stats.get(name, ()))
            for name in ("failed", "error", "passed", "skipped", "xfailed", "xpassed", "rerun")
        }
        Path(tally).write_text(json.dumps(counts))
