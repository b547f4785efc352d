"""Work taken in as usual, held against the story of the kernel, which it must never differ from."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.almanac import NONE, Almanac, micros, plain
from samdrift.kernel.bundles.figures import Figures
from samdrift.kernel.bundles.measured import Counted
from samdrift.kernel.bundles.payloads import Payloads
from samdrift.kernel.bundles.periods import Period
from samdrift.kernel.bundles.sealed import Story, Told
from samdrift.kernel.bundles.telling import Happened, Row, pause_rows, promise_rows, request_told
from samdrift.kernel.bundles.terms import Clock, Terms
from samdrift.kernel.bundles.usual import Usual
from samdrift.kernel.calendars import Calendar, ServiceCalendar, Window, round_the_clock
from samdrift.kernel.promised import MILESTONES
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, WorkingTime

ZONE = "Europe/Copenhagen"
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
SUBJECT = "0196a000-0000-7000-8000-000000000000"
CALENDARS: dict[str, Calendar] = {
    "office": ServiceCalendar(ZONE, ((Window(28_800, 57_600),),) * 5 + ((),) * 2),
    "two": ServiceCalendar(ZONE, ((Window(25_200, 39_600), Window(46_800, 61_200)),) * 6 + ((),)),
    "nights": ServiceCalendar(ZONE, ((Window(79_200, 108_000),),) * 7, at_close="next_opening"),
    "always": round_the_clock(ZONE),
}
TARGETS: list[Target] = [
    WorkingTime(timedelta(minutes=1)), WorkingTime(timedelta(hours=4)), WorkingTime(timedelta(hours=160)),
    CalendarDays(1), CalendarDays(30), WorkingDays(0), WorkingDays(0, 43_200), WorkingDays(1, 72_000), WorkingDays(5),
    WorkingDays(600),
]  # fmt: skip
NAMED = {"acknowledge": "promise-1", "attend": "promise-2", "complete": "promise-3"}
PLACES = {("site", "1"): "KBH-001", ("unit", "2"): "KBH"}
DAY = 86_400
seconds = st.integers(0, 330 * DAY)
clocks = st.builds(
    lambda kind, target, close, stop, risk: Clock(kind, kind, target, "any", close, stop, risk),
    st.sampled_from([*NAMED]), st.sampled_from(TARGETS), st.sampled_from(["closing", "next_opening"]),
    st.sampled_from(MILESTONES), st.integers(1, 100),
)  # fmt: skip
moves = st.lists(
    st.tuples(st.sampled_from(["triaged", "resolved", "reopened", "closed"]), st.integers(-DAY, 60 * DAY)), max_size=6
)
pauses = st.lists(
    st.tuples(
        st.integers(0, 20 * DAY), st.integers(0, 20 * DAY), st.lists(st.sampled_from([*NAMED]), unique=True),
        st.sampled_from(["awaiting_requester", "no_access"]), st.booleans(),
    ),
    max_size=3,
)  # fmt: skip
reached = st.lists(st.tuples(st.sampled_from(MILESTONES), st.integers(-DAY, 40 * DAY)), max_size=4)
Event = tuple[str, datetime, dict[str, Any]]


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def event(kind: str, after: float, **payload: Any) -> Event:
    return kind, at(after), payload


def submitted(after: float) -> Event:
    told = {"channel": "web", "priority": 4, "received_at": at(after).isoformat(), "request_id": SUBJECT}
    return event("requests.submitted", after, **told, request_type="mnt.fault")


def opened(after: float, calendar: str = "office", many: int = 1, started: str = "") -> Event:
    text = started or at(after).isoformat()
    calendars = [calendar] * many
    told = {"calendars": calendars, "policy_uid": "rule", "priority": 3, "started_at": text, "subject_uid": SUBJECT}
    return event("promises.opened", after, **told)


def moved(name: str, after: float) -> Event:
    return f"requests.{name}", at(after), {"after": name, "before": "x", "request_id": SUBJECT}


def milestone(name: str, after: float) -> Event:
    return event("promises.milestone_reached", after, milestone=name, subject_uid=SUBJECT)


def spell(number: int, begins: float, lasts: float, kinds: list[str], reason: str, *, ends: bool) -> list[Event]:
    uid = f"0196a000-0000-7000-8000-00000000000{number}"
    told = {"caused_by": "customer", "clocks": kinds, "pause_uid": uid, "reason": reason, "until": None}
    begun = event("promises.pause_started", begins, **told, subject_uid=SUBJECT)
    ended = event("promises.pause_ended", begins + lasts, pause_uid=uid, subject_uid=SUBJECT)
    return [begun, ended] if ends else [begun]


def terms(*some: Clock) -> Terms:
    return Terms({"rule": some}, CALENDARS, {"any": "office"})


class Read:
    """One piece of work both ways: as usual from the file, and by the story."""

    def __init__(self, events: list[Event], known: Terms) -> None:
        self.happened = [Happened(kind, when, what, "MNT", 1, 2) for kind, when, what in events]
        written: list[Told] = [
            (place, place, kind, when.isoformat(timespec="microseconds"), json.dumps(what, sort_keys=True,
             separators=(",", ":")), "MNT", 1, 2) for place, (kind, when, what) in enumerate(events, start=1)
        ]  # fmt: skip
        self.story, self.terms = Story(SUBJECT, written), known
        period = Period("2025", ZONE)
        self.figures, self.counted = Figures(period), Counted(period)
        self.usual = Usual(known, Payloads(), PLACES, self.figures, self.counted)

    def rows(self) -> dict[str, list[Row]]:
        """What the story tells."""
        request = [request_told(self.happened).row(SUBJECT, "NP-1", PLACES)] if self.happened[0].kind in ASKING else []
        clocks = sorted(promise_rows(SUBJECT, self.happened, self.terms, NAMED), key=lambda row: row["clock"])
        stood = sorted(pause_rows(SUBJECT, self.happened), key=lambda row: row["pause"])
        return {form.REQUESTS: request, form.PROMISES: clocks, form.PAUSES: stood}

    def taken(self, rows: dict[str, list[Row]]) -> bool:
        lines = {name: [line_of(name, row) for row in some] for name, some in rows.items() if some}
        return self.usual.take(self.story, lines)

    def counts(self) -> Any:
        self.usual.finish()
        return self.figures.as_written(), self.counted.pairs()

    def counts_told(self, rows: dict[str, list[Row]]) -> Any:
        """What the same rows come to, counted one by one."""
        period = Period("2025", ZONE)
        figures, counted = Figures(period), Counted(period)
        request = rows[form.REQUESTS][0] if rows[form.REQUESTS] else None
        figures.add(request, rows[form.PROMISES], self.happened, "MNT")
        if request is not None:
            counted.add(request, rows[form.PROMISES], self.happened)
        return figures.as_written(), counted.pairs()


ASKING = ("requests.submitted",)


def line_of(name: str, row: Row) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([row[column] for column in form.COLUMNS[name]])
    return out.getvalue()


@given(
    st.lists(clocks, min_size=1, max_size=4), st.sampled_from([*CALENDARS]), seconds, reached, pauses, moves,
    st.booleans(),
)  # fmt: skip
def test_usual_work_is_taken_in_and_counted_as_the_story_tells_it(
    some: list[Clock], calendar: str, start: int, milestones: list[tuple[str, int]], stood: list[Any],
    steps: list[tuple[str, int]], asked: bool,
) -> None:  # fmt: skip
    events = [submitted(start), *(moved(name, start + later) for name, later in steps)] if asked else []
    events.append(opened(start, calendar, len(some)))
    for number, (begins, lasts, kinds, reason, ends) in enumerate(stood, start=1):
        events += spell(number, start + begins + 0.5, lasts, kinds, reason, ends=ends or number < len(stood))
    events += [milestone(name, start + later) for name, later in milestones]
    read = Read(events, terms(*some))
    rows = read.rows()
    assert read.taken(rows)
    assert read.counts() == read.counts_told(rows)


@given(
    st.lists(clocks, min_size=1, max_size=3), seconds, reached, pauses, st.data(),
)  # fmt: skip
def test_work_with_another_value_in_any_cell_is_not_taken_in(
    some: list[Clock], start: int, milestones: list[tuple[str, int]], stood: list[Any], data: st.DataObject
) -> None:
    events = [submitted(start), moved("resolved", start + DAY), opened(start, many=len(some))]
    for number, (begins, lasts, kinds, reason, _ends) in enumerate(stood, start=1):
        events += spell(number, start + begins, lasts, kinds, reason, ends=True)
    events += [milestone(name, start + later) for name, later in milestones]
    read = Read(events, terms(*some))
    rows = read.rows()
    name = data.draw(st.sampled_from([name for name, told in rows.items() if told]))
    row = data.draw(st.sampled_from(rows[name]))
    column = data.draw(st.sampled_from([one for one in form.COLUMNS[name] if (name, one) not in form.NAMES_ONLY]))
    row[column] += data.draw(st.sampled_from(["x", ",", '"', "0", " "]))
    assert not read.taken(rows)
    assert (read.usual.requests, read.usual.promises) == (0, 0)


COMPLETE = Clock("complete", "complete", WorkingDays(5), "any", "closing", "resolved", 75)


@pytest.mark.parametrize(
    "events",
    [
        [milestone("resolved", 5), opened(0)],
        [opened(0), opened(3_600)],
        [opened(0), event("promises.voided", 9, subject_uid=SUBJECT)],
        [opened(0), event("promises.excluded", 9, promise_uid="promise-3", reason="strike")],
        [opened(0), event("promises.deadline_agreed", 9, promise_uid="promise-3", agreed="2025-02-01T10:00:00+00:00")],
        [opened(0, started="2025-03-14 10:00:00Z"), milestone("resolved", 7_000_000)],
        [opened(0), *spell(1, 9, 9, ["complete"], "resolved_until_reopened", ends=True)],
        [opened(0), *spell(1, 9, 9, ["complete"], "no_access", ends=True)[1:]],
        [opened(0), *spell(1, 9, 99, ["complete"], "no_access", ends=False), *spell(2, 9, 9, [], "x", ends=True)[1:]],
        [submitted(0), moved("triaged", 9), moved("received_at_corrected", 9)],
        [moved("triaged", 9), submitted(0)],
        [opened(0, "unknown")],
        [opened(0, many=2)],
        [opened(0), milestone("arrived yesterday", 9)],
        [opened(0, started="2025-03-14T10:00:00")],
        [opened(0, started="1970-01-01T10:00:00+00:00")],
        [("promises.opened", datetime(1980, 1, 1, tzinfo=UTC), opened(0)[2])],
    ],
)  # fmt: skip
def test_what_is_unusual_is_left_to_the_story(events: list[Event]) -> None:
    read = Read(events, terms(COMPLETE))
    rows = {form.PROMISES: [dict.fromkeys(form.COLUMNS[form.PROMISES], "")]}
    assert not read.taken(rows)


def test_a_payload_of_another_shape_is_never_taken_for_one_that_looks_alike() -> None:
    kind, when, what = opened(0)
    plain = json.dumps(what, sort_keys=True, separators=(",", ":"))
    read = Read([opened(0)], terms(COMPLETE))
    rows = read.rows()
    assert read.taken(rows)
    lines = {form.PROMISES: [line_of(form.PROMISES, row) for row in rows[form.PROMISES]]}
    for text in (
        plain.replace('"priority":3', '"priority":3,"priority":3'), plain.replace('"priority":3', '"priority":3.0'),
        plain.replace('"priority":3', '"priority":true'), plain + " ", plain[:-1],
        plain.replace('"started_at":', '"a_at":"2025-01-01T00:00:00+00:00","started_at":').replace("rule", "ruin"),
        plain.replace('"calendars":["office"]', '"calendars":"office"'),
    ):  # fmt: skip
        told: list[Told] = [(1, 1, kind, when.isoformat(), text, "MNT", 1, 2)]
        assert not read.usual.take(Story(SUBJECT, told), lines), text


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001  the zone comes next
def test_a_moment_is_written_as_it_was_read(moment: datetime) -> None:
    text = moment.replace(tzinfo=UTC).isoformat()
    assert Almanac().text(micros(text)) == text
    assert Almanac().text(NONE) == ""


@given(st.datetimes(datetime(2024, 12, 30), datetime(2026, 1, 2)))  # noqa: DTZ001  the zone comes next
def test_a_moments_text_lies_in_the_same_month_as_the_moment(moment: datetime) -> None:
    period, known = Period("2025", ZONE), moment.replace(tzinfo=UTC)
    assert period.place_of(known.isoformat()) == period.place(known)
    assert period.place_of(known.isoformat()) == period.place(known)  # of a day that was asked for before


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025-03-14T09:00:00.000000+00:00", "2025-03-14T09:00:00+00:00"),
        ("2025-03-14T09:00:00+00:00", "2025-03-14T09:00:00+00:00"),
        ("2025-03-14T09:00:00.500000+00:00", ""), ("2025-03-14T09:00:00.000000+01:00", ""),
        ("2025-03-14 09:00:00.000000+00:00", ""), ("2025-W11-5T09:00:00.000000+00:00", ""),
        ("2025-03-14T24:00:00.000000+00:00", ""), ("20250314T090000+0000", ""), ("", ""),
    ],
)  # fmt: skip
def test_only_moments_of_one_form_are_taken_as_they_stand(text: str, found: str) -> None:
    assert plain(text) == found
