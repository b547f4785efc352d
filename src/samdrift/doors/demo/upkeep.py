"""The demonstration's planned work: 42,000 planned and 6,400 statutory occurrences a year, and the year ahead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from samdrift.doors.demo import upkeep_past
from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.people import Parties
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning import public as planning
from samdrift.registers.estate import public as estate

PLANNED, STATUTORY = 42_000, 6_400
BEGIN = date(2025, 1, 1)
BATCH = 500
EVERYWHERE = ("vehicle", "waste_station", "hygiene_station")
"""Kinds that have care of their own."""


@dataclass(frozen=True, slots=True)
class Care:
    """A kind of care: what it is called, how often a year, hours and cost of one time."""

    name: str
    yearly: int
    hours: str
    cost_minor: int
    lead_days: int = 21
    tasks: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


ROUNDS = (
    Care(
        "Teknisk runde", 12, "2", 98_000,
        tasks=("Døre og låse", "Belysning", "Ventilation", "Flugtveje og skilte", "Kælder og teknikrum"),
    ),
    Care("Tagrender og afløb", 12, "1.5", 73_500, tasks=("Tagrender", "Nedløb", "Gårdafløb", "Kælderafløb")),
    Care("Varmecentral og målere", 12, "1", 49_000, tasks=("Tryk", "Vandstand", "Målere aflæst", "Utætheder")),
)  # fmt: skip
SERVICE = Care("Service", 4, "0.75", 36_750, evidence=("scan",))
CHECK = Care("Årligt tjek", 1, "0.5", 24_500)
# Classes whose test the law demands, each with its name, its paper, who does it, and whether it stops the thing.
LEGAL = (
    ("lift", "Lovpligtigt elevatoreftersyn", "Eftersynsrapport", "Akkrediteret organ", True),
    ("fire_alarm", "Brandalarm: funktionsprøve", "Kontrolrapport", "Certificeret virksomhed", True),
    ("sprinkler", "Sprinkler: kontrol", "Kontrolrapport", "Certificeret virksomhed", False),
    ("boiler", "Kedel: lovpligtigt eftersyn", "Målerapport", "Autoriseret virksomhed", False),
    ("emergency_light", "Nødbelysning: prøve", "Prøveprotokol", "Autoriseret elektriker", False),
    ("fire_extinguisher", "Håndslukker: eftersyn", "Kontrolmærke og liste", "Certificeret virksomhed", False),
    ("fire_hose", "Slangevinde: eftersyn", "Kontrolliste", "Certificeret virksomhed", False),
)  # fmt: skip


def load_plans(scope: Scope, made: Parties, contract_id: int, *, scale: int, as_of: datetime) -> Iterator[int]:
    """Write the plans, tell the year that has passed, and give out what is due; how many of each so far."""
    planned, legal = round(PLANNED / scale), round(STATUTORY / scale)
    with everywhere(reason="the demonstration's own estate"):
        things = list(
            estate.Asset.objects.filter(community=made.community).exclude(kind__in=EVERYWHERE)
            .order_by("site__code", "number", "pk").values_list("pk", "kind", "site_id", "number")
        )  # fmt: skip
        sites = list(
            estate.Site.objects.filter(community=made.community).order_by("code").values_list("pk", "unit__code")
        )
    teams = {unit: team.pk for (line, unit), team in made.teams.items() if line == "MNT"}
    unit_of = dict(sites)
    written = 0
    drafts = [*_planned(planned, things, sites), *_legal(scope, legal, things, contract_id, as_of)]
    for start in range(0, len(drafts), BATCH):
        some = [
            planning.PlanDraft(
                name=name, line_code="MNT", terms=terms, contract_id=contract_id, from_day=BEGIN,
                uid=uid("plan", name, start + place),
                team_id=teams.get(unit_of[site]), asset_id=asset, site_id=None if asset else site,
            )
            for place, (name, terms, asset, site) in enumerate(drafts[start : start + BATCH])
        ]  # fmt: skip
        with transaction.atomic():
            written += len(planning.write_plans(scope, some, now=as_of))
        yield written
    _give_teams(made, teams, unit_of)
    documents = {document for _kind, _name, document, _body, _stops in LEGAL}
    yield from upkeep_past.tell_the_past(scope, made, documents, as_of=as_of)
    system, today = planning.system_scope(made.community.pk), as_of.date()
    planning.make_firm(system, today=today)
    planning.issue_due(system, today=today, now=as_of)


def _give_teams(made: Parties, teams: Mapping[str, int], unit_of: Mapping[int, str]) -> None:
    """Plans by class are written for every site alike; each is the work of the team that looks after the site."""
    sites: dict[int, list[int]] = {}
    for site, unit in unit_of.items():
        if unit in teams:
            sites.setdefault(teams[unit], []).append(site)
    with transaction.atomic(), everywhere(reason="the demonstration's own plans by class"):
        for team, of_team in sites.items():
            for rows in (planning.MaintenancePlan.objects, planning.PlanOccurrence.objects):
                rows.filter(community=made.community, team=None, site__in=of_team).update(team=team)


Draft = tuple[str, planning.Terms, int | None, int]


def _planned(total: int, things: Sequence[tuple[int, str, int, str]], sites: Sequence[tuple[int, str]]) -> list[Draft]:
    """Monthly rounds of the sites, then a service a quarter of as many things as it takes, exact in the sum."""
    found: list[Draft] = []
    left = total
    for care in ROUNDS:
        for number, (site, _unit) in enumerate(sites):
            if left < care.yearly:
                break
            found.append((care.name, _terms(care, "round", care.name, number), None, site))
            left -= care.yearly
    turn = 0
    while left and things:
        care = SERVICE if left >= SERVICE.yearly else CHECK
        asset, _kind, site, number_ = things[turn % len(things)]
        name = f"{care.name}: {number_}" if turn < len(things) else f"{care.name} {turn // len(things) + 1}: {number_}"
        found.append((name, _terms(care, "thing", turn), asset, site))
        left -= care.yearly
        turn += 1
    return found


def _terms(care: Care, *key: object, **more: object) -> planning.Terms:
    """A rule with so many days a year, begun on a day of its own in the first of its periods."""
    chance = generator("upkeep", care.name, *key)
    every = 12 // care.yearly
    anchor = date(2025, chance.randint(1, every), chance.randint(1, 28))
    values: dict[str, object] = {
        "rule": f"FREQ=MONTHLY;INTERVAL={every}", "anchor": anchor, "hours": Decimal(care.hours),
        "cost_minor": care.cost_minor, "lead_days": care.lead_days, "tasks": care.tasks, "evidence": care.evidence,
        **more,
    }  # fmt: skip
    return planning.Terms(**values)  # type: ignore[arg-type]


def _legal(
    scope: Scope, total: int, things: Sequence[tuple[int, str, int, str]], contract_id: int, as_of: datetime
) -> list[Draft]:
    """The law's tests: standard plans for whole classes where they fit into the sum, and single ones up to it."""
    found: list[Draft] = []
    left, turn = total, 0
    half_yearly = Care("Lovpligtigt", 2, "1.5", 185_000, 30)
    for number, (kind, name, document, body, stops) in enumerate(LEGAL, start=1):
        of_kind = [one for one in things if one[1] == kind]
        legal = {
            "statutory": True,
            "document": document,
            "competent_body": body,
            "stops_asset": stops,
            "after_days": 14,
        }
        if of_kind and len(of_kind) * half_yearly.yearly <= left:
            terms = _terms(half_yearly, kind, **legal)
            draft = planning.StandardDraft(
                code=f"LOV-{number}", name=name, asset_kind=kind, line_code="MNT", contract_id=contract_id, terms=terms,
                from_day=BEGIN, uid=uid("standard", kind),
            )  # fmt: skip
            with transaction.atomic():
                planning.write_standard(scope, draft, now=as_of)
            left -= len(of_kind) * half_yearly.yearly
    _kind, name, document, body, _stops = LEGAL[1]
    legal = {"statutory": True, "document": document, "competent_body": body, "after_days": 14}
    while left and things:
        care = half_yearly if left >= 2 else Care("Lovpligtigt", 1, "1.5", 185_000, 30)
        asset, _of, site, label = things[-1 - turn % len(things)]
        found.append((f"Lovpligtigt eftersyn: {label}", _terms(care, "single", turn, **legal), asset, site))
        left -= care.yearly
        turn += 1
    return found
