"""What a month comes to: promises kept and broken, requests in and out, and the signs a bundle can show.

Both who makes a bundle and who checks it count with this; one from the tables, the other from the events.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.kernel import gaming
from samdrift.kernel.bundles.telling import Happened, Row, moment
from samdrift.kernel.contact_measures import month_of

ASKED = "awaiting_requester"
COUNTS = ("due", "met", "breached", "open", "excluded", "credit_excluded", "agreed", "kept_as_agreed")


class Month:
    """A calendar month of the place where the community is, and what is counted of it."""

    def __init__(self, period: str, timezone: str) -> None:
        """Begin to count.

        Raises:
            ValueError: It is no month, written 2025-03, or no time zone.
        """
        first, after = month_of(date.fromisoformat(f"{period}-01"))
        try:
            zone = ZoneInfo(timezone)
        except (KeyError, OSError) as unknown:
            raise ValueError(f"{timezone[:40]!r} is no time zone") from unknown
        self.timezone = timezone
        self.begin, self.end = (datetime.combine(day, time(), zone) for day in (first, after))
        self._promises: Counter[tuple[str, str, str, str]] = Counter()
        self._requests: Counter[str] = Counter()
        self._signs: Counter[tuple[str, str]] = Counter()

    def holds(self, at: datetime | None) -> bool:
        """Whether a moment lies in the month."""
        return at is not None and self.begin <= at < self.end

    def add(self, request: Row | None, promises: Iterable[Row], events: Iterable[Happened], line: str) -> None:
        """Count one piece of work: its row if it is a request, the rows of its clocks, and its events."""
        clocks = {row["clock"]: row for row in promises}
        for row in clocks.values():
            self._add_promise(row, line)
        if request is None:
            return
        told = list(events)
        for name, column in (("received", "received_at"), ("resolved", "resolved_at"), ("closed", "closed_at")):
            self._requests[name] += self.holds(_moment(request[column]))
        self._add_signs(clocks.get("complete"), told)

    def _add_promise(self, row: Row, line: str) -> None:
        agreed = _moment(row["agreed_due_at"])
        if not self.holds(agreed or _moment(row["due_at"])):
            return
        key = (line, row["priority"], row["clock"])
        self._promises[*key, "due"] += 1
        if row["excluded"]:
            self._promises[*key, "excluded"] += 1
            return
        self._promises[*key, row["state"]] += 1
        self._promises[*key, "credit_excluded"] += row["credit_excluded"] == "1"
        if agreed is not None:
            stopped = _moment(row["stopped_at"])
            self._promises[*key, "agreed"] += 1
            self._promises[*key, "kept_as_agreed"] += stopped is not None and stopped <= agreed

    def _add_signs(self, complete: Row | None, told: list[Happened]) -> None:
        done = [event.at for event in told if event.kind == "requests.resolved" and self.holds(event.at)]
        if done:
            back = [event.at for event in told if event.kind == "requests.reopened"]
            self._sign("reopened", shows=any(later > at for at in done for later in back))
            self._add_last_minutes(complete)
        asked = [
            event for event in told
            if event.kind == "promises.pause_started" and self.holds(event.at) and event.payload["clocks"]
            and event.payload["reason"] == ASKED
        ]  # fmt: skip
        if asked:
            self._sign("loops", shows=len(asked) >= gaming.LOOP)
        moved = [e.payload for e in told if e.kind == "requests.received_at_corrected" and self.holds(e.at)]
        if moved:
            self._sign("received_later", shows=any(moment(one["after"]) > moment(one["before"]) for one in moved))

    def _add_last_minutes(self, complete: Row | None) -> None:
        if complete is None or complete["excluded"] or complete["state"] not in ("met", "breached"):
            return
        due, stopped = _moment(complete["agreed_due_at"] or complete["due_at"]), _moment(complete["stopped_at"])
        if due is None or stopped is None or not self.holds(stopped):
            return
        self._sign("last_minutes", shows=gaming.in_the_last_minutes(stopped, due))
        self._signs["just_missed", "part"] += gaming.just_missed(stopped, due)
        self._signs["just_missed", "whole"] += 1

    def _sign(self, code: str, *, shows: bool) -> None:
        self._signs[code, "whole"] += 1
        self._signs[code, "part"] += shows

    def as_written(self) -> dict[str, Any]:
        """The figures as a JSON value."""
        keys = sorted({key[:3] for key in self._promises})
        return {
            "requests": {name: self._requests[name] for name in ("received", "resolved", "closed")},
            "promises": [
                {"line": line, "priority": priority, "clock": clock}
                | {name: self._promises[line, priority, clock, name] for name in COUNTS}
                for line, priority, clock in keys
            ],
            "signs": {
                code: {"part": self._signs[code, "part"], "whole": self._signs[code, "whole"]} for code in SIGNS
            },
        }  # fmt: skip


SIGNS = ("last_minutes", "just_missed", "reopened", "loops", "received_later")


def _moment(text: str) -> datetime | None:
    return moment(text) if text else None


def differences(stated: Any, counted: Any, where: str = "") -> Iterable[tuple[str, str, str]]:
    """Where two JSON values differ: the path, what is stated, what was counted."""
    if isinstance(stated, Mapping) and isinstance(counted, Mapping):
        for key in sorted(stated.keys() | counted.keys()):
            yield from differences(stated.get(key), counted.get(key), f"{where}.{key}" if where else str(key))
    elif isinstance(stated, list) and isinstance(counted, list) and len(stated) == len(counted):
        for place, (one, other) in enumerate(zip(stated, counted, strict=True)):
            yield from differences(one, other, f"{where}[{place}]")
    elif stated != counted or type(stated) is not type(counted):
        yield where, repr(stated)[:80], repr(counted)[:80]
