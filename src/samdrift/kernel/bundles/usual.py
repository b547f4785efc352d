"""Work to which only the usual happened, as to nearly all of a year: asked for, promised, moved, paused, done, closed.

What such work comes to depends on what its events say and on when; what they say is worked out once for all work of
which the same is said (`plans`), and the moments are put in. Rows are compared as they stand in the file. Whatever is
unusual in events or rows is left to `telling`, and so is naming what differs: nothing is taken in unless it is right.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from samdrift.kernel import gaming
from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.almanac import NONE, Almanac, micros, plain
from samdrift.kernel.bundles.figures import Figures
from samdrift.kernel.bundles.meanings import UID, WRONG, Meanings, is_cell
from samdrift.kernel.bundles.measured import Counted
from samdrift.kernel.bundles.payloads import KEPT, Payloads
from samdrift.kernel.bundles.periods import MONTHS
from samdrift.kernel.bundles.plans import Clock, Plan, Planner
from samdrift.kernel.bundles.sealed import Story
from samdrift.kernel.bundles.telling import EARLIEST, LATEST, Happened
from samdrift.kernel.bundles.terms import Terms
from samdrift.kernel.local_time import EPOCH, SECOND, datetime_of

Lines = Mapping[str, Sequence[str]]
"""The rows about something as they stand in the file, by table."""
_ABOUT_WORK = frozenset({form.REQUESTS, form.PROMISES, form.PAUSES})
_MICROSECOND = timedelta(microseconds=1)
_NEAR = gaming.LAST // _MICROSECOND
_COMPLETE = "complete"
_STATES = {"open": 0, "met": 1, "breached": 2}
_PLACES = len(MONTHS) + 1
"""The months of a period, and none of them: a sort of clock, a place and a state are counted as one number."""


_Kept = tuple[Clock, int, str, str, str]
"""A clock, when it was due, in microseconds and as rows write it, when it stopped ("" if it did not), its state."""


class _Work(NamedTuple):
    """A piece of work: when its events happened, as they write it and read, and what each has for itself."""

    subject: str
    texts: list[str]
    ats: list[datetime]
    own: list[str]
    line: str
    site: int | None
    unit: int | None

    def at(self, event: int) -> int:
        """When one of its events happened, in microseconds."""
        return (self.ats[event] - EPOCH) // _MICROSECOND


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
        self._codes = {
            (kind, int(number)): code for (kind, number), code in places.items() if number.isdecimal() and is_cell(code)
        }
        self._meanings, self._planner, self._text = Meanings(payloads), Planner(terms), Almanac().text
        self._plans: dict[tuple[int, ...], Plan | None] = {}
        self._moved: Counter[tuple[int, int, int]] = Counter()
        self._kept: defaultdict[tuple[str, int | None], Counter[int]] = defaultdict(Counter)
        self._ends: Counter[tuple[int, int | None, bool, bool, bool]] = Counter()

    def take(self, story: Story, lines: Lines) -> bool:
        """Take in a piece of work; False, and nothing is taken in, where it is not usual or its rows are not right."""
        subject, told = story.subject, story.told
        if not story.alike or len(subject) != UID or "," in subject or not lines.keys() <= _ABOUT_WORK:
            return False
        try:
            numbers, own = self._meanings.read(told, subject)
            plan = self._plan(numbers) if numbers else None
            if plan is None:
                return False
            texts = [event[3] for event in told]
            ats = list(map(datetime.fromisoformat, texts))
            if not EARLIEST <= min(ats) <= max(ats) < LATEST:
                return False
            return self._right(plan, _Work(subject, texts, ats, own, *told[0][5:]), lines)
        except WRONG:
            return False  # who tells it in full says what is wrong with it

    def _plan(self, numbers: tuple[int, ...]) -> Plan | None:
        if numbers in self._plans:
            return self._plans[numbers]
        plan = self._planner.plan([one for one in map(self._meanings.every.__getitem__, numbers) if one is not None])
        if len(self._plans) < KEPT:
            self._plans[numbers] = plan
        return plan

    def _right(self, plan: Plan, work: _Work, lines: Lines) -> bool:
        asked, promised, paused = lines.get(form.REQUESTS, ()), lines.get(form.PROMISES, ()), lines.get(form.PAUSES, ())
        is_request = plan.submitted != NONE
        if len(asked) != is_request or len(promised) != len(plan.clocks) or len(paused) != len(plan.spells):
            return False
        moments, begun = ("", "", ""), NONE
        if is_request:
            begun = micros(work.own[plan.submitted])
            received = plain(work.own[plan.submitted]) or self._text(begun)
            moments = received, self._reached(work, plan.resolved, received), self._reached(work, plan.closed, received)
            if not self._is_asked(plan, work, moments, asked[0]):
                return False
        if paused and not self._are_paused(plan, work, paused):
            return False
        clocks = self._clocks(plan, work, promised, moments[0], begun) if promised else []
        if clocks is None:
            return False
        self.promises += len(clocks)
        place_of, kept = self.period.place_of, self._kept[work.line, work.unit]
        for clock, _due, due_at, _stop_at, state in clocks:
            kept[(clock.sort * _PLACES + place_of(due_at) + 1) * len(_STATES) + _STATES[state]] += 1
        if is_request:
            self.requests += 1
            received, resolved, closed = moments
            self._moved[place_of(received), place_of(resolved), place_of(closed)] += 1
            self._count(plan, work, clocks)
        return True

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
        site = "" if work.site is None else self._codes["site", work.site]
        unit = "" if work.unit is None else self._codes["unit", work.unit]
        number = row.split(",", 2)[1]
        expected = (
            f"{work.subject},{number},{work.line}{plan.asked}{site},{unit}{plan.stands}"
            f"{received},{resolved},{closed},{plan.reopened}"
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

    def _clocks(self, plan: Plan, work: _Work, rows: Sequence[str], received: str, begun: int) -> list[_Kept] | None:
        """What became of each clock; None where a row is another one.

        Args:
            received, begun: When the request came in, as rows write it and in microseconds: most promises begin then.
        """
        found = list[_Kept]()
        text, reached, subject, opened = self._text, self._reached, work.subject, work.own[plan.opened]
        started_at = received
        if begun == NONE or opened != work.own[plan.submitted]:
            begun = micros(opened)
            started_at = plain(opened) or text(begun)
        for clock, row in zip(plan.clocks, rows, strict=True):
            stop_at = reached(work, clock.stop, started_at)
            if clock.spells:
                stop = max(work.at(clock.stop), begun) if stop_at else None
                pauses = [(work.at(spell.started), work.at(spell.ended)) for spell in clock.spells]
                due, at_risk, stood = clock.fresh.paused(begun, stop, pauses)
                ending = f"{clock.stands},{stood // SECOND},0,0,,,"
            else:
                due, at_risk = clock.fresh.moments(begun)
                ending = f"{clock.stands},0,0,0,,,"
            due_at, state, breached_at = text(due), "open", ""
            if stop_at:
                state, breached_at = ("breached", due_at) if due_at < stop_at else ("met", "")
            promise = row.split(",", 3)[2]
            if '"' in promise or row != (
                f"{subject},{clock.kind},{promise}{clock.terms}{started_at},{due_at},{text(at_risk)},{stop_at},"
                f"{state},{breached_at},{ending}"
            ):
                return None
            found.append((clock, due, due_at, stop_at, state))
        return found

    def _count(self, plan: Plan, work: _Work, clocks: Sequence[_Kept]) -> None:
        """Count what the resolution of a request shows."""
        complete = None
        for one in clocks:
            if one[0].kind == _COMPLETE:
                complete = one
        if plan.showing:
            self._show(plan, work, complete)
        elif plan.resolved != NONE:
            place = self.period.place(work.ats[plan.resolved])
            ended = last = missed = False
            if complete is not None and complete[3] and self.period.place_of(complete[3]) == place:
                due, stop = complete[1], micros(complete[3])
                ended = True
                if abs(stop - due) <= _NEAR:
                    last = gaming.in_the_last_minutes(datetime_of(stop), datetime_of(due))
                    missed = gaming.just_missed(datetime_of(stop), datetime_of(due))
            self._ends[place, work.unit, ended, last, missed] += 1

    def _show(self, plan: Plan, work: _Work, complete: _Kept | None) -> None:
        """Count what more than one resolution shows, as of any work."""
        told = [
            Happened(kind, work.ats[event], what, work.line, work.site, work.unit) for event, kind, what in plan.showing
        ]
        row = None
        if complete is not None:
            _clock, _due, due_at, stop_at, state = complete
            row = {"state": state, "due_at": due_at, "stopped_at": stop_at, "agreed_due_at": "", "excluded": ""}
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
            place, state = after - 1, [*_STATES][number]
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
