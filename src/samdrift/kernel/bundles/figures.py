"""What each month comes to: promises kept and broken, requests in and out, and the signs a bundle can show.

Both who makes a bundle and who checks it count with this; one from the tables, the other from the events.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from samdrift.kernel import gaming
from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.periods import Period
from samdrift.kernel.bundles.telling import Happened, Row, moment

ASKED = "awaiting_requester"
SHOWING = frozenset(
    {
        "requests.resolved", "requests.reopened", "requests.received_at_corrected", "promises.pause_started",
    }
)  # fmt: skip
COUNTS = ("due", "met", "breached", "open", "excluded", "credit_excluded", "agreed", "kept_as_agreed")


class Figures:
    """The months of a period, and what is counted of each."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self._promises: defaultdict[tuple[int, str, str, str], Counter[str]] = defaultdict(Counter)
        self._requests: Counter[tuple[int, str]] = Counter()
        self._signs: Counter[tuple[int, str, str]] = Counter()

    def add(self, request: Row | None, promises: Iterable[Row], events: Iterable[Happened], line: str) -> None:
        """Count one piece of work: its row if it is a request, the rows of its clocks, and its events."""
        clocks = {row["clock"]: row for row in promises}
        for row in clocks.values():
            self.count_promises(row, line)
        if request is None:
            return
        for name, column in (("received", "received_at"), ("resolved", "resolved_at"), ("closed", "closed_at")):
            place = self.period.place_of(request[column])
            self.count_moved(place, name)
        self.add_signs(clocks.get("complete"), [event for event in events if event.kind in SHOWING])

    def count_moved(self, place: int, name: str, many: int = 1) -> None:
        """Count requests received, resolved or closed in a month."""
        if place >= 0:
            self._requests[place, name] += many

    def count_promises(self, row: Row, line: str, many: int = 1) -> None:
        """Count promises of which the same is to be said, by the row of one."""
        agreed = row["agreed_due_at"]
        place = self.period.place_of(agreed or row["due_at"])
        if place < 0:
            return
        counts = self._promises[place, line, row["priority"], row["clock"]]
        counts["due"] += many
        if row["excluded"]:
            counts["excluded"] += many
            return
        counts[row["state"]] += many
        if row["credit_excluded"] == "1":
            counts["credit_excluded"] += many
        if agreed:
            stopped, until = _moment(row["stopped_at"]), moment(agreed)
            counts["agreed"] += many
            counts["kept_as_agreed"] += many * (stopped is not None and stopped <= until)

    def add_signs(self, complete: Row | None, told: Sequence[Happened]) -> None:
        """Count what the events of one request show.

        Args:
            complete: The row of the promise to complete it.
            told: Those of `SHOWING`.
        """
        by_month: dict[int, list[Happened]] = {}
        for event in told:
            by_month.setdefault(self.period.place(event.at), []).append(event)
        for place, events in by_month.items():
            if place >= 0:
                self._add_signs_of(place, events, complete, told)

    def _add_signs_of(self, place: int, events: list[Happened], complete: Row | None, told: Sequence[Happened]) -> None:
        done = [event.at for event in events if event.kind == "requests.resolved"]
        if done:
            back = [event.at for event in told if event.kind == "requests.reopened"]
            self._sign(place, "reopened", shows=bool(back) and max(back) > min(done))
            self._add_last_minutes(place, complete)
        asked = [
            event for event in events
            if event.kind == "promises.pause_started" and event.payload["clocks"] and event.payload["reason"] == ASKED
        ]  # fmt: skip
        if asked:
            self._sign(place, "loops", shows=len(asked) >= gaming.LOOP)
        moved = [event.payload for event in events if event.kind == "requests.received_at_corrected"]
        if moved:
            later = any(moment(one["after"]) > moment(one["before"]) for one in moved)
            self._sign(place, "received_later", shows=later)

    def _add_last_minutes(self, place: int, complete: Row | None) -> None:
        if complete is None or complete["excluded"] or complete["state"] not in ("met", "breached"):
            return
        due, stopped = _moment(complete["agreed_due_at"] or complete["due_at"]), _moment(complete["stopped_at"])
        if due is None or stopped is None or self.period.place(stopped) != place:
            return
        self._sign(place, "last_minutes", shows=gaming.in_the_last_minutes(stopped, due))
        self._sign(place, "just_missed", shows=gaming.just_missed(stopped, due))

    def count_ends(self, place: int, *, ended: bool, last: bool, missed: bool, many: int) -> None:
        """Count requests resolved in a month, each once, and whether near the end of what was promised.

        Args:
            ended: Whether the promise to complete it stopped in that month.
        """
        self._sign(place, "reopened", shows=False, many=many)
        if ended:
            self._sign(place, "last_minutes", shows=last, many=many)
            self._sign(place, "just_missed", shows=missed, many=many)

    def _sign(self, place: int, code: str, *, shows: bool, many: int = 1) -> None:
        self._signs[place, code, "whole"] += many
        self._signs[place, code, "part"] += many * shows

    def as_written(self, version: int = form.VERSION) -> dict[str, Any]:
        """The figures as a JSON value: each month by its name; before version 3, the one month."""
        months = {month: self._month(place) for place, month in enumerate(self.period.months)}
        return months if version >= form.MONTH_SINCE else months[self.period.months[0]]

    def _month(self, place: int) -> dict[str, Any]:
        keys = sorted(key[1:] for key in self._promises if key[0] == place)
        return {
            "requests": {name: self._requests[place, name] for name in ("received", "resolved", "closed")},
            "promises": [
                {"line": line, "priority": priority, "clock": clock}
                | {name: self._promises[place, line, priority, clock][name] for name in COUNTS}
                for line, priority, clock in keys
            ],
            "signs": {
                code: {"part": self._signs[place, code, "part"], "whole": self._signs[place, code, "whole"]}
                for code in SIGNS
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
