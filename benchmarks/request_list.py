"""The list of requests under eight signed-in clients, with filters, at 100,000 requests."""

from typing import Any

from benchmarks._served import hammer, served

QUERIES = ("", "?group=all", "?line=CLN&group=all", "?standing=late", "?order=due", "?priority=2&group=all")


def run(requests: int = 100_000, seconds: float = 8, clients: int = 8, database: str = "sqlite") -> dict[str, Any]:
    """Pages of 25 a second, filters changing from one to the next."""
    with served(database, "benchmarks._requests_world", BENCH_REQUESTS=str(requests)) as (port, world):
        sessions = world["sessions"]

        def request(n: int, m: int) -> bytes:
            cookie = f"sessionid={sessions[n % len(sessions)]}; language={('en', 'da', 'sv')[n % 3]}"
            path = f"/requests/{QUERIES[(n + m) % len(QUERIES)]}"
            return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()

        hammer(port, 2, clients, request, 200)
        return {**hammer(port, seconds, clients, request, 200), "requests": requests, "database": database}


if __name__ == "__main__":
    print(run())
