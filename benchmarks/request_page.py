"""A request's page with its timeline under eight signed-in clients."""

from datetime import UTC, datetime
from typing import Any

from benchmarks._served import hammer, served


def run(requests: int = 20_000, seconds: float = 8, clients: int = 8, database: str = "sqlite") -> dict[str, Any]:
    """Pages a second of requests with promises, pauses, comments and events, a week old."""
    offset = (datetime(2025, 5, 12, 10, tzinfo=UTC) - datetime.now(UTC)).total_seconds()
    settings = {"BENCH_REQUESTS": str(requests), "SAMDRIFT_CLOCK_OFFSET_SECONDS": str(offset)}
    with served(database, "benchmarks._requests_world", **settings) as (port, world):
        sessions, uids = world["sessions"], world["full"]

        def request(n: int, m: int) -> bytes:
            cookie = f"sessionid={sessions[n % len(sessions)]}; language={('en', 'da', 'sv')[n % 3]}"
            path = f"/requests/{uids[(n * 7 + m) % len(uids)]}/"
            return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()

        hammer(port, 2, clients, request, 200)
        return {**hammer(port, seconds, clients, request, 200), "database": database}


if __name__ == "__main__":
    print(run())
