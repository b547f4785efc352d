"""The map's page, its sites for the script and a card, at 250 and at 5,000 sites; and what a phone has to fetch."""

from typing import Any

from benchmarks._served import Line, hammer, served

ADDRESSES = {
    "page": "/map/", "points": "/map/points/", "card": "/map/card/?site={code}",
    "ground": "/map/ground/?box=552000,316000,4000,3200&home=DK",
}  # fmt: skip


def run(sites: str = "250,5000", seconds: float = 5, clients: int = 8, database: str = "sqlite") -> dict[str, Any]:
    """Answers a second and the slowest twentieth, by number of sites (two comma-separated numbers)."""
    found: dict[str, Any] = {"database": database, "clients": clients}
    for many in str(sites).split(","):
        with served(database, "benchmarks._map_world", BENCH_SITES=many) as (port, world):
            for name, address in ADDRESSES.items():
                path = address.format(code=world["code"])

                def request(n: int, m: int, path: str = path, sessions: list[str] = world["sessions"]) -> bytes:
                    cookie = f"sessionid={sessions[2 if m % 2 else 5]}; language={('en', 'da', 'sv')[m % 3]}"
                    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()

                hammer(port, 1, clients, request, 200)
                told = hammer(port, seconds, clients, request, 200)
                kept = {key: told[key] for key in ("per_second", "p50_ms", "p95_ms", "wrong")}
                found.update({f"{many}_{name}_{key}": value for key, value in kept.items()})
                with Line(port) as line:
                    asked = request(0, 0).replace(b"\r\n\r\n", b"\r\nAccept-Encoding: gzip\r\n\r\n")
                    found[f"{many}_{name}_bytes"] = len(line.ask(asked)[2])
    return found


if __name__ == "__main__":
    print(run())
