"""What benchmarks of pages share: a small world in a database of its own, the web server, and clients on threads."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

READY_SECONDS = 40


@contextlib.contextmanager
def served(
    database: str = "sqlite", world: str = "benchmarks._world", *, worker: bool = False, **settings: str
) -> Iterator[tuple[int, dict[str, Any]]]:
    """A server over a fresh small world: its port, and what the world says of itself.

    Args:
        database: "sqlite" or "postgresql"; the latter is started for the occasion.
        world: The module that makes the world and tells of it as JSON.
        worker: Run a worker beside the server, on the same machine.
    """
    from samdrift.doors.cli.postgres import postgres

    with tempfile.TemporaryDirectory(prefix="samdrift-bench-") as folder, contextlib.ExitStack() as stack:
        port = free_port()
        env = {
            **os.environ, "SAMDRIFT_VAR": folder, "SAMDRIFT_PORT": str(port), "SAMDRIFT_PROXIES": "1",
            "SAMDRIFT_HOSTS": "*", "DJANGO_SETTINGS_MODULE": "samdrift.doors.settings", "PYTHONWARNINGS": "ignore",
            **settings,
        }  # fmt: skip
        env.pop("DATABASE_URL", None)
        if database == "postgresql":
            address = stack.enter_context(postgres(lambda _said: None))
            if address is None:
                raise RuntimeError("There is no PostgreSQL on this machine.")
            env["DATABASE_URL"] = address
        told = _told_by(world, env)
        words = ["serve", "worker"] if worker else ["serve"]
        with _running(words, env, port):
            yield port, told


@contextlib.contextmanager
def served_demo() -> Iterator[tuple[int, dict[str, Any]]]:
    """A server over the demonstration in SAMDRIFT_VAR, at the time it is there: its port, and sessions by role.

    Nothing of it is copied: what is looked at is noted there, and the sessions stay until they end.
    """
    from pathlib import Path

    from samdrift.doors.cli.django_ready import demonstration
    from samdrift.doors.cli.paths import ROOT

    port = free_port()
    found = demonstration(Path(os.environ.get("SAMDRIFT_VAR") or ROOT / "var"))
    if not found:
        raise RuntimeError("Load the demonstration first: ./samdrift demo")
    env = {
        **os.environ, **found, "SAMDRIFT_PORT": str(port), "SAMDRIFT_HOSTS": "*", "PYTHONWARNINGS": "ignore",
        "DJANGO_SETTINGS_MODULE": "samdrift.doors.settings",
    }  # fmt: skip
    told = _told_by("benchmarks._demo_sessions", env)
    with _running(["serve"], env, port):
        yield port, told


def _told_by(world: str, env: dict[str, str]) -> dict[str, Any]:
    made = subprocess.run([sys.executable, "-m", world], env=env, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(made.stdout.strip().splitlines()[-1])
    return told


@contextlib.contextmanager
def _running(words: list[str], env: dict[str, str], port: int) -> Iterator[None]:
    """The processes of these words, until the block ends."""
    running = [subprocess.Popen([sys.executable, "-m", "samdrift", word], env=env) for word in words]
    try:
        wait_until_up(port)
        yield
    finally:
        for one in running:
            one.terminate()
        for one in running:
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:  # in the middle of something long; what was measured stands
                one.kill()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_until_up(port: int) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), Line(port) as line:
            if line.ask(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")[0] == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("The server did not come up.")


class Line:
    """One connection, kept alive as the server likes, that speaks just enough HTTP; reading costs next to nothing."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connect()

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer."""
        self.socket.sendall(request)
        received = self.rest
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in lower else 0
        while len(body) < length:
            body += self._more()
        self.rest = body[length:]
        if b"connection: close" in lower:  # to be asked anew, as browsers do
            self.socket.close()
            self._connect()
        return int(head[9:12]), head, body[:length]

    def _more(self) -> bytes:
        some = self.socket.recv(65536)
        if not some:
            raise ConnectionError("the server hung up")
        return some


def hammer(
    port: int, seconds: float, clients: int, request: Callable[[int, int], bytes], wanted: int
) -> dict[str, Any]:
    """So many clients, each asking the next thing once it has the last answer.

    Args:
        request: Gives the bytes of client n's mth request.
        wanted: The status every answer should have.
    """
    spent: list[list[float]] = [[] for _ in range(clients)]
    wrong: list[int] = []
    begun = time.perf_counter()

    def client(n: int) -> None:
        with Line(port) as line:
            m = 0
            while time.perf_counter() - begun < seconds:
                asked = time.perf_counter()
                status, _head, _body = line.ask(request(n, m))
                spent[n].append(time.perf_counter() - asked)
                if status != wanted:
                    wrong.append(status)
                m += 1

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    every = sorted(one for some in spent for one in some)
    return {
        "per_second": round(len(every) / took),
        "p50_ms": round(every[len(every) // 2] * 1000, 1),
        "p95_ms": round(every[int(len(every) * 0.95)] * 1000, 1),
        "answers": len(every),
        "wrong": len(wrong),
        **({"wrong_statuses": sorted(set(wrong))} if wrong else {}),
    }


def weight(port: int, path: str) -> dict[str, int]:
    """Bytes of a page and of the files of ours it names, as a phone without a cache fetches them."""
    with Line(port) as line:
        accept = "Accept-Encoding: gzip, br"
        _status, _head, page = line.ask(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{accept}\r\n\r\n".encode())
        names = {part.split(b'"')[0].split(b"#")[0] for part in page.split(b'="/static/')[1:]}
        total = len(page)
        for name in sorted(names):
            file = f"GET /static/{name.decode()} HTTP/1.1\r\nHost: localhost\r\n{accept}\r\n\r\n"
            total += len(line.ask(file.encode())[2])
        return {"page_bytes": len(page), "all_bytes": total, "files": len(names)}
