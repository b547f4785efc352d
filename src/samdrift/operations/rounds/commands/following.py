"""Rounds follow changes of service: other days from a day on, fewer days for some rooms, or rest; and all of it back.

What a change makes of a round stands beside the round's own days with the day it begins and whose doing it is, so that
yesterday's rounds stay what they were and a change taken back leaves nothing behind.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.rounds import events, rules
from samdrift.operations.rounds.commands.writing import PLAN, require_over
from samdrift.operations.rounds.models import Round, RoundStop


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePace:
    """How often a service comes to a place from a day on.

    Attributes:
        before, after: Visits a week of what comes most often there.
        by_use: Visits a week of kinds of rooms that come less often than the rest, or did until now.
    """

    site_id: int
    line: str
    from_day: date
    before: Decimal
    after: Decimal
    by_use: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Followed:
    """What becomes of one round: its weekdays before and after, and how many rooms have days of their own."""

    uid: UUID
    name: str
    site_id: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    rooms: int = 0


def would_follow(scope: Scope, paces: Sequence[ServicePace]) -> list[list[Followed]]:
    """What `pace_rounds` would make of rounds, for each pace; nothing is written, two reads however many there are."""
    return [[found for _one, found, _rule, _stops in pace] for pace in _decided(scope, paces)]


@transaction.atomic
def pace_rounds(scope: Scope, pace: ServicePace, *, by: UUID, now: datetime) -> list[Followed]:
    """Let the rounds of a service at a place come as often as it is ordered from a day on. Safe to repeat.

    Raises:
        NotAllowed: The actor makes no rounds there.
    """
    done = []
    (decided,) = _decided(scope, [pace])
    for one, found, rule, stops in decided:
        require_over(scope, PLAN, one)
        mark = {"from": pace.from_day.isoformat(), "by": str(by)}
        if rule:
            one.paces = [*_others(one.paces, by), {**mark, "rule": rule}]
        one.save_changes("paces")
        for stop, weekdays in stops:
            stop.paces = [*_others(stop.paces, by), {**mark, "weekdays": list(weekdays)}]
            stop.save_changes("paces")
        event = events.RoundFollowed(from_day=pace.from_day, source_uid=by, rule=rule, rooms=found.rooms)
        record(event, scope=scope, at=now, subject=one)
        done.append(found)
    return done


def rounds_at(scope: Scope, site_ids: Collection[int], day: date) -> list[Round]:
    """The rounds of some places that are not over on a day, in one read."""
    rows = Round.objects.within(scope).filter(Q(last_day__isnull=True) | Q(last_day__gte=day))
    return list(rows.filter(site__in=list(site_ids)).order_by("starts_minute", "name", "pk"))


@transaction.atomic
def rest_rounds(
    scope: Scope, site_id: int, line: str, *, first: date, last: date | None, by: UUID, now: datetime
) -> list[Round]:
    """Let the rounds of a service at a place rest from a day to a day; without a last day for good. Safe to repeat.

    Raises:
        NotAllowed: The actor makes no rounds there.
    """
    found = [one for one in rounds_at(scope, [site_id], first) if one.line_code == line]
    for one in found:
        require_over(scope, PLAN, one)
        until = last.isoformat() if last else None
        one.rests = [*_others(one.rests, by), {"from": first.isoformat(), "until": until, "by": str(by)}]
        one.save_changes("rests")
        event = events.RoundRests(from_day=first, until_day=last, source_uid=by)
        record(event, scope=scope, at=now, subject=one)
    return found


@transaction.atomic
def let_rounds_go_on(scope: Scope, site_ids: Collection[int], *, by: UUID, now: datetime) -> int:
    """Take back what a change or closure made of the rounds of some places; how many. Safe to repeat.

    Raises:
        NotAllowed: The actor makes no rounds there.
    """
    many, text = 0, str(by)
    stops = RoundStop.objects.within(scope).filter(round__site__in=list(site_ids)).exclude(paces=[])
    for stop in stops.order_by("pk"):
        if any(one["by"] == text for one in stop.paces):
            stop.paces = _others(stop.paces, by)
            stop.save_changes("paces")
    for one in Round.objects.within(scope).filter(site__in=list(site_ids)).order_by("pk"):
        if any(each["by"] == text for each in (*one.paces, *one.rests)):
            require_over(scope, PLAN, one)
            one.paces, one.rests = _others(one.paces, by), _others(one.rests, by)
            one.save_changes("paces", "rests")
            record(events.RoundGoesOn(source_uid=by), scope=scope, at=now, subject=one)
            many += 1
    return many


Decided = tuple[Round, Followed, str, list[tuple[RoundStop, tuple[int, ...]]]]


def _decided(scope: Scope, paces: Sequence[ServicePace]) -> list[list[Decided]]:
    """Of each pace the rounds that change: what becomes of one, its new rule ("": as before), rooms with other days."""
    first = min((pace.from_day for pace in paces), default=date.max)
    rounds = rounds_at(scope, {pace.site_id for pace in paces}, first)
    uses = {use for pace in paces for use in pace.by_use}
    rows = RoundStop.objects.within(scope).filter(
        Q(until_day__isnull=True) | Q(until_day__gte=first), round__in=[one.pk for one in rounds], space__use__in=uses
    )
    stops = list(rows.select_related("space").order_by("position", "pk")) if uses and rounds else []
    return [_of_pace(pace, rounds, stops) for pace in paces]


def _of_pace(pace: ServicePace, rounds: Sequence[Round], stops: Sequence[RoundStop]) -> list[Decided]:
    found: list[Decided] = []
    for one in rounds:
        if (one.site_id, one.line_code) != (pace.site_id, pace.line) or _over(one, pace.from_day):
            continue
        held = rules.rule_on(one.rule, one.paces, pace.from_day)
        rule = "" if pace.before == pace.after else rules.paced(held, pace.before, pace.after)
        rule = "" if rule == held else rule
        days, every = rules.weekdays_of(rule or held)
        own = _rooms([stop for stop in stops if stop.round_id == one.pk], pace, days) if every == 1 and days else []
        if rule or own:
            was, _weeks = rules.weekdays_of(held)
            found.append((one, Followed(one.uid, one.name, one.site_id, was, days, len(own)), rule, own))
    return found


def _rooms(
    stops: Sequence[RoundStop], pace: ServicePace, days: tuple[int, ...]
) -> list[tuple[RoundStop, tuple[int, ...]]]:
    """The rooms whose kind comes less often than the round, or no longer does, with their weekdays (none: all)."""
    changed = []
    for stop in stops:
        if stop.space.use not in pace.by_use or pace.after <= 0:
            continue
        share = min(pace.by_use[stop.space.use] / pace.after, Decimal(1))
        many = max(int((len(days) * share).to_integral_value()), 1)
        weekdays = () if many >= len(days) else rules.spread(days, many)
        held = tuple(next((p["weekdays"] for p in reversed(stop.paces) if p["from"] <= str(pace.from_day)), ()))
        if weekdays != held:
            changed.append((stop, weekdays))
    return changed


def _over(one: Round, day: date) -> bool:
    return one.last_day is not None and one.last_day < day


def _others(rows: list[dict[str, object]], by: UUID) -> list[dict[str, object]]:
    """What others made of it; the same change told twice stands once."""
    return [one for one in rows if one["by"] != str(by)]
