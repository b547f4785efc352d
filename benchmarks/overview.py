"""The overview's pages under eight signed-in clients, and every figure alone, over so many requests and promises.

`--demo 1` asks the demonstration in SAMDRIFT_VAR instead of a world of its own, such as the one of `./samdrift demo
--profile full`. Whether the machine did anything else meanwhile is told by its load before and after.
"""

import os
from typing import Any

from benchmarks._served import hammer, served, served_demo

# Who looks at which page: the small world's third person is contract manager and local FM coordinator.
PAGES = {
    "district": ("LOC-FM", "/overview/district/{district}/"), "contract": ("CTR-C", "/overview/contract/{contract}/"),
    "operations": ("OPS-M", "/overview/operations/"), "audit": ("AUD", "/overview/audit/"), "map": ("CTR-P", "/map/"),
}  # fmt: skip
SMALL_WORLD = 2


def run(
    requests: int = 10_000, rounds: int = 20, seconds: float = 8, clients: int = 8, database: str = "sqlite",
    pages: str = "", demo: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Each page's milliseconds as clients wait for it, alone and together, and each figure's in a process of its own.

    Args:
        pages: Some of them, with commas between; "" all.
    """
    chosen = [name for name in PAGES if not pages or name in pages.split(",")]
    load = os.getloadavg()[0]
    settings = {"BENCH_REQUESTS": str(requests), "BENCH_ROUNDS": str(rounds)}
    world_of = served_demo() if demo else served(database, "benchmarks._overview_world", **settings)
    with world_of as (port, world):
        found: dict[str, Any] = {"load_before": round(load, 1)}
        for name in chosen:
            found.update({f"{name}_{key}": value for key, value in _page(port, world, name, seconds, clients).items()})
    found["load_after"] = round(os.getloadavg()[0], 1)
    size = {"demo": True} if demo else {"requests": requests}
    return {
        **found, **size, "database": "sqlite" if demo else database,
        **{f"{code}_ms": spent for code, spent in world.get("figures", {}).items()},
    }  # fmt: skip


def _page(port: int, world: dict[str, Any], name: str, seconds: float, clients: int) -> dict[str, Any]:
    """One page, alone and together."""
    role, address = PAGES[name]
    sessions = world["sessions"]
    session = sessions[role] if isinstance(sessions, dict) else sessions[SMALL_WORLD]
    path = address.format(**world)

    def request(n: int, _m: int) -> bytes:
        cookie = f"sessionid={session}; language={('en', 'da', 'sv')[n % 3]}"
        return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()

    hammer(port, seconds, clients, request, 200)  # every process and thread has seen the page once
    alone = hammer(port, seconds / 2, 1, request, 200)
    together = hammer(port, seconds, clients, request, 200)
    kept = {key: together[key] for key in ("p50_ms", "p95_ms", "per_second", "wrong")}
    return {"alone_p50_ms": alone["p50_ms"], "alone_p95_ms": alone["p95_ms"], **kept}


if __name__ == "__main__":
    print(run())
