"""Reports through the scan page, eight clients and a worker beside: contact, request, promises, events, deliveries."""

import re
from typing import Any
from urllib.parse import urlencode

from benchmarks._served import Line, hammer, served


def run(seconds: float = 8, clients: int = 8) -> dict[str, Any]:
    """Both databases; each phone has its own address, as limits are counted."""
    return {
        f"{name}_{figure}": value
        for name in ("sqlite", "postgresql")
        for figure, value in _measured(name, seconds, clients).items()
    }


def _measured(database: str, seconds: float, clients: int) -> dict[str, Any]:
    with served(database, worker=True) as (port, world):
        codes, tokens = world["codes"][:400], {}
        with Line(port) as line:
            for code in codes:
                page = line.ask(f"GET /q/{code} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())[2].decode()
                found = re.search(r'name="token" value="([^"]*)"', page)
                tokens[code] = found[1] if found else ""

        def request(n: int, m: int) -> bytes:
            code = codes[(n * 53 + m) % len(codes)]
            sent = {"token": tokens[code], "key": f"key-{n}-{m}", "problem": ("broken", "leak", "light")[m % 3]}
            body = urlencode({**sent, "text": "The tap drips" if m % 2 else ""}).encode()
            head = (
                f"POST /q/{code} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nAccept-Language: da\r\n"
                f"X-Forwarded-For: 10.{n}.{m // 250 % 250}.{m % 250}\r\nContent-Length: {len(body)}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
            )
            return head.encode() + body

        hammer(port, 1.0, clients, lambda n, m: request(n + clients, m), 201)
        return hammer(port, seconds, clients, request, 201)


if __name__ == "__main__":
    print(run())
