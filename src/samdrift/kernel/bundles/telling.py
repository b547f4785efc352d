"""What the rows of a bundle should say, worked out from the events about one piece of work or one quote."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.form import text_of
from samdrift.kernel.bundles.terms import Terms
from samdrift.kernel.promise_story import Story

Row = dict[str, str]
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_DECIDED = {
    "work.quote_approved": "approved", "work.quote_rejected": "rejected", "work.quote_withdrawn": "withdrawn",
}  # fmt: skip
_OF_REQUESTS = form.MOVED | form.ASKED


class Happened(NamedTuple):
    """One event as the book sealed it: its kind, when, what it holds, line, numbers of site and unit, place."""

    kind: str
    at: datetime
    payload: Mapping[str, Any]
    line: str
    site: int | None
    unit: int | None
    position: int = 0


def moment(text: object) -> datetime:
    """A moment with its offset, between 1990 and 2100.

    Raises:
        ValueError, TypeError: It is none.
    """
    if not isinstance(text, str):
        raise TypeError("a moment is a text")
    found = datetime.fromisoformat(text)
    if found.tzinfo is UTC and EARLIEST.year <= found.year < LATEST.year:
        return found  # nearly all are written so, and comparing moments takes longer
    if found.tzinfo is None or not EARLIEST <= found < LATEST:
        raise ValueError(f"{text[:40]} is no moment in which anything here happened")
    return found


@dataclass(slots=True)
class RequestTold:
    """A request as its events tell it."""

    received: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    reopened: int = 0
    state: str = "submitted"
    kind: str = ""
    channel: str = ""
    priority: int = 0
    line: str = ""
    site: int | None = None
    unit: int | None = None

    def tell(self, event: Happened) -> None:
        """Take in one event."""
        what = event.payload
        self.line, self.site, self.unit = event.line, event.site, event.unit
        self.priority = what.get("priority", self.priority)
        if event.kind in form.MOVED:
            self.state = what["after"]
        match event.kind:
            case "requests.submitted":
                self.received, self.kind = moment(what["received_at"]), what["request_type"]
                self.channel = what["channel"]
            case "requests.resolved":
                self.resolved = max(event.at, self.received or event.at)
            case "requests.closed":
                self.closed = max(event.at, self.received or event.at)
            case "requests.received_at_corrected":
                self.received = moment(what["after"])
            case "requests.type_confirmed":
                self.kind = what["after"]
            case "requests.priority_confirmed":
                self.priority = what["after"]
            case "requests.reopened":
                self.resolved = self.closed = None
                self.reopened += 1

    def row(self, uid: str, number: str, places: Mapping[tuple[str, str], str]) -> Row:
        """Its row in the table; the number people call it by is told by nothing."""
        return {
            "request": uid, "number": number, "line": self.line, "type": self.kind, "channel": self.channel,
            "site": _code(places, "site", self.site), "unit": _code(places, "unit", self.unit),
            "priority": text_of(self.priority), "state": self.state, "received_at": _at(self.received),
            "resolved_at": _at(self.resolved), "closed_at": _at(self.closed),
            "reopened": text_of(self.reopened),
        }  # fmt: skip


def _code(places: Mapping[tuple[str, str], str], kind: str, number: int | None) -> str:
    return "" if number is None else places[kind, str(number)]


def request_told(events: Iterable[Happened]) -> RequestTold:
    """A request told from its events, in the order of the book."""
    told = RequestTold()
    for event in events:
        if event.kind in _OF_REQUESTS:
            told.tell(event)
    return told


def promise_rows(uid: str, events: Iterable[Happened], terms: Terms, named: Mapping[str, str]) -> Iterator[Row]:
    """The rows of the clocks of a piece of work.

    Args:
        named: What the bundle calls the promise of each clock: an agreed deadline names it so.
    """
    told = [event for event in events if event.kind in form.PROMISED]
    story = Story(terms).tell((event.kind, event.payload, event.at) for event in told)
    agreed, excluded = _agreements(told)
    for clock, (outcome, stopped_at) in story.outcomes().items():
        started_at, given_at = story.begun(clock)
        names, promise = story.named(clock), named.get(clock, "")
        yield {
            "subject": uid, "clock": clock, "promise": promise, "rule": names.policy_id, "calendar": names.calendar_id,
            "priority": str(names.priority), "started_at": _at(started_at), "due_at": _at(outcome.due_at),
            "at_risk_at": _at(outcome.at_risk_at), "stopped_at": _at(stopped_at), "state": outcome.state,
            "breached_at": _at(outcome.breached_at), "paused": "01"[outcome.paused],
            "paused_seconds": str(outcome.paused_seconds), "retro_breach": "01"[outcome.retro_breach],
            "credit_excluded": "01"[outcome.credit_excluded], "given_at": _at(given_at),
            "agreed_due_at": _at(agreed.get(promise)), "excluded": excluded.get(promise, ""),
        }  # fmt: skip


def _at(moment: datetime | None) -> str:
    """A moment as tables write it."""
    if moment is None:
        return ""
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat()


def _agreements(told: Iterable[Happened]) -> tuple[dict[str, datetime], dict[str, str]]:
    agreed, excluded = {}, {}
    for event in told:
        if event.kind == "promises.deadline_agreed":
            agreed[event.payload["promise_uid"]] = moment(event.payload["agreed"])
        elif event.kind == "promises.excluded":
            excluded[event.payload["promise_uid"]] = event.payload["reason"]
    return agreed, excluded


def pause_rows(uid: str, events: Iterable[Happened]) -> Iterator[Row]:
    """The rows of the spells in which its clocks stood."""
    rows: dict[str, dict[str, Any]] = {}
    for event in events:
        what = event.payload
        if event.kind == "promises.pause_started":
            until = what.get("until")
            rows[what["pause_uid"]] = {
                "subject": uid, "pause": what["pause_uid"], "reason": what["reason"], "caused_by": what["caused_by"],
                "clocks": what["clocks"], "started_at": event.at, "ended_at": None,
                "ends_by_itself_at": None if until is None else moment(until), "standing": "agreed",
            }  # fmt: skip
        elif event.kind == "promises.pause_ended":
            rows[what["pause_uid"]]["ended_at"] = event.at
        elif event.kind == "promises.pause_struck":
            rows[what["pause_uid"]]["standing"] = "struck"
    for row in rows.values():
        yield {name: text_of(value) for name, value in row.items()}


def quote_rows(uid: str, number: str, events: Iterable[Happened]) -> tuple[Row, list[Row]]:
    """The row of a quote for extra work, and the rows of what was charged under it."""
    quote: dict[str, Any] = dict.fromkeys(form.COLUMNS[form.QUOTES])
    quote |= {"quote": uid, "number": number, "state": "waiting", "charged_minor": 0}
    charges: list[Row] = []
    for event in events:
        what = event.payload
        if event.kind == "work.quote_submitted":
            quote |= {"amount_minor": what["amount_minor"], "currency": what["currency"], "quoted_at": event.at}
        elif event.kind in _DECIDED:
            quote |= {"state": _DECIDED[event.kind], "decided_at": event.at}
        elif event.kind == "work.charge_written":
            charges.append(
                {
                    "quote": uid, "place": text_of(len(charges) + 1), "amount_minor": text_of(what["amount_minor"]),
                    "currency": what["currency"], "written_at": text_of(event.at),
                }
            )  # fmt: skip
            quote["charged_minor"] += what["amount_minor"]
    return {name: text_of(value) for name, value in quote.items()}, charges
