"""`./samdrift demo`: loads the demonstration and runs server and worker until Ctrl-C.

Each profile has a folder of its own with an embedded database, so nothing is loaded twice and nothing of a real
installation is touched. The clock stands still while the demonstration is off: nothing is late for a week gone by.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from samdrift.doors.cli import COMMANDS, built
from samdrift.doors.cli.compiled import compile_stale
from samdrift.doors.cli.paths import PACKAGE, ROOT
from samdrift.doors.cli.problem import Problem
from samdrift.doors.cli.serve import STOP_SECONDS

PROFILES = ("ci", "small", "full")
PORTS_TRIED = 100
START_SECONDS = 90
NOTE_SECONDS = 15


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Load what is missing, start, tell where and as whom, and stop on Ctrl-C."""
    options = parsed(arguments)
    folder = Path(os.environ.get("SAMDRIFT_VAR") or ROOT / "var") / f"demo-{options.profile}"
    folder.mkdir(parents=True, exist_ok=True)

    def say(text: str = "") -> None:
        print(text, file=stdout, flush=True)

    with only_one(folder):
        if options.fresh:
            empty(folder)
        compile_stale()
        env = environment(folder)
        demonstration = load(options, folder, env, say)
        if options.load_only:
            return 0
        port = free_port(options.host, options.port)
        address = f"http://{'localhost' if options.host in {'127.0.0.1', '0.0.0.0'} else options.host}:{port}"  # noqa: S104
        env |= {"SAMDRIFT_HOST": options.host, "SAMDRIFT_PORT": str(port), "SAMDRIFT_BASE_URL": address}
        clock = Clock(folder / "clock.json", datetime.fromisoformat(demonstration["as_of"]))
        env["SAMDRIFT_CLOCK_OFFSET_SECONDS"] = str(clock.offset_seconds)
        return run(env, folder, address, demonstration["people"], clock, say)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser(prog="samdrift demo", description="Load the demonstration and run it.")
    parser.add_argument("--profile", choices=PROFILES, default="small", help="its size (small: a twentieth of full)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 lets phones nearby in")
    parser.add_argument("--port", type=int, default=8000, help="port, or the next free one (8000)")
    parser.add_argument("--fresh", action="store_true", help="throw away what was loaded and changed, and start anew")
    parser.add_argument("--model", type=Path, metavar="FILE", help="add a site from your own building model (IFC)")
    parser.add_argument("--load-only", action="store_true", help="load and stop, without starting anything")
    options = parser.parse_args(arguments)
    if options.model is not None and not options.model.is_file():
        raise Problem(f"there is no file {options.model}.")
    return options


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the profile's lock while it runs.

    Raises:
        Problem: It is running already; the sentence says where.
    """
    import fcntl

    with (folder / ".running").open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            raise Problem(f"the demonstration is running already: {held.read() or 'it is being loaded'}.", 1) from None
        held.truncate(0)
        yield
        held.truncate(0)


def empty(folder: Path) -> None:
    """Remove everything of a demonstration but its lock."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != ".running":
            path.unlink()


def environment(folder: Path) -> dict[str, str]:
    """The environment of every process of the demonstration: its own folder, the embedded database."""
    env = {
        **os.environ,
        "SAMDRIFT_VAR": str(folder),
        "SAMDRIFT_DEMO": "1",
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    env.pop("DATABASE_URL", None)
    env.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.doors.settings")
    return env


def load(options: argparse.Namespace, folder: Path, env: Mapping[str, str], say: Any) -> dict[str, Any]:
    """Load the demonstration unless the same is there already, and give what is known of it.

    Raises:
        Problem: Loading failed; what was wrong has been printed.
    """
    result, note = folder / "demonstration.json", migrations_note()
    if result.exists() and options.model is None:
        kept: dict[str, Any] = json.loads(result.read_text())
        if kept["note"] == note:
            return kept
    if not result.exists():  # a load that was interrupted left only a part
        empty(folder)
    words = [sys.executable, "-m", "samdrift.doors.cli.demo_loading", "--profile", options.profile]
    words += ["--note", note, "--result", str(result)]
    if options.model is not None:
        words += ["--model", str(options.model.resolve())]
    say(f"Loading the demonstration, profile {options.profile} ...")
    began = time.monotonic()
    if subprocess.run(words, env=env, check=False).returncode != 0:
        raise Problem("the demonstration could not be loaded, see above; --fresh starts anew.", 1)
    say(f"Loaded in {time.monotonic() - began:.0f} s.")
    loaded: dict[str, Any] = json.loads(result.read_text())
    return loaded


def migrations_note() -> str:
    """Changes whenever a migration is added, so that the database is brought up to date only then."""
    names = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.glob("*/*/migrations/*.py"))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def free_port(host: str, first: int) -> int:
    """The first free port from `first` on.

    Raises:
        Problem: None of a hundred is free.
    """
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise Problem(f"no port from {first} on is free at {host}.")


class Clock:
    """The demonstration's clock, which stands still while it is off."""

    def __init__(self, path: Path, as_of: datetime) -> None:
        reached = datetime.fromisoformat(json.loads(path.read_text())["reached"]) if path.exists() else as_of
        self.path = path
        self.offset_seconds = (max(reached, as_of) - datetime.now(UTC)).total_seconds()

    def note(self) -> None:
        """Write down how far it has come."""
        reached = datetime.fromtimestamp(time.time() + self.offset_seconds, UTC)
        half = self.path.with_suffix(".half")
        half.write_text(json.dumps({"reached": reached.isoformat()}))
        half.replace(self.path)


def run(env: Mapping[str, str], folder: Path, address: str, people: Any, clock: Clock, say: Any) -> int:
    """Start server and worker, tell where and as whom, and keep them until one ends or somebody stops us."""
    # SIGINT too: a shell that starts us in the background has it ignored.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, interrupted)
    commands = [name for name in ("serve", "worker") if built(COMMANDS[name])]
    children = [
        subprocess.Popen([sys.executable, "-m", "samdrift", name], env=env, start_new_session=True) for name in commands
    ]
    try:
        wait_until_up(f"http://127.0.0.1:{env['SAMDRIFT_PORT']}/healthz", children)
        (folder / ".running").write_text(address)
        for line in welcome(address, people):
            say(line)
        while all(child.poll() is None for child in children):
            clock.note()
            wait_for_any(children, NOTE_SECONDS)
        ended = next(name for name, child in zip(commands, children, strict=True) if child.poll() is not None)
        raise Problem(f"{ended} has ended by itself, see above.", 1)
    except KeyboardInterrupt:
        say("\nStopping ...")
        return 0
    finally:
        stop(children)
        clock.note()


def interrupted(number: int, frame: FrameType | None) -> None:
    """A polite request to stop means the same as Ctrl-C."""
    raise KeyboardInterrupt


def wait_until_up(url: str, children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait until the server answers.

    Raises:
        Problem: It does not within a minute and a half, or a process has ended.
    """
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if any(child.poll() is not None for child in children):
            raise Problem("the server or the worker could not start, see above.", 1)
        try:
            with direct.open(url, timeout=5):
                return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:  # it answers, if only that it does not know the page
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise Problem("the server does not answer.", 1)


def wait_for_any(children: Sequence[subprocess.Popen[bytes]], seconds: float) -> None:
    """Wait until a child ends or the time is up, without spinning."""
    try:
        children[0].wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every child to finish what it does; after a while, end it."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def welcome(address: str, people: Sequence[Mapping[str, str]]) -> list[str]:
    """What the person at the terminal needs: where, and as whom."""
    width = max((len(person["name"]) for person in people), default=0)
    across = max((len(person["role"]) for person in people), default=0)
    lines = ["", f"samdrift is running: {address}", ""]
    if people:
        lines += ["Sign in as any of these people (no password in the demonstration):", ""]
        lines += [f"  {p['name']:<{width}}  {p['role']:<{across}}  {p['sign_in']}" for p in people]
    return [*lines, "", "Ctrl-C stops it."]
