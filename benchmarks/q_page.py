"""The scan page under eight clients: pages a second, the slowest twentieth, and what a phone has to fetch."""

from typing import Any

from benchmarks._served import hammer, served, weight


def run(seconds: float = 8, clients: int = 8, database: str = "sqlite") -> dict[str, Any]:
    """Pages of 2,000 different tags, in three languages, to phones without cookies."""
    with served(database) as (port, world):
        codes, languages = world["codes"], ("da", "sv", "en")

        def request(n: int, m: int) -> bytes:
            code = codes[(n * 251 + m * 7) % len(codes)]
            head = f"GET /q/{code} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: {languages[m % 3]}\r\n"
            return f"{head}X-Forwarded-For: 10.0.{n}.{m % 250}\r\n\r\n".encode()

        hammer(port, 1.5, clients, request, 200)
        return {**hammer(port, seconds, clients, request, 200), **weight(port, f"/q/{codes[0]}"), "database": database}


if __name__ == "__main__":
    print(run())
