"""The demonstration's mail: 9,036 runs a year as routes, each with its stops in order, its hours, van and carrier."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db import transaction

from samdrift.doors.demo.chance import generator, largest_remainders, uid
from samdrift.doors.demo.people import Parties
from samdrift.doors.demo.upkeep_past import DAY, works
from samdrift.doors.demo.year import COPENHAGEN
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning import public as planning
from samdrift.operations.work import public as work
from samdrift.operations.workforce import public as workforce
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

RUNS = 9_036
"""A year: 36 routes on each of the contract's 251 working days."""
BEGINS = time(7, 30)
AT_A_STOP, AT_ONCE = 5, 500
MISSED = 0.007
WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


@dataclass(frozen=True, slots=True)
class MailRoute:
    """One carrier's way: its stops in order, and after how many minutes the carrier is at each.

    Attributes:
        first_day: The first day it is run.
    """

    code: str
    name: str
    sites: tuple[estate.Site, ...]
    minutes: tuple[int, ...]
    first_day: date
    team: parties.Team
    carrier_id: int

    @property
    def length(self) -> int:
        """Minutes from setting out until it is done."""
        return self.minutes[-1] + AT_A_STOP


def routes_of(made: Parties, *, scale: int) -> list[MailRoute]:
    """As many routes as it takes, shared among the units by their sites; exact in the sum of the past year's runs."""
    days = [day for n in range(365) if works(day := date(2025, 1, 1) + n * DAY)]
    total = round(RUNS / scale)
    count = -(-total // len(days))
    with everywhere(reason="the sites of the demonstration's own units"):
        rows = estate.Site.objects.filter(community=made.community).exclude(zone="secured").select_related("unit")
        by_unit: dict[str, list[estate.Site]] = {}
        for site in rows.order_by("code"):
            by_unit.setdefault(site.unit.code, []).append(site)
    shares = largest_remainders(count, [len(sites) for sites in by_unit.values()])
    runs = largest_remainders(total, [1] * count)
    found: list[MailRoute] = []
    for (unit, sites), share in zip(by_unit.items(), shares, strict=True):
        for number in range(share):
            team = made.teams["MAI", unit]
            mine = _in_order(sites[number::share])
            found.append(
                MailRoute(
                    f"post-{unit.lower()}-{number + 1}", f"Postrute {unit} {number + 1}", mine, _minutes(mine),
                    days[-runs[len(found)]], team, made.workers[team.pk][len(found) % len(made.workers[team.pk])],
                )
            )  # fmt: skip
    return found


def _in_order(sites: Sequence[estate.Site]) -> tuple[estate.Site, ...]:
    """From the largest kind of site on always to the nearest that is left."""
    left = sorted(sites, key=lambda site: (site.kind != "main_station", site.code))
    found = [left.pop(0)]
    while left:
        left.sort(key=lambda site: (_kilometres(found[-1], site), site.code))
        found.append(left.pop(0))
    return tuple(found)


def _kilometres(one: estate.Site, other: estate.Site) -> float:
    north = float(one.latitude or 0) - float(other.latitude or 0)
    east = float(one.longitude or 0) - float(other.longitude or 0)
    return float(((north * 111.2) ** 2 + (east * 62.7) ** 2) ** 0.5)


def _minutes(sites: Sequence[estate.Site]) -> tuple[int, ...]:
    """When one is at each stop: 45 km/h on ways a third longer than the straight line, and five minutes at each."""
    found = [0]
    for before, after in pairwise(sites):
        found.append(found[-1] + AT_A_STOP + round(_kilometres(before, after) * 1.3 / 45 * 60 + 2))
    return tuple(found)


def load_routes(scope: Scope, made: Parties, contract_id: int, *, scale: int, as_of: datetime) -> list[MailRoute]:
    """Write each route's list of stops and the plan that brings it about every working day."""
    routes = routes_of(made, scale=scale)
    with transaction.atomic():
        for route in routes:
            draft = work.ChecklistDraft(
                code=route.code, name=dict.fromkeys(("en", "da", "sv"), route.name), steps=_stops(route),
                line_code="MAI",
            )  # fmt: skip
            work.publish_checklist(scope, draft, now=as_of - timedelta(days=400))
        planning.write_plans(scope, [_plan(route, made, contract_id) for route in routes], now=as_of)
    return routes


def _stops(route: MailRoute) -> str:
    """A line a stop: when one is there, and where; a tap says that the mail was left and taken along."""
    lines = []
    for minutes, site in zip(route.minutes, route.sites, strict=True):
        at = (datetime.combine(date(2025, 1, 1), BEGINS) + timedelta(minutes=minutes)).strftime("%H:%M")
        lines.append(" | ".join(["yes_no", *(f"{at} {site.name[language]}" for language in ("en", "da", "sv"))]))
    return "\n".join(lines)


def _plan(route: MailRoute, made: Parties, contract_id: int) -> planning.PlanDraft:
    site = route.sites[0]
    with everywhere(reason="the van that stands at the first stop of the demonstration's own route"):
        vans = estate.Asset.objects.filter(site=site, kind="vehicle").exclude(zone="secured").order_by("number")
        van = vans.values_list("pk", flat=True).first()
    terms = planning.Terms(
        rule=WEEKDAYS, anchor=route.first_day, holidays="skip", at=BEGINS.strftime("%H:%M"), lead_days=18,
        before_days=0, after_days=0, checklist=route.code, hours=Decimal(route.length) / 60,
        cost_minor=route.length * 500,
    )  # fmt: skip
    return planning.PlanDraft(
        name=route.name, line_code="MAI", terms=terms, contract_id=contract_id, from_day=route.first_day,
        uid=uid("mail route", route.code), team_id=route.team.pk, asset_id=van, site_id=None if van else site.pk,
    )  # fmt: skip


def tell_the_past(
    scope: Scope, made: Parties, routes: Sequence[MailRoute], *, as_of: datetime
) -> Iterator[int]:  # fmt: skip
    """Write how the runs up to now went, stop by stop; yields how many were told."""
    of = {route.name: (route, _keys(made, route)) for route in routes}
    with everywhere(reason="the demonstration's own past"):
        due = planning.PlanOccurrence.objects.filter(
            community=made.community, line_code="MAI", due_on__lte=as_of.date()
        )
        rows = list(due.select_related("plan", "site", "asset").order_by("due_on", "plan__number"))
    past = [went for row in rows if (went := _went(row, *of[row.plan.name], as_of)) is not None]
    for start in range(0, len(past), AT_ONCE):
        planning.import_past(scope, past[start : start + AT_ONCE], {})
        yield min(start + AT_ONCE, len(past))


def _keys(made: Parties, route: MailRoute) -> list[str]:
    with everywhere(reason="the stops of the demonstration's own route"):
        version = work.ChecklistVersion.objects.get(community=made.community, code=route.code, retired_at=None)
    return [step["key"] for step in version.steps]


def begins_at(day: date) -> datetime:
    """When the carriers set out."""
    return datetime.combine(day, BEGINS, COPENHAGEN)


def _went(
    row: planning.PlanOccurrence, route: MailRoute, keys: Sequence[str], as_of: datetime
) -> planning.Past | None:  # fmt: skip
    """How a run went; None where it is under way still."""
    chance = generator("mail run", route.code, row.key)
    pace = chance.uniform(0.9, 1.2)
    begun = begins_at(row.due_on) + timedelta(minutes=chance.randint(0, 6))
    ended = begun + timedelta(minutes=round(route.length * pace))
    if ended > as_of:
        return None
    if row.due_on < as_of.date() and chance.random() < MISSED:
        return planning.Past(occurrence=row, known_until=as_of, end="missed")
    answers = [
        (key, begun + timedelta(minutes=round((minutes + AT_A_STOP - 1) * pace)))
        for key, minutes in zip(keys, route.minutes, strict=True)
    ]
    visit = planning.Visit(route.carrier_id, begun, ended, row.asset_id is not None, answers)
    return planning.Past(occurrence=row, known_until=as_of, visit=visit)


def give_runs(made: Parties, routes: Sequence[MailRoute], *, as_of: datetime) -> int:
    """Give the runs ahead to whoever goes the route, at its hours, and let today's be where they are by now."""
    oskar = parties.scope_at(made.faces["OPS-M"], None, now=as_of)
    assert oskar is not None
    by_name = {route.name: route for route in routes}
    with everywhere(reason="the runs ahead of the demonstration's own routes"):
        rows = work.WorkOrder.objects.filter(
            community=made.community, line_code="MAI", kind="planned", state="dispatched", assignee=None
        )
        orders = list(rows.order_by("planned_from", "pk"))
    away, taken = _away(oskar, routes, as_of), set[tuple[int, date]]()
    regular = {route.carrier_id for route in routes}
    for order in orders:
        route = by_name[order.title]
        assert order.planned_from is not None
        day = order.planned_from.astimezone(COPENHAGEN).date()
        spare = [one for one in made.workers[route.team.pk] if one not in regular]
        who = route.carrier_id
        if (who, day) in away:  # somebody without a route of their own stands in
            who = next((one for one in spare if (one, day) not in away | taken), who)
        taken.add((who, day))
        ends = order.planned_from + timedelta(minutes=route.length)
        place = work.Place(route.team.pk, who, order.planned_from, ends)
        work.slot_order(oskar, order.uid, place, expected_version=None, now=as_of)
        if order.planned_from <= as_of:
            _go(who, route, _keys(made, route), order, as_of)
    return len(orders)


def _away(scope: Scope, routes: Sequence[MailRoute], as_of: datetime) -> set[tuple[int, date]]:
    """Who of the carriers is away on which of the days ahead."""
    teams = {route.team.pk for route in routes}
    found = workforce.available(scope, teams, as_of - DAY, as_of + timedelta(days=31))
    return {(one.person_id, day) for one in found for day in one.away}


def _go(who: int, route: MailRoute, keys: Sequence[str], order: work.WorkOrder, as_of: datetime) -> None:
    """A carrier on the way this morning: begun, and a tap at each stop so far."""
    assert order.planned_from is not None
    person = parties.Person.objects.get(pk=who)
    scope = parties.scope_at(person, None, now=as_of)
    assert scope is not None
    begun = work.Moment(order.planned_from + timedelta(minutes=2))
    if order.asset_id:
        work.confirm_place(scope, order.uid, space_id=order.space_id, asset_id=order.asset_id, moment=begun)
    work.start_order(scope, order.uid, expected_version=None, moment=begun, reason="cannot_scan")
    for key, minutes in zip(keys, route.minutes, strict=True):
        at = begun.now + timedelta(minutes=round((minutes + AT_A_STOP) * 1.1))
        if at < as_of:
            work.answer_step(scope, order.uid, key, "yes", moment=work.Moment(at))
