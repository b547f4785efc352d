"""Work to which only the usual happened, as to nearly all of a year: asked for, promised, moved, paused, done, closed.

What such work comes to depends on what its events say and on when; what they say is worked out once for all work of
which the same is said (`plans`), and the moments are put in. Rows are compared as they stand in the file. Whatever is
unusual in events or rows is left to `telling`, and so is naming what differs: nothing is taken in unless it is right.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from samdrift.kernel import gaming
from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.almanac import HOUR, NONE, SECONDS, Almanac, micros, micros_of, plain
from samdrift.kernel.bundles.figures import Figures
from samdrift.kernel.bundles.meanings import UID, WRONG, Meanings, is_cell
from samdrift.kernel.bundles.measured import Counted
from samdrift.kernel.bundles.payloads import KEPT, Payloads
from samdrift.kernel.bundles.periods import MONTHS, PARTED, Period
from samdrift.kernel.bundles.plans import Clock, Plan, Planner
from samdrift.kernel.bundles.sealed import Story
from samdrift.kernel.bundles.telling import EARLIEST, LATEST, Happened
from samdrift.kernel.bundles.terms import Terms
from samdrift.kernel.local_time import SECOND, datetime_of

Lines = Mapping[str, Sequence[str]]
"""The rows about something as they stand in the file, by table."""
_ABOUT_WORK = frozenset({form.REQUESTS, form.PROMISES, form.PAUSES})
_NEAR = gaming.LAST.seconds * SECOND
_STATES = ("open", "met", "breached")
_OPEN, _MET, _BREACHED = range(3)
_PLACES = len(MONTHS) + 1
"""The months of a period, and none of them: a sort of clock, a place and a state are counted as one number."""


class _Work(NamedTuple):
    """A piece of work: when its events happened, as they write it and read, and what each says and has for itself."""

    subject: str
    texts: Sequence[str]
    ats: list[datetime]
    numbers: list[int]
    own: Sequence[str]
    line: str
    site: int | None
    unit: int | None

    def at(self, event: int) -> int:
        """When one of its events happened, in microseconds."""
        return micros_of(self.ats[event])


class _Completed(NamedTuple):
    """The clock a request is completed by.

    Attributes:
        due, stopped: In microseconds; NONE where it did not stop.
    """

    due: int
    due_at: str
    stopped_at: str
    stopped: int
    state: int


class _Months(dict[int, int]):
    """Which month of a period an hour since 1970 lies in, -1 for none; PARTED where it begins within."""

    def __init__(self, period: Period) -> None:
        super().__init__()
        self._place_of, self._text = period.place_of, Almanac().text

    def __missing__(self, hour: int) -> int:
        begins, ends = (self._place_of(self._text(at)) for at in (hour * HOUR, (hour + 1) * HOUR - SECOND))
        place = begins if begins == ends else PARTED
        if len(self) < KEPT:
            self[hour] = place
        return place


class Usual:
    """Takes in usual work whose rows are right, and counts it.

    Attributes:
        requests, promises: How many were taken in.
    """

    def __init__(
        self,
        terms: Terms,
        payloads: Payloads,
        places: Mapping[tuple[str, str], str],
        figures: Figures,
        counted: Counted,
    ) -> None:
        self.period, self._figures, self._counted = figures.period, figures, counted
        self.requests = self.promises = 0
        self._codes: dict[str, dict[int | None, str]] = {"site": {None: ""}, "unit": {None: ""}}
        for (kind, number), code in places.items():
            if kind in self._codes and number.isdecimal() and is_cell(code):
                self._codes[kind][int(number)] = code
        almanac = Almanac()
        self._meanings, self._planner, self._text = Meanings(payloads), Planner(terms), almanac.text
        self._hours, self._parts, self._months = almanac.hours, almanac.parts, _Months(figures.period)
        self._plans: dict[tuple[int, ...], Plan | None] = {}
        self._moved: Counter[tuple[int, int, int]] = Counter()
        self._kept: defaultdict[tuple[str, int | None], defaultdict[int, int]]
        self._kept = defaultdict(lambda: defaultdict(int))
        self._ends: Counter[tuple[int, int | None, bool, bool, bool]] = Counter()

    def take(self, story: Story, lines: Lines) -> bool:
        """Take in a piece of work; False, and nothing is taken in, where it is not usual or its rows are not right."""
        subject = story.subject
        if not story.alike or len(subject) != UID or "," in subject or not lines.keys() <= _ABOUT_WORK:
            return False
        try:
            work = self._work(story)
            plan = self._plan(work.numbers) if work.numbers else None
            return plan is not None and self._right(plan, work, lines)
        except WRONG:
            return False  # who tells it in full says what is wrong with it

    def _work(self, story: Story) -> _Work:
        """What a story tells; its events have no numbers where one has to be read in full.

        Raises:
            ValueError: One happened when nothing here did.
        """
        line, site, unit = story.line, story.site, story.unit
        numbers, own, texts = self._meanings.of_patterns(story)
        if not texts:
            told = story.in_full()
            numbers, own = self._meanings.read(told, story.subject)
            texts, (line, site, unit) = [event[3] for event in told], told[0][5:]
        ats = list(map(datetime.fromisoformat, texts))
        if not EARLIEST <= min(ats) <= max(ats) < LATEST:
            raise ValueError("a moment in which nothing here happened")
        return _Work(story.subject, texts, ats, numbers, own, line, site, unit)

    def _plan(self, numbers: Sequence[int]) -> Plan | None:
        key = tuple(map(self._meanings.alike.__getitem__, numbers))
        if key in self._plans:
            return self._plans[key]
        plan = self._planner.plan([one for one in map(self._meanings.every.__getitem__, key) if one is not None])
        if len(self._plans) < KEPT:
            self._plans[key] = plan
        return plan

    def _right(self, plan: Plan, work: _Work, lines: Lines) -> bool:
        asked, promised, paused = lines.get(form.REQUESTS, ()), lines.get(form.PROMISES, ()), lines.get(form.PAUSES, ())
        is_request = plan.submitted != NONE
        if len(asked) != is_request or len(promised) != len(plan.clocks) or len(paused) != len(plan.spells):
            return False
        received, begun, moments = "", NONE, ("", "", "")
        if is_request:
            begun = micros(work.own[plan.submitted])
            received = plain(work.own[plan.submitted]) or self._text(begun)
            moments = received, self._reached(work, plan.resolved, received), self._reached(work, plan.closed, received)
            if not self._is_asked(plan, work, moments, asked[0]):
                return False
        if paused and not self._are_paused(plan, work, paused):
            return False
        right, complete = not promised, None
        if promised:
            right, complete = self._are_promised(plan, work, promised, received, begun)
        if right and is_request:
            self._count_request(plan, work, moments, complete)
        return right

    def _are_promised(
        self, plan: Plan, work: _Work, rows: Sequence[str], received: str, begun: int
    ) -> tuple[bool, _Completed | None]:
        """Whether rows are those of the clocks, which are counted then, and the one that completes.

        Args:
            received, begun: When the request came in, as rows write it and in microseconds: most promises begin then.
        """
        opened = work.own[plan.opened]
        if begun == NONE or opened != work.own[plan.submitted]:
            begun = micros(opened)
            received = plain(opened) or self._text(begun)
        counted, complete = self._clocks(plan, work, rows, received, begun)
        self.promises += len(counted)
        kept = self._kept[work.line, work.unit]
        for one in counted:
            kept[one] += 1
        return bool(counted), complete

    def _reached(self, work: _Work, event: int, begun: str) -> str:
        """When one of the events happened, not before something began, as rows write it; "" for none."""
        if event == NONE:
            return ""
        text = plain(work.texts[event]) or self._text(work.at(event))
        if text < begun:  # texts of one form stand in the order of their moments
            return begun
        return text

    def _is_asked(self, plan: Plan, work: _Work, moments: tuple[str, str, str], row: str) -> bool:
        """Whether a row is that of the request."""
        received, resolved, closed = moments
        submitted = self._meanings.every[work.numbers[plan.submitted]]
        kind, channel = submitted.says if submitted else ("", "")
        number = row[UID + 1 : row.find(",", UID + 1)]
        expected = (
            f"{work.subject},{number},{work.line},{kind},{channel},{self._codes['site'][work.site]},"
            f"{self._codes['unit'][work.unit]}{plan.stands}{received},{resolved},{closed},{plan.reopened}"
        )
        return row == expected and '"' not in number and "," not in work.line

    def _are_paused(self, plan: Plan, work: _Work, rows: Sequence[str]) -> bool:
        """Whether rows are those of the pauses."""
        expected = dict[str, str]()
        for spell in plan.spells:
            pause, ended_at = work.own[spell.started], ""
            if spell.ended != NONE:
                ended_at = self._text(work.at(spell.ended))
                if work.own[spell.ended] != pause or work.ats[spell.ended] < work.ats[spell.started]:
                    return False
            started_at = self._text(work.at(spell.started))
            expected[pause] = f"{work.subject},{pause}{spell.says}{started_at},{ended_at},,agreed"
        return list(rows) == [expected[pause] for pause in sorted(expected) if is_cell(pause)]

    def _clocks(
        self, plan: Plan, work: _Work, rows: Sequence[str], started_at: str, begun: int
    ) -> tuple[list[int], _Completed | None]:
        """What each clock is counted by, and the one that completes; nothing where a row is another one.

        Args:
            started_at, begun: When they began, as rows write it and in microseconds.
        """
        counted, complete = list[int](), None
        subject, hours, parts, months = work.subject, self._hours, self._parts, self._months
        stops = [self._reached(work, event, started_at) for event in plan.stops]
        for clock, row in zip(plan.clocks, rows, strict=True):
            kind, name, terms, fresh, stop, spells, stands, sort, completes = clock
            stop_at, stood = "" if stop == NONE else stops[stop], 0
            if spells:
                due, at_risk, stood = self._paused(work, clock, begun, plan.stops)
            else:
                due, at_risk = fresh.moments(begun)
            # As `Almanac.text` writes them.
            hour, rest = divmod(due, HOUR)
            due_at = hours[hour] + SECONDS[rest // SECOND] + parts[rest % SECOND]
            place = months[hour]
            if place == PARTED:
                place = self.period.place_of(due_at)
            state, breached_at = _OPEN, ""
            if stop_at:
                state, breached_at = (_BREACHED, due_at) if due_at < stop_at else (_MET, "")
            hour, rest = divmod(at_risk, HOUR)
            at_risk_at = hours[hour] + SECONDS[rest // SECOND] + parts[rest % SECOND]
            promise = row[name : row.find(",", name)]
            if '"' in promise or row != (
                f"{subject}{kind}{promise}{terms}{started_at},{due_at},{at_risk_at},{stop_at},{_STATES[state]},"
                f"{breached_at},{stands},{stood},0,0,,,"
            ):
                return [], None
            counted.append((sort * _PLACES + place + 1) * len(_STATES) + state)
            if completes:
                stopped = NONE if stop == NONE else max(work.at(plan.stops[stop]), begun)
                complete = _Completed(due, due_at, stop_at, stopped, state)
        return counted, complete

    def _paused(self, work: _Work, clock: Clock, begun: int, stops: Sequence[int]) -> tuple[int, int, int]:
        """When a clock is due that stood, when it is at risk, and for how many seconds it stood."""
        pauses = [(work.at(spell.started), work.at(spell.ended)) for spell in clock.spells]
        stop = None if clock.stop == NONE else max(work.at(stops[clock.stop]), begun)
        due, at_risk, stood = clock.fresh.paused(begun, stop, pauses)
        return due, at_risk, stood // SECOND

    def _count_request(
        self, plan: Plan, work: _Work, moments: tuple[str, str, str], complete: _Completed | None
    ) -> None:
        """Count a request: when it came in, was resolved and closed, and what that shows."""
        received, resolved, closed = moments
        place_of = self.period.place_of
        self.requests += 1
        self._moved[place_of(received), place_of(resolved), place_of(closed)] += 1
        if plan.showing:
            self._show(plan, work, complete)
        elif plan.resolved != NONE:
            self._count_end(plan, work, complete)

    def _count_end(self, plan: Plan, work: _Work, complete: _Completed | None) -> None:
        """Count what the one resolution of a request shows."""
        place, ended, last, missed = self.period.place(work.ats[plan.resolved]), False, False, False
        if complete is not None and complete.stopped_at and self.period.place_of(complete.stopped_at) == place:
            ended = True
            if abs(complete.stopped - complete.due) <= _NEAR:
                stop, due = datetime_of(complete.stopped), datetime_of(complete.due)
                last, missed = gaming.in_the_last_minutes(stop, due), gaming.just_missed(stop, due)
        self._ends[place, work.unit, ended, last, missed] += 1

    def _show(self, plan: Plan, work: _Work, complete: _Completed | None) -> None:
        """Count what more than one resolution shows, as of any work."""
        told = [
            Happened(kind, work.ats[event], what, work.line, work.site, work.unit) for event, kind, what in plan.showing
        ]
        row = None
        if complete is not None:
            row = {
                "state": _STATES[complete.state], "due_at": complete.due_at, "stopped_at": complete.stopped_at,
                "agreed_due_at": "", "excluded": "",
            }  # fmt: skip
        self._figures.add_signs(row, told)
        self._counted.add_resolved(told)

    def finish(self) -> None:
        """Count all that was taken in together."""
        figures, counted = self._figures, self._counted
        for places, many in self._moved.items():
            for place, name in zip(places, ("received", "resolved", "closed"), strict=True):
                figures.count_moved(place, name, many)
        every = ((*where, kept, many) for where, counts in self._kept.items() for kept, many in counts.items())
        for line, unit, kept, many in every:
            sorted_at, number = divmod(kept, len(_STATES))
            sort, after = divmod(sorted_at, _PLACES)
            place, state = after - 1, _STATES[number]
            is_request, priority, kind = self._planner.sorts[sort]
            due_at = self.period.begins_at(place) if place != NONE else ""
            row = {
                "clock": kind, "priority": priority, "state": state, "due_at": due_at,
                "agreed_due_at": "", "excluded": "", "credit_excluded": "0",
            }  # fmt: skip
            figures.count_promises(row, line, many)
            if is_request:
                counted.count_promises(row, line, unit, many)
        for (place, unit, ended, last, missed), many in self._ends.items():
            if place != NONE:
                figures.count_ends(place, ended=ended, last=last, missed=missed, many=many)
                counted.count_resolved(place, unit, kept=False, many=many)
