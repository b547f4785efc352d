"""A year of contacts at the desks: the police's with their requests, the county's as its telephone system told them.

The county's figures are those of domain.md §7.4: 358,800 calls a year, 94 % answered after 53 s on average, and
first-contact resolution (net) rising from 58 to 71 % with three redesigned processes. Shares are exact by largest
remainders; the rest is chance that always falls the same.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import exp, log
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.doors.demo import figures
from samdrift.doors.demo.chance import generator, largest_remainders, pick
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.desk import public as desk
from samdrift.operations.requests import public as requests

YEAR = 2025
MEAN_WAIT_S, MEAN_TALK_S = 53, 210
ANSWERED, SHORT_OF_ABANDONED = 0.94, 0.35
# Of a hundred that are answered, so many are not asked about: nobody could have solved them at once.
UNASKED = {"chaser": 9.0, "wrong_number": 1.5}
REPEATED_OF_RESOLVED = 0.075
OTHERWISE = {"request_created": 78.0, "transferred": 14.0, "call_back": 8.0}
AVOIDABLE = {
    "no_news": 38.0, "told_twice": 20.0, "unclear_message": 16.0, "wrong_place": 12.0, "not_done_right": 9.0,
    "site_or_form_unclear": 5.0,
}  # fmt: skip
AVOIDABLE_SHARE = 0.11
POLICE_CONTACTS = 118_000
POLICE_MORE = {"resolved": 52.0, "chaser": 28.0, "abandoned": 14.0, "wrong_number": 4.0, "call_back": 2.0}


@dataclass(frozen=True, slots=True)
class Centre:
    """A contact centre's year.

    Attributes:
        channels: Contacts a year by channel, in the full profile.
        lines: How often each line is asked for, each with a request type's code.
        net: First-contact resolution less repeats, by month.
    """

    channels: Mapping[str, int]
    lines: Mapping[tuple[str, str], float]
    net: Sequence[float]
    timezone: str


COUNTY = Centre(
    channels={"phone": 358_800, "mail": 96_000, "web": 140_000, "counter": 21_000},
    lines={
        ("CUS", "cus.enquiry"): 66.0, ("ICT", "ict.incident"): 15.0, ("ICT", "ict.request"): 6.0,
        ("FIN", "fin.invoice"): 7.0, ("FIN", "fin.supplier"): 2.0, ("HRS", "hrs.vacancy"): 4.0,
    },
    # Highways in April, Environment in July, Adults in October.
    net=(0.58, 0.58, 0.58, 0.61, 0.62, 0.62, 0.66, 0.67, 0.67, 0.70, 0.71, 0.71), timezone="Europe/London",
)  # fmt: skip


def load_centre(
    scope: Scope, centre: Centre, *, scale: int, agents: Sequence[int], where: Mapping[str, Any], now: datetime
) -> Iterator[int]:
    """Bring in a contact centre's year, month by month; yields how many have been written.

    Args:
        where: The unit and site every contact is of.
    """
    written = 0
    by_channel = {channel: round(count / scale) for channel, count in centre.channels.items()}
    shares = {channel: largest_remainders(count, figures.MONTHS) for channel, count in by_channel.items()}
    for month in range(1, 13):
        counts = {channel: parts[month - 1] for channel, parts in shares.items()}
        past = _month(centre, month, counts, agents, where)
        written += desk.import_contacts(scope, past, now=now)
        yield written


def _month(
    centre: Centre, month: int, counts: Mapping[str, int], agents: Sequence[int], where: Mapping[str, Any]
) -> list[desk.PastContact]:
    chance = generator("contacts", centre.timezone, month)
    kinds = _kinds(centre, month, counts, chance)
    starts = _starts(month, sum(counts.values()), ZoneInfo(centre.timezone), chance)
    rows = [
        _contact(centre, chance, start, channel, ending, agents, where)
        for start, (channel, ending) in zip(starts, kinds, strict=True)
    ]
    return _with_repeats(rows, centre.net[month - 1], chance)


def _kinds(centre: Centre, month: int, counts: Mapping[str, int], chance: Random) -> list[tuple[str, str]]:
    """Channel and ending of each contact of a month: the shares exact, the order by chance."""
    found: list[tuple[str, str]] = []
    for channel, count in counts.items():
        if channel == "web":
            found += [(channel, "request_created")] * count
            continue
        answered = round(count * ANSWERED) if channel == "phone" else count
        found += [(channel, "abandoned")] * (count - answered)
        unasked = [round(answered * share / 100) for share in UNASKED.values()]
        for ending, many in zip(UNASKED, unasked, strict=True):
            found += [(channel, ending)] * many
        asked = answered - sum(unasked)
        net = round(asked * centre.net[month - 1])
        resolved = min(asked, round(net / (1 - REPEATED_OF_RESOLVED)))
        found += [(channel, "resolved")] * resolved
        parts = largest_remainders(asked - resolved, list(OTHERWISE.values()))
        for ending, many in zip(OTHERWISE, parts, strict=True):
            found += [(channel, ending)] * many
    chance.shuffle(found)
    return found


def _starts(month: int, count: int, zone: ZoneInfo, chance: Random) -> list[datetime]:
    first = date(YEAR, month, 1)
    days = [first + timedelta(days=n) for n in range(31) if (first + timedelta(days=n)).month == month]
    weights = [figures.WEEKDAYS[day.weekday()] for day in days]
    found = []
    for day, many in zip(days, largest_remainders(count, weights), strict=True):
        hours = chance.choices(range(24), weights=figures.HOURS, k=many)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        found += [midnight + timedelta(seconds=hour * 3600 + chance.randrange(3600)) for hour in hours]
    return sorted(found)


def _contact(
    centre: Centre, chance: Random, start: datetime, channel: str, ending: str, agents: Sequence[int],
    where: Mapping[str, Any],
) -> desk.PastContact:  # fmt: skip
    lines = list(centre.lines)
    line, subject = chance.choices(lines, weights=list(centre.lines.values()))[0]
    values: dict[str, Any] = {
        "channel": channel, "started_at": start, "line_code": line, "subject": subject, "outcome": ending, **where,
    }  # fmt: skip
    if ending == "abandoned":
        wait = chance.randint(1, 4) if chance.random() < SHORT_OF_ABANDONED else chance.randint(6, 240)
        ended = start + timedelta(seconds=wait)
        return desk.PastContact(values | {"abandoned_at": ended, "ended_at": ended, "wait_seconds": wait})
    if channel == "web":
        return desk.PastContact(values | {"ended_at": start})
    wait = _spread(chance, MEAN_WAIT_S) if channel == "phone" else chance.randint(600, 90_000)
    wait = wait if channel != "counter" else chance.randint(10, 900)
    talk, wrap = _spread(chance, MEAN_TALK_S, 0.65), _spread(chance, 60, 0.5)
    hold = _spread(chance, 60) if channel == "phone" and chance.random() < 0.25 else 0
    answered = start + timedelta(seconds=wait)
    values |= {
        "answered_at": answered, "ended_at": answered + timedelta(seconds=talk), "wait_seconds": wait,
        "talk_seconds": max(1, talk - hold), "hold_seconds": hold, "wrap_seconds": wrap,
        "agent_id": chance.choice(agents),
        "avoidable": pick(chance, AVOIDABLE) if chance.random() < AVOIDABLE_SHARE else "",
    }  # fmt: skip
    # Two of three numbers are withheld or those of switchboards, which say nothing of who calls.
    handle = f"+4416325{chance.randrange(100_000):05}" if chance.random() < 0.34 else ""
    return desk.PastContact(values, handle)


def _spread(chance: Random, mean: float, sigma: float = 1.0) -> int:
    """Whole seconds, log-normal with this mean."""
    return max(1, round(exp(chance.gauss(log(mean) - sigma * sigma / 2, sigma))))


def _with_repeats(rows: list[desk.PastContact], net: float, chance: Random) -> list[desk.PastContact]:
    """Let so many of those resolved come back within the week that the net share is the planned one."""
    answered = [row for row in rows if row.values["outcome"] != "abandoned" and row.values["channel"] != "web"]
    asked = sum(row.values["outcome"] not in UNASKED for row in answered)
    resolved = [place for place, row in enumerate(rows) if row.values["outcome"] == "resolved"]
    wanted = len(resolved) - round(asked * net)
    starts = [row.values["started_at"] for row in rows]
    taken: set[int] = set()
    chance.shuffle(resolved)
    for place in resolved:
        if wanted <= 0:
            break
        later = _who_comes_back(rows, starts, place, taken, chance)
        if later is None:
            continue
        handle = rows[place].caller_handle or f"+4416326{chance.randrange(100_000):05}"
        rows[place] = desk.PastContact(rows[place].values, handle)
        same = {"line_code": rows[place].values["line_code"], "subject": rows[place].values["subject"]}
        rows[later] = desk.PastContact(rows[later].values | same, handle, repeats=place)
        taken.update((place, later))
        wanted -= 1
    return rows


def _who_comes_back(
    rows: Sequence[desk.PastContact], starts: Sequence[datetime], place: int, taken: set[int], chance: Random
) -> int | None:
    """A later contact, one to six days on, that is nobody's repeat yet and was neither resolved nor given up."""
    if place in taken:
        return None
    after = starts[place] + timedelta(hours=chance.randint(20, 130))
    begin = bisect_left(starts, after)
    for later in range(begin, min(begin + 40, len(rows))):
        fits = rows[later].values["outcome"] in ("request_created", "chaser") and rows[later].values["channel"] != "web"
        if fits and later not in taken and starts[later] - starts[place] <= timedelta(days=6):
            return later
    return None


def load_police_contacts(
    scope: Scope, *, scale: int, agents: Sequence[int], where: Mapping[str, Any], now: datetime
) -> Iterator[int]:
    """The police's contacts: one for each request, and those that made none; yields how many have been written."""
    with everywhere(reason="the demonstration's own requests"):
        rows = requests.ServiceRequest.objects.filter(community=scope.community_id).order_by("received_at", "pk")
        columns = (
            "pk", "channel", "received_at", "line_code", "request_type__code", "requester_id", "unit_id", "site_id",
            "language", "data_class", "triaged_at",
        )  # fmt: skip
        asked = list(rows.values_list(*columns))
    written = 0
    for first in range(0, len(asked), 20_000):
        past = [_of_request(row, agents) for row in asked[first : first + 20_000]]
        written += desk.import_contacts(scope, past, now=now)
        yield written
    more = max(0, round(POLICE_CONTACTS / scale) - len(asked))
    written += desk.import_contacts(scope, _without_request(more, agents, where), now=now)
    yield written


def _of_request(row: tuple[Any, ...], agents: Sequence[int]) -> desk.PastContact:
    pk, channel, at, line, subject, caller, unit, site, language, data_class, _triaged = row
    values: dict[str, Any] = {
        "channel": channel, "started_at": at, "ended_at": at, "line_code": line, "subject": subject,
        "caller_id": caller, "unit_id": unit, "site_id": site, "language": language, "data_class": data_class,
        "outcome": "request_created", "service_request_id": pk,
    }  # fmt: skip
    if channel in ("phone", "mail", "counter"):
        chance = generator("contact-of", pk)
        wait = _spread(chance, 40) if channel != "mail" else chance.randint(600, 40_000)
        talk = _spread(chance, 190, 0.6)
        answered = at + timedelta(seconds=wait)
        values |= {
            "answered_at": answered, "wait_seconds": wait, "talk_seconds": talk, "hold_seconds": 0,
            "wrap_seconds": _spread(chance, 45, 0.5), "ended_at": answered + timedelta(seconds=talk),
            "agent_id": chance.choice(agents),
        }  # fmt: skip
    return desk.PastContact(values)


def _without_request(count: int, agents: Sequence[int], where: Mapping[str, Any]) -> list[desk.PastContact]:
    centre = Centre({"phone": count}, {("MNT", "mnt.fault"): 5, ("CLN", "cln.missed"): 3, ("REC", "rec.visitor"): 2,
                    ("MEE", "mee.order"): 2}, (0.7,) * 12, "Europe/Copenhagen")  # fmt: skip
    endings = [
        ending for ending, many in zip(
            POLICE_MORE, largest_remainders(count, list(POLICE_MORE.values())), strict=True
        ) for _ in range(many)
    ]  # fmt: skip
    generator("police-more", "order").shuffle(endings)
    months = largest_remainders(count, figures.MONTHS)
    found: list[desk.PastContact] = []
    for month, many in enumerate(months, start=1):
        chance = generator("police-more", month)
        starts = _starts(month, many, ZoneInfo(centre.timezone), chance)
        for start in starts:
            found.append(_contact(centre, chance, start, "phone", endings[len(found)], agents, where))
    return found
