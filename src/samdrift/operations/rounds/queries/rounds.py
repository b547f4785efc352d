"""Which rounds are gone on a day and by whom, and how their rooms stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.calendars import OutsideCalendar
from samdrift.operations.rounds import rules
from samdrift.operations.rounds.models import HelpCall, Round, RoundStop, StopMark, days_of
from samdrift.operations.workforce import public as workforce
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

ALONG = ("site", "team", "person", "contract__community")
MOST = 500


@dataclass(slots=True)
class Room:
    """One stop of a round on a day: how it stands, and what was said about it, the first first."""

    stop: RoundStop
    state: str = rules.LEFT
    mark: StopMark | None = None
    said: list[StopMark] = field(default_factory=list)


@dataclass(slots=True)
class RoundDay:
    """A round on a day.

    Attributes:
        away: Whether its person is away that day; `stand_in` is whoever comes instead, by person.
    """

    round: Round
    day: date
    rooms: list[Room]
    away: bool = False
    stand_in: int | None = None

    @property
    def progress(self) -> rules.Progress:
        """How far it is."""
        return rules.progress((room.state, room.stop.minutes) for room in self.rooms)

    @property
    def next_place(self) -> int | None:
        """The place in `rooms` of the room to go to now."""
        touched = [(room.mark.happened_at, place) for place, room in enumerate(self.rooms) if room.mark]
        return rules.next_room([room.state for room in self.rooms], max(touched)[1] if touched else None)


def day_at(round_: Round, now: datetime) -> date:
    """The day it is at the round's site, which is loaded."""
    return now.astimezone(ZoneInfo(round_.site.timezone)).date()


def runs(round_: Round, day: date) -> bool:
    """Whether a round is gone on a day; its contract is loaded."""

    def works(one: date) -> bool:
        # Read as that day saw it: a calendar corrected later does not make a round that was gone unplanned.
        at = datetime(one.year, one.month, one.day, 12, tzinfo=ZoneInfo("UTC"))
        try:
            return bool(contracts.working_calendar(round_.contract, at).windows_on(one))
        except (OutsideCalendar, LookupError):
            return True  # nobody knows yet: the rule alone says

    if rules.rests_on(round_.rests, day):
        return False
    held = rules.days_then(days_now(round_), round_.earlier, day)
    rule = rules.rule_on(held.rule, round_.paces, day)
    return rules.runs_on(rule, held.first_day, held.last_day, day, off_days=held.off_days, works=works)


def days_now(round_: Round) -> rules.Days:
    """The days a round is gone as it stands."""
    return rules.Days(round_.rule, round_.first_day, round_.last_day, round_.off_days)


def rounds_on(scope: Scope, day: date, *, permission: str = "") -> list[Round]:
    """The rounds one may see that are gone on a day, by the time they begin."""
    rows = Round.objects.within_permission(scope, permission) if permission else Round.objects.within(scope)
    rows = rows.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day).select_related(*ALONG)
    return [one for one in rows.order_by("starts_minute", "name", "pk")[:MOST] if runs(one, day)]


def my_rounds(scope: Scope, now: datetime) -> list[tuple[Round, date]]:
    """The rounds one goes oneself today, each with the day it is there.

    One's own; those of a team of one's own that are nobody's, or whose person is away; those of whoever one stands in
    for today. A round of one's own is shown also on a day away: whoever comes all the same finds it.
    """
    rows = Round.objects.within_permission(scope, "rounds.do").select_related(*ALONG)
    found = [one for one in rows.order_by("starts_minute", "name", "pk")[:MOST] if runs(one, day_at(one, now))]
    today, covered = parties.community_day(scope, now), _stood_in_for(scope, now)
    others = {one.person_id for one in found if one.person_id and one.person_id != scope.person_id}
    away = workforce.people_away(scope.community_id, others, today) if others else set()
    mine = [
        one for one in found
        if one.person_id == scope.person_id or one.person_id in covered
        or (one.team_id in scope.team_ids and (one.person_id is None or one.person_id in away))
    ]  # fmt: skip
    return [(one, day_at(one, now)) for one in mine]


def has_round(scope: Scope, now: datetime) -> bool:
    """Whether the day of whoever asks is a round: one of their own, or of somebody they stand in for."""
    if not any("rounds.do" in grant.permissions for grant in scope.grants):
        return False
    whose = {scope.person_id} | _stood_in_for(scope, now)
    rows = Round.objects.within_permission(scope, "rounds.do").filter(person__in=whose - {None}).select_related(*ALONG)
    return any(runs(one, day_at(one, now)) for one in rows[:MOST])


def _stood_in_for(scope: Scope, now: datetime) -> set[int | None]:
    return {cover.absent.person_id for cover in workforce.covers_on(scope, parties.community_day(scope, now))}


def rooms_of(scope: Scope, rounds: Iterable[tuple[Round, date]]) -> list[RoundDay]:
    """These rounds on their days with their rooms in order; two reads for each day, however many rounds."""
    wanted = list(rounds)
    by_day: dict[date, list[Round]] = defaultdict(list)
    for one, day in wanted:
        by_day[day].append(one)
    stops: dict[tuple[int, date], list[RoundStop]] = defaultdict(list)
    said: dict[tuple[int, date], list[StopMark]] = defaultdict(list)
    for day, some in by_day.items():
        ids = [one.pk for one in some]
        rows = RoundStop.objects.within(scope).filter(days_of(day), round__in=ids)
        for stop in rows.select_related("space__storey__building").order_by("position", "pk"):
            if rules.room_is_due(stop.paces, day):
                stops[stop.round_id, day].append(stop)
        marks = StopMark.objects.within(scope).filter(round__in=ids, day=day).order_by("happened_at", "pk")
        for mark in marks:
            said[mark.stop_id, day].append(mark)
    return [RoundDay(one, day, [_room(stop, said[stop.pk, day]) for stop in stops[one.pk, day]]) for one, day in wanted]


def _room(stop: RoundStop, said: list[StopMark]) -> Room:
    by_number = {mark.pk: mark for mark in said}
    last = rules.counts(rules.Said(mark.kind, mark.happened_at, mark.pk, mark.undone_at is not None) for mark in said)
    mark = by_number[last.number] if last else None
    return Room(stop, last.kind if last else rules.LEFT, mark, said)


def day_of_round(scope: Scope, uid: UUID, day: date) -> RoundDay:
    """One round on one day.

    Raises:
        DoesNotExist: No such round within the scope.
    """
    one = Round.objects.within(scope).select_related(*ALONG, "buddy").get(uid=uid)
    return _with_people(scope, rooms_of(scope, [(one, day)]))[0]


def rounds_of_day(scope: Scope, day: date) -> list[RoundDay]:
    """Every round one may see on a day, with who goes it; the same number of reads however many rounds."""
    return _with_people(scope, rooms_of(scope, [(one, day) for one in rounds_on(scope, day)]))


def _with_people(scope: Scope, found: list[RoundDay]) -> list[RoundDay]:
    people = {one.round.person_id for one in found if one.round.person_id}
    if not people or not found:
        return found
    day = found[0].day
    away = workforce.people_away(scope.community_id, people, day)
    instead = workforce.stand_ins(scope, people, day)
    for one in found:
        one.away = one.round.person_id in away
        one.stand_in = instead.get(one.round.person_id or 0)
    return found


def names_in(scope: Scope, found: Iterable[RoundDay], more: Iterable[int] = ()) -> dict[int, str]:
    """The names this reader may know of everybody who is on these days; at most two reads."""
    ids = {one.round.person_id for one in found} | {one.stand_in for one in found}
    ids |= {mark.person_id for one in found for room in one.rooms for mark in room.said} | set(more)
    return dict(parties.names_of(scope, {one for one in ids if one is not None}))


def open_calls(scope: Scope) -> Sequence[HelpCall]:
    """Calls for help nobody has answered, the newest first."""
    rows = HelpCall.objects.within(scope).filter(answered_at__isnull=True)
    return list(rows.select_related("round__site", "stop__space").order_by("-called_at", "-pk")[:50])


def calls_of(scope: Scope, round_: Round, since: datetime) -> Sequence[HelpCall]:
    """Calls for help on a round since a moment, the first first."""
    rows = HelpCall.objects.within(scope).filter(round=round_, called_at__gte=since)
    return list(rows.select_related("stop__space").order_by("called_at", "pk")[:50])


def all_rounds(scope: Scope, day: date) -> list[Round]:
    """Every round that is not over, by name; sites and people loaded."""
    rows = Round.objects.within(scope).filter(Q(last_day__isnull=True) | Q(last_day__gte=day))
    return list(rows.select_related("site", "team").order_by("name", "pk")[:MOST])


def stops_from(scope: Scope, round_: Round, day: date) -> list[RoundStop]:
    """The rooms of a round as they hold on a day, in their order."""
    rows = RoundStop.objects.within(scope).filter(days_of(day), round=round_)
    return list(rows.select_related("space__storey__building").order_by("position", "pk"))


def has_begun(round_: Round, day: date) -> bool:
    """Whether anything was said about a round's rooms on a day, by whomever."""
    with everywhere(reason="whether a round of the reader's has begun"):
        return StopMark.objects.filter(round=round_, day=day).exists()
