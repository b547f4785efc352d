"""What a change or closure means to the work: which rounds and plans follow, place by place, before and after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.kernel.fees import VolumeStep, volumes_on
from samdrift.operations.planning import public as planning
from samdrift.operations.rounds import public as rounds
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder, Closure
from samdrift.partnership.scaling.queries.pictures import terms_on
from samdrift.partnership.scaling.rules.following import Meant, meant
from samdrift.partnership.scaling.rules.levers import Wish, steps_of
from samdrift.registers.contracts import public as contracts

PERMISSIONS = frozenset(
    {"rounds.view", "rounds.plan", "planning.view", "planning.write", "estate.view", "scaling.view"}
)
ALL_CLASSES = frozenset(f"D{number}" for number in range(10))


@dataclass(frozen=True, slots=True)
class Work:
    """What follows at one place for one service, as rooms below are asked for it; exactly one of the three is set."""

    meant: Meant
    rest: planning.Resting | None = None
    pace: rounds.ServicePace | None = None
    visits: planning.Visits | None = None


def worker_scope(community_id: int) -> Scope:
    """Nobody in particular, moving work as an agreed change says."""
    return Scope(community_id=community_id, grants=(Grant("SYS", PERMISSIONS, data_classes=ALL_CLASSES),))


def ledger_steps(line: ChangeLine, now: datetime) -> list[VolumeStep]:
    """The entries of the ledger a line comes to: as wished, over what was there when it was asked for."""
    wish = Wish(line.item, line.unit_id, line.site_id, line.setting_from, line.setting_to, line.quantity_to)
    return [
        VolumeStep(line.item, line.unit_id, line.site_id, setting, change, line.on, now)
        for setting, change in steps_of(wish, line.quantity_from)
    ]


def work_of(order: ChangeOrder, lines: Sequence[ChangeLine], *, earliest: date) -> list[Work]:
    """What an order means to the work, agreed or not yet; nothing begins before `earliest`."""
    units = {line.unit_id for line in lines}
    steps = contracts.volume_steps(order.contract_id, units)
    others = [step for step in steps if step.reference != str(order.uid)]
    terms = terms_on(order.contract_id, order.first_day or earliest)
    rooms = terms.rooms if terms else {}
    found: list[Work] = []
    own: list[VolumeStep] = []
    for on in sorted({line.on for line in lines}):
        before = volumes_on([*others, *own], on)
        now_own = [step for line in lines if line.on == on for step in ledger_steps(line, datetime.min)]  # noqa: DTZ901
        own += now_own
        after = volumes_on([*others, *own], on)
        places = [(step.item, step.unit_id, step.site_id, step.setting) for step in now_own]
        book = contracts.price_book(order.contract_id, on)
        for one in meant(before, after, book, places, max(on, earliest)):
            found += _asked(one, rooms)
    return found


def work_of_closure(closure: Closure) -> Work:
    """A closure lets the work rest."""
    rest = planning.Resting(closure.site_id, closure.line_code, closure.first_day, closure.last_day)
    return Work(Meant(closure.site_id, closure.line_code, closure.first_day, given_up=False), rest=rest)


def _asked(one: Meant, rooms: dict[str, list[str]]) -> list[Work]:
    if one.given_up:
        return [Work(one, rest=planning.Resting(one.site_id, one.line, one.on, None))]
    found = []
    if one.week[1] > 0:
        by_use = {use: many for item, many in one.by_item.items() for use in rooms.get(item, ())}
        before = one.week[0] or one.week[1]
        pace = rounds.ServicePace(
            site_id=one.site_id, line=one.line, from_day=one.on, before=before, after=one.week[1], by_use=by_use
        )
        found.append(Work(one, pace=pace))
    if one.year[0] != one.year[1] and min(one.year) > 0:
        found.append(Work(one, visits=planning.Visits(one.site_id, one.line, *one.year, one.on)))
    return found


def will_follow(scope: Scope, works: Sequence[Work]) -> list[dict[str, Any]]:
    """What rounds and plans would become, a row a place and service; the same reads however many places."""
    rests, visits = [w.rest for w in works if w.rest], [w.visits for w in works if w.visits]
    with everywhere(reason="what follows of a change, counted for whoever may see the change"):
        paced = iter(rounds.would_follow(scope, [w.pace for w in works if w.pace]))
        resting = planning.would_rest(scope, rests) if rests else {}
        coming = planning.would_come(scope, visits) if visits else {}
        sites = {one.site_id for one in rests}
        there = rounds.rounds_at(scope, sites, min((one.first for one in rests), default=date.max)) if sites else []
    rows: list[dict[str, Any]] = []
    for work in works:
        if work.rest:
            own = [(r.uid, r.name) for r in there if (r.site_id, r.line_code) == (work.rest.site_id, work.rest.line)]
            rows.append(rest_row(work.rest, own, resting[work.rest]))
        elif work.pace:
            rows += [pace_row(work.pace, one) for one in next(paced)]
        elif work.visits and coming[work.visits]:
            rows.append(visits_row(work.visits, coming[work.visits]))
    return rows


def rest_row(rest: planning.Resting, own: Iterable[tuple[Any, str]], found: planning.Rested) -> dict[str, Any]:
    """A rest as the change keeps it."""
    return {
        "what": "rest", "site": rest.site_id, "line": rest.line, "from": rest.first.isoformat(),
        "until": rest.last.isoformat() if rest.last else None,
        "rounds": [{"uid": str(uid), "name": name} for uid, name in own], "plans": found.plans,
        "ahead": found.ahead, "law": found.statutory, "given_out": found.given_out,
    }  # fmt: skip


def pace_row(pace: rounds.ServicePace, one: rounds.Followed) -> dict[str, Any]:
    """A round that comes on other days, as the change keeps it."""
    return {
        "what": "round", "site": pace.site_id, "line": pace.line, "from": pace.from_day.isoformat(),
        "uid": str(one.uid), "name": one.name, "before": list(one.before), "after": list(one.after), "rooms": one.rooms,
    }  # fmt: skip


def visits_row(visits: planning.Visits, plans: int) -> dict[str, Any]:
    """Plans that come at other times, as the change keeps it."""
    return {
        "what": "plans", "site": visits.site_id, "line": visits.line, "from": visits.from_day.isoformat(),
        "before": f"{visits.before.normalize():f}", "after": f"{visits.after.normalize():f}", "plans": plans,
    }  # fmt: skip
