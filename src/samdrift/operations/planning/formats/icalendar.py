"""iCalendar (RFC 5545): occurrences as a feed, with the zone's own rules; and a file's first event as a recurrence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from samdrift.kernel.recurrence import (
    Recurrence,
    RecurrenceProblem,
    RecurrenceSet,
    disputed,
    moment_from,
    recurrence_from,
)

LONGEST_LINE = 75  # octets, the line's end not counted
LARGEST = 2_000_000
MOST_DATES = 2000


class CalendarRefused(ValueError):
    """A file that is no calendar, or holds nothing that repeats; `code` is not_a_calendar, no_event or a part."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a feed.

    Attributes:
        uid: The same as long as it is the same occurrence.
        sequence: Rises with each change, so that calendar programs take the newer one.
        begins, ends: Days for a whole-day event (the last one included), or local times of `zone`.
        status: CONFIRMED, TENTATIVE or CANCELLED.
    """

    uid: str
    sequence: int
    changed_at: datetime
    begins: date | datetime
    ends: date | datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    status: str = "CONFIRMED"
    rule: Recurrence | None = None
    removed: tuple[date, ...] = ()


def calendar_file(name: str, entries: Iterable[Entry], *, zone: str, product: str = "samdrift") -> str:
    """A whole calendar: CRLF between lines, lines of at most 75 octets, and the zone where times are local."""
    entries = list(entries)
    lines = ["BEGIN:VCALENDAR", f"PRODID:-//{product}//planning//EN", "VERSION:2.0", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", f"X-WR-TIMEZONE:{zone}",
             "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]  # fmt: skip
    moments = [one.begins for one in entries if isinstance(one.begins, datetime)]
    if moments:
        lines += zone_lines(zone, min(moments).year - 1, max(moments).year + 1)
    for entry in entries:
        lines += _event(entry, zone)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(entry: Entry, zone: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTAMP:{entry.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield _moment("DTSTART", entry.begins, zone)
    last = entry.ends if isinstance(entry.ends, datetime) else entry.ends + timedelta(days=1)
    yield _moment("DTEND", last, zone)  # the first day or moment after it
    if entry.rule is not None:
        yield f"RRULE:{entry.rule}"
    for day in entry.removed:
        at = datetime.combine(day, entry.begins.time()) if isinstance(entry.begins, datetime) else day
        yield _moment("EXDATE", at, zone)
    yield f"SUMMARY:{escaped(entry.summary)}"
    for name, text in (("LOCATION", entry.location), ("DESCRIPTION", entry.description)):
        if text:
            yield f"{name}:{escaped(text)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield f"STATUS:{entry.status}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(name: str, at: date | datetime, zone: str) -> str:
    if isinstance(at, datetime):
        return f"{name};TZID={zone}:{at:%Y%m%dT%H%M%S}"
    return f"{name};VALUE=DATE:{at:%Y%m%d}"


def escaped(text: str) -> str:
    r"""A text as iCalendar writes it: \\, \; \, and \n."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, written)
    return "".join(each for each in text if each >= " " or each == "\t")


def folded(line: str) -> list[str]:
    """A line in parts of at most 75 octets, no character cut in two; each further part begins with a space."""
    parts, part, size = [], "", 0
    for each in line:
        octets = len(each.encode())
        if size + octets > LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part += each
        size += octets
    return [*parts, part]


def zone_lines(name: str, first_year: int, last_year: int) -> list[str]:
    """A VTIMEZONE with each change of the clock in those years as it is, not as a rule that may change."""
    zone = ZoneInfo(name)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    begin = datetime(first_year, 1, 1, tzinfo=UTC)
    lines += _observance(zone, begin, begin)
    for day in range((datetime(last_year + 1, 1, 1, tzinfo=UTC) - begin).days):
        low, high = begin + timedelta(days=day), begin + timedelta(days=day + 1)
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            lines += _observance(zone, *_change(zone, low, high))
    return [*lines, "END:VTIMEZONE"]


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> tuple[datetime, datetime]:
    """The last second before the offset changes and the first one after."""
    new = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (low, middle) if middle.astimezone(zone).utcoffset() == new else (middle, high)
    return low, high


def _observance(zone: ZoneInfo, before: datetime, after: datetime) -> list[str]:
    old, new = before.astimezone(zone), after.astimezone(zone)
    kind = "DAYLIGHT" if new.dst() else "STANDARD"
    from_offset = old.utcoffset() or timedelta()
    # The moment of the change is written as the clock showed it before.
    local = (after + from_offset).replace(tzinfo=None)
    return [
        f"BEGIN:{kind}", f"DTSTART:{local:%Y%m%dT%H%M%S}", f"TZOFFSETFROM:{_offset(from_offset)}",
        f"TZOFFSETTO:{_offset(new.utcoffset() or timedelta())}", f"TZNAME:{new.tzname()}", f"END:{kind}",
    ]  # fmt: skip


def _offset(offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


# Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvent:
    """An event of a file as a plan can use it.

    Attributes:
        zone: The TZID of its start, "UTC", or "" for a local time or a day.
        warnings: Parts that calendars read differently (`kernel.recurrence.disputed`).
        moved: Single instances the file moves elsewhere: nominal local time → new local time.
    """

    uid: str
    summary: str
    description: str
    start: datetime
    whole_day: bool
    zone: str
    rules: tuple[Recurrence, ...] = ()
    added: frozenset[datetime] = frozenset()
    removed: frozenset[datetime] = frozenset()
    moved: dict[datetime, datetime] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def between(self, first: date, last: date) -> list[datetime]:
        """Its local times from one day to another, moved ones where they were moved to."""
        whole = RecurrenceSet(self.start, self.rules, self.added, self.removed, _zone(self.zone))
        kept = {each for each in whole.between(first, last) if each not in self.moved}
        found = kept | {to for nominal, to in self.moved.items() if nominal not in self.removed}
        return sorted(each for each in found if first <= each.date() <= last)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):
        return None


_PROPERTY = re.compile(r"([A-Za-z0-9-]+)((?:;[^=;:]+=(?:\"[^\"]*\"|[^\";:]*))*):(.*)", re.DOTALL)


def read_events(content: bytes) -> list[ReadEvent]:
    """The events of a calendar file, in its order; changes to single instances are read into their event.

    Raises:
        CalendarRefused: It is no calendar, or too large.
    """
    if len(content) > LARGEST:
        raise CalendarRefused("too_large")
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = re.sub(r"\n[ \t]", "", text).split("\n")
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines):
        raise CalendarRefused("not_a_calendar")
    masters: dict[str, ReadEvent] = {}
    changes: list[tuple[str, datetime, datetime, bool]] = []
    for properties in _components(lines):
        start = _first(properties, "DTSTART")
        if start is None:
            continue
        uid = _text(properties, "UID") or f"event-{len(masters)}"
        nominal = _first(properties, "RECURRENCE-ID")
        if nominal is not None:
            gone = _text(properties, "STATUS").upper() == "CANCELLED"
            changes.append((uid, nominal[0], start[0], gone))
        else:
            masters[uid if uid not in masters else f"{uid}#{len(masters)}"] = _master(uid, start, properties)
    for uid, was, now_at, gone in changes:
        event = masters.get(uid)
        if event is not None:
            masters[uid] = _changed(event, was, now_at, gone=gone)
    return list(masters.values())


Properties = dict[str, list[tuple[dict[str, str], str]]]


def _components(lines: Iterable[str]) -> Iterator[Properties]:
    """The properties of each VEVENT, those of alarms inside it left out."""
    depth: list[str] = []
    found: Properties = {}
    for line in lines:
        match = _PROPERTY.fullmatch(line.strip("\n"))
        if match is None:
            continue
        name, value = match[1].upper(), match[3]
        if name == "BEGIN":
            depth.append(value.strip().upper())
            if depth[-1] == "VEVENT":
                found = {}
        elif name == "END":
            if depth and depth.pop() == "VEVENT":
                yield found
        elif depth and depth[-1] == "VEVENT":
            found.setdefault(name, []).append((_parameters(match[2]), value))


def _parameters(text: str) -> dict[str, str]:
    pairs = re.findall(r";([^=;:]+)=(\"[^\"]*\"|[^\";:]*)", text)
    return {name.upper(): value.strip('"') for name, value in pairs}


def _moments(properties: Properties, name: str) -> Iterator[tuple[datetime, bool, str]]:
    for parameters, value in properties.get(name, []):
        for each in value.split(",")[:MOST_DATES]:
            try:
                at, day = moment_from(each.partition("/")[0], part=name)
            except RecurrenceProblem:
                continue
            zone = "UTC" if at.tzinfo is not None else parameters.get("TZID", "")
            yield at.replace(tzinfo=None), day, zone


def _first(properties: Properties, name: str) -> tuple[datetime, bool, str] | None:
    return next(_moments(properties, name), None)


def _text(properties: Properties, name: str) -> str:
    value = properties.get(name, [({}, "")])[0][1]
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value).strip()


def _master(uid: str, start: tuple[datetime, bool, str], properties: Properties) -> ReadEvent:
    at, whole_day, zone = start
    rules: list[Recurrence] = []
    warnings: list[str] = []
    for _named, value in properties.get("RRULE", []):
        if not value.strip():
            continue  # some programs write the name of a rule and nothing behind it
        rule = recurrence_from(value)
        rules.append(rule)
        warnings += disputed(rule, at)
    return ReadEvent(
        uid=uid, summary=_text(properties, "SUMMARY"), description=_text(properties, "DESCRIPTION"), start=at,
        whole_day=whole_day, zone=zone, rules=tuple(rules),
        added=frozenset(each for each, _day, _zone in _moments(properties, "RDATE")),
        removed=_removed(properties, at, zone), warnings=tuple(dict.fromkeys(warnings)),
    )  # fmt: skip


def _removed(properties: Properties, start: datetime, zone: str) -> frozenset[datetime]:
    found = set()
    for at, day, of in _moments(properties, "EXDATE"):
        if day:  # a day alone takes out the instance of that day
            at = datetime.combine(at.date(), start.time())
        elif of == "UTC" and zone not in ("", "UTC") and (named := _zone(zone)) is not None:
            at = at.replace(tzinfo=UTC).astimezone(named).replace(tzinfo=None)
        found.add(at)
    return frozenset(found)


def _changed(event: ReadEvent, was: datetime, now_at: datetime, *, gone: bool) -> ReadEvent:
    if gone:
        return replace(event, removed=event.removed | {was})
    return replace(event, moved={**event.moved, was: now_at})
