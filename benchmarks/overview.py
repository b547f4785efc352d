"""A district's overview under eight signed-in clients, and every figure alone, over so many requests and promises."""

from typing import Any

from benchmarks._served import hammer, served


def run(
    requests: int = 10_000, rounds: int = 20, seconds: float = 8, clients: int = 8, database: str = "sqlite"
) -> dict[str, Any]:
    """The page's milliseconds as clients wait for it, alone and together, and each figure's in a process of its own."""
    settings = {"BENCH_REQUESTS": str(requests), "BENCH_ROUNDS": str(rounds)}
    with served(database, "benchmarks._overview_world", **settings) as (port, world):
        session = world["sessions"][2]  # the local FM coordinator's

        def request(n: int, _m: int) -> bytes:
            cookie = f"sessionid={session}; language={('en', 'da', 'sv')[n % 3]}"
            path = f"/overview/district/{world['district']}/"
            return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()

        hammer(port, 2, 1, request, 200)
        alone = hammer(port, seconds / 2, 1, request, 200)
        together = hammer(port, seconds, clients, request, 200)
    return {
        "alone_p50_ms": alone["p50_ms"], "alone_p95_ms": alone["p95_ms"], **together, "requests": requests,
        "database": database, **{f"{code}_ms": spent for code, spent in world["figures"].items()},
    }  # fmt: skip


if __name__ == "__main__":
    print(run())
