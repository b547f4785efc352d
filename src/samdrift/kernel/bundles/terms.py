"""The terms of a bundle: calendars and rules as the parties agreed on them, ready to count with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.opening import NotABundle
from samdrift.kernel.calendar_chain import as_known, closing_as
from samdrift.kernel.calendar_files import Expanded, HolidayRule, calendar_from
from samdrift.kernel.calendars import AtClose, Calendar, ServiceCalendar
from samdrift.kernel.promise_story import Clock as StoryClock
from samdrift.kernel.promise_story import Key
from samdrift.kernel.targets import Target, target_of

LONGEST = {"work_minutes": 5_256_000, "calendar_days": 3_660, "work_days": 2_600}
"""Ten years: no promise is longer, and nobody should wait while one is counted that claims to be."""
CALENDAR_KEYS = ("calendar", "code", "number", "valid_from", "definition")
RULE_KEYS = (
    "rule", "code", "name", "clause", "line", "request_type", "priority", "site_kind", "sites", "units", "valid_from",
    "valid_to", "superseded_at", "retarget", "clocks", "pauses",
)  # fmt: skip
CLOCK_KEYS = (
    "kind", "unit", "amount", "cut_off", "calendar", "at_close", "starts_with", "stops_with", "pausable",
    "at_risk_percent",
)  # fmt: skip
LATER = ("rule", "valid_to", "superseded_at")
"""What is written of a rule after it was published, so that its seal cannot hold it."""


def sealed_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """What the digest in the book covers of a rule."""
    return {key: rule[key] for key in RULE_KEYS if key not in LATER}


def sealed_calendar(calendar: Mapping[str, Any]) -> dict[str, Any]:
    """What the digest in the book covers of a version of a calendar."""
    return {key: calendar[key] for key in CALENDAR_KEYS if key != "calendar"}


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a rule."""

    id: str
    kind: str
    target: Target
    calendar_code: str
    at_close: str
    stops_with: str
    at_risk_percent: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms events name, by uid: what a story of the kernel asks for."""

    rules: Mapping[str, tuple[Clock, ...]]
    calendars: Mapping[str, Calendar]
    first: Mapping[str, str]
    """The uid of the first version of each calendar, by its code."""
    _known: dict[tuple[str, ...], Any] = field(default_factory=dict, compare=False, repr=False)
    """What was asked before: a calendar found again is the same object, and compared in no time."""

    def calendar(self, uid: str, clock: Clock) -> tuple[Calendar, str]:
        """The hours a clock counts by; events older than the naming of versions mean the first one of its calendar."""
        named = uid or self.first[clock.calendar_code]
        key = (named, clock.at_close)
        if key not in self._known:
            at_close: AtClose = "next_opening" if clock.at_close == "next_opening" else "closing"
            self._known[key] = closing_as(self.calendars[named], at_close)
        return self._known[key], named

    def clocks(self, policy_uid: str, calendars: Sequence[str]) -> tuple[Key, list[tuple[StoryClock, Calendar, Key]]]:
        """The uid of a rule, and each of its clocks with the hours an event names for it, and their uid."""
        known = self._known.get(("", policy_uid, *calendars))
        if known is None:
            self._known["", policy_uid, *calendars] = known = self._clocks(policy_uid, calendars)
        return known

    def _clocks(self, policy_uid: str, calendars: Sequence[str]) -> tuple[Key, list[tuple[StoryClock, Calendar, Key]]]:
        clocks = self.rules[policy_uid]
        named = list(calendars) or [""] * len(clocks)
        if len(named) != len(clocks):
            raise LookupError(f"the rule {policy_uid} has {len(clocks)} clocks, and {len(named)} calendars are named")
        return policy_uid, [(clock, *self.calendar(uid, clock)) for clock, uid in zip(clocks, named, strict=True)]


def terms_from(calendars: object, rules: object) -> Terms:
    """The terms as the files `calendars.json` and `rules.json` write them.

    Raises:
        NotABundle: A row cannot be counted with; the sentence names file and row.
    """
    versions: dict[str, list[tuple[int, str, date, ServiceCalendar]]] = {}
    for number, row in enumerate(rows_of(calendars, form.CALENDARS, CALENDAR_KEYS), start=1):
        try:
            hours = calendar_from(row["definition"], _only_dates)
            since = date.fromisoformat(row["valid_from"])
            place = int(row["number"])
        except (ValueError, TypeError) as wrong:
            raise NotABundle(f"{form.CALENDARS} row {number}: {wrong}") from wrong
        versions.setdefault(str(row["code"]), []).append((place, str(row["calendar"]), since, hours))
    known: dict[str, Calendar] = {}
    first: dict[str, str] = {}
    for code, written in versions.items():
        written.sort(key=lambda one: one[0])
        first[code] = written[0][1]
        for upto, (_place, uid, _since, _hours) in enumerate(written, start=1):
            try:
                known[uid] = as_known([(since, hours) for _number, _uid, since, hours in written[:upto]])
            except ValueError as wrong:
                raise NotABundle(f"{form.CALENDARS}: the versions of {code[:40]}: {wrong}") from wrong
    return Terms(dict(_rules(rules)), known, first)


def rows_of(written: object, name: str, keys: Sequence[str]) -> list[dict[str, Any]]:
    """A list of objects with exactly these keys.

    Raises:
        NotABundle: It is something else.
    """
    if not isinstance(written, list):
        raise NotABundle(f"{name}: it is no list")
    for number, row in enumerate(written, start=1):
        if not isinstance(row, dict) or row.keys() != set(keys):
            raise NotABundle(f"{name} row {number}: it should have {', '.join(keys)} and nothing else")
    return written


def _rules(rules: object) -> "list[tuple[str, tuple[Clock, ...]]]":
    found = []
    for number, row in enumerate(rows_of(rules, form.RULES, RULE_KEYS), start=1):
        where = f"{form.RULES} row {number}"
        try:
            clocks = tuple(_clock(one) for one in rows_of(row["clocks"], where, CLOCK_KEYS))
        except (ValueError, TypeError, KeyError) as wrong:
            raise wrong if isinstance(wrong, NotABundle) else NotABundle(f"{where}: {wrong}") from wrong
        found.append((str(row["rule"]), clocks))
    return found


def _clock(row: Mapping[str, Any]) -> Clock:
    if not 0 <= row["amount"] <= LONGEST[row["unit"]]:
        raise ValueError(f"no promise takes {row['amount']} {row['unit']}")
    if not 1 <= row["at_risk_percent"] <= 100:
        raise ValueError("the share from which on a promise is at risk is 1 to 100 per cent")
    cut_off = None if row["cut_off"] is None else time.fromisoformat(row["cut_off"])
    kind = str(row["kind"])
    return Clock(
        kind, kind, target_of(row["unit"], row["amount"], cut_off), str(row["calendar"]), str(row["at_close"]),
        str(row["stops_with"]), row["at_risk_percent"],
    )  # fmt: skip


def _only_dates(_rule: HolidayRule) -> Expanded:
    raise ValueError("a bundle holds holidays as dates")
