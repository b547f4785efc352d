"""The October storm through the console: 380 calls in 30 hours at sixty times the speed, answered by signed-in agents.

Calls ring by a curve that peaks in the first hours. An agent who is free takes the one that has waited longest and does
on the console's own pages what people do: open it, type where it is, read what stands beside the words, then order, or
join the one request that is about the same place. Talking takes as long as it takes people, divided by the speed.
"""

import queue
import random
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks._served import Line, served

CALLS, HOURS, SPEED, AGENTS = 380, 30.0, 60.0, 4
ANSWER_WITHIN_S = 60.0  # what the desk promises, in the storm's own time
TALK_S = (90.0, 240.0)
TOKEN = "s" * 32
WORDS = (
    "Water comes through the roof",
    "A tree lies across the yard",
    "The cellar is under water",
    "A door was torn off",
)
# Whoever rings about a place somebody rang about before has mostly the same problem.
SAME_MATTER = 0.6


@dataclass
class Storm:
    """What was seen, in real seconds; `waits` in the storm's own."""

    speed: float
    spent: dict[str, list[float]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    ordered: dict[int, str] = field(default_factory=dict)  # the first request of a place, by site
    joined: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def run(
    calls: int = CALLS, hours: float = HOURS, speed: float = SPEED, agents: int = AGENTS, database: str = "sqlite"
) -> dict[str, Any]:
    """Answered, late, errors, and how long each step of the console took the server.

    Thirty hours at sixty times the speed take thirty minutes; `calls` and `hours` cut a piece out of it.
    """
    with served(database, "benchmarks._storm_world", worker=True) as (port, world):
        storm, ringing = Storm(speed), queue.Queue[tuple[int, float] | None]()
        desk = [
            threading.Thread(target=_work, args=(port, world["sessions"][n], world["sites"], ringing, storm))
            for n in range(agents)
        ]
        begun = time.monotonic()
        for agent in desk:
            agent.start()
        for number, at in enumerate(rings(calls, hours)):
            time.sleep(max(0.0, begun + at / speed - time.monotonic()))
            ringing.put((number, time.monotonic()))
        for _agent in desk:
            ringing.put(None)
        for agent in desk:
            agent.join()
        return _figures(storm, calls, time.monotonic() - begun, database)


def rings(calls: int, hours: float) -> list[float]:
    """When the phone rings, in seconds from the beginning: most of it within hours of the first gusts."""
    chance = random.Random(24)
    seconds = hours * 3600
    return sorted(min(seconds, seconds * chance.betavariate(1.6, 3.2)) for _call in range(calls))


def _work(port: int, session: str, sites: list[Any], ringing: Any, storm: Storm) -> None:
    chance = random.Random(session)
    while (call := ringing.get()) is not None:
        number, rang = call
        storm.waits.append((time.monotonic() - rang) * storm.speed)
        try:
            # A connection for each call: the server closes one on which nothing was asked for half a minute, and a
            # browser then opens another.
            with Line(port) as line:
                _answer(_Pages(line, session, storm), number, sites, chance)
        except (OSError, ValueError, RuntimeError) as wrong:
            storm.errors.append(f"{type(wrong).__name__}: {wrong}")


def _answer(pages: "_Pages", number: int, sites: list[Any], chance: random.Random) -> None:
    """One call, from taking it to wrapping it up."""
    storm = pages.storm
    site, code = chance.choice(sites)
    text = f"{chance.choice(WORDS)} ({code})"
    location = pages.post("take", {"do": "take:phone", "reach": f"+45 20 {number:02} {number:04}"})
    contact = re.search(r"contact=([0-9a-f-]{36})", location)
    if contact is None:
        raise ValueError("no contact was opened")
    page = pages.get("open", f"/desk/console/?contact={contact[1]}")
    for typed in (code[:3], code[:5], code):
        pages.get("find", f"/desk/console/found/?q={quote(typed)}")
    given = {"contact": contact[1], "at": f"site:{site}", "text": text, "uid": _uid(page)}
    beside = pages.page("beside", "/desk/console/beside/", given)
    time.sleep(chance.uniform(*TALK_S) / storm.speed)
    with storm.lock:
        known = storm.ordered.get(site, "")
    if known and chance.random() < SAME_MATTER and known in beside:
        pages.post("join", given | {"do": f"me_too:{known}"})
        with storm.lock:
            storm.joined += 1
        return
    pages.post("order", given | {"do": "order", "type": "mnt.fault"})
    if not known:
        found = re.search(r"me_too:([0-9a-f-]{36})", pages.page("beside", "/desk/console/beside/", given))
        if found:
            with storm.lock:
                storm.ordered.setdefault(site, found[1])


def _uid(page: str) -> str:
    found = re.search(r'name="uid" value="([0-9a-f-]{36})"', page)
    return found[1] if found else ""


class _Pages:
    """The console as an agent's browser asks for it, each answer timed."""

    def __init__(self, line: Line, session: str, storm: Storm) -> None:
        self.line, self.storm = line, storm
        self.head = (
            f"Host: localhost\r\nCookie: sessionid={session}; csrftoken={TOKEN}\r\nReferer: http://localhost/\r\n"
        )

    def get(self, step: str, path: str) -> str:
        return self._ask(step, f"GET {path} HTTP/1.1\r\n{self.head}\r\n".encode(), 200)[1]

    def page(self, step: str, path: str, sent: dict[str, str]) -> str:
        return self._ask(step, self._sent(path, sent), 200)[1]

    def post(self, step: str, sent: dict[str, str]) -> str:
        head, _body = self._ask(step, self._sent("/desk/console/", sent), 302)
        found = re.search(r"(?im)^location: (\S+)", head)
        return found[1] if found else ""

    def _sent(self, path: str, sent: dict[str, str]) -> bytes:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **sent}).encode()
        kind = "Content-Type: application/x-www-form-urlencoded"
        return f"POST {path} HTTP/1.1\r\n{self.head}{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    def _ask(self, step: str, request: bytes, wanted: int) -> tuple[str, str]:
        asked = time.perf_counter()
        status, head, body = self.line.ask(request)
        self.storm.spent.setdefault(step, []).append(time.perf_counter() - asked)
        if status != wanted:
            raise ValueError(f"{step} answered {status}")
        return head.decode("latin-1"), body.decode("utf-8", "replace")


def _figures(storm: Storm, calls: int, took: float, database: str) -> dict[str, Any]:
    every = sorted(one for some in storm.spent.values() for one in some)
    late = sum(wait > ANSWER_WITHIN_S for wait in storm.waits)
    return {
        "database": database, "speed": storm.speed, "calls": calls, "answered": len(storm.waits) - len(storm.errors),
        "late": late, "longest_wait_s": round(max(storm.waits, default=0)), "joined": storm.joined,
        "errors": len(storm.errors), "steps": len(every), "p50_ms": _ms(every, 0.5), "p95_ms": _ms(every, 0.95),
        "took_s": round(took),
        **{f"{step}_p95_ms": _ms(sorted(some), 0.95) for step, some in sorted(storm.spent.items())},
        **({"first_error": storm.errors[0]} if storm.errors else {}),
    }  # fmt: skip


def _ms(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1) if ordered else 0.0


if __name__ == "__main__":
    print(run())
