"""Memory of web server and worker, idle after some pages: what they hold (RSS), and with what is shared split (PSS)."""

import os
import time
from pathlib import Path
from typing import Any

from benchmarks._served import Line, served


def run(pages: int = 120) -> dict[str, Any]:
    """Megabytes of all processes together, right after the start and after `pages` rounds of three pages."""
    with served("sqlite", "benchmarks._requests_world", worker=True, BENCH_REQUESTS="3000") as (port, world):
        time.sleep(4)
        begun = _summed()
        with Line(port) as line:
            for n in range(pages):
                cookie = f"sessionid={world['sessions'][n % 8]}; language={('en', 'da', 'sv')[n % 3]}"
                for path in (f"/requests/{world['full'][n % 40]}/", "/requests/", "/"):
                    line.ask(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        time.sleep(4)
        return {**{f"{name}_at_start_mb": mb for name, mb in begun.items()},
                **{f"{name}_mb": mb for name, mb in _summed().items()}}  # fmt: skip


def _summed() -> dict[str, int]:
    """Of all processes begun from this one."""
    parents = {int(entry.name): _parent(entry) for entry in Path("/proc").iterdir() if entry.name.isdecimal()}
    ours: set[int] = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    sums = {"rss": 0.0, "pss": 0.0}
    for pid in ours - {os.getpid()}:
        for text in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name = text.split(":")[0].lower()
            if name in sums:
                sums[name] += int(text.split()[1]) / 1024
    return {name: round(mb) for name, mb in sums.items()}


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return 0


if __name__ == "__main__":
    print(run())
