"""The demonstration's parties: community, organisations, units, one named person a role, and all the users."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from samdrift.doors.demo import figures
from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.planning import Plan
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.kernel.local_time import zone_named
from samdrift.registers.parties import public as parties

HIRED = date(2023, 6, 1)
BATCH = 1_000
DEPARTMENTS = (
    ("STAB", "Stab", "Staff", "Stab"),
    ("BER", "Beredskab", "Response", "Beredskap"),
    ("EFT", "Efterforskning", "Investigation", "Utredning"),
    ("LOK", "Lokalpoliti", "Local policing", "Lokalpolis"),
)
HOME = "KBH"  # the district in which the named people of one district work
LANGUAGES = {"da": 88.0, "en": 7.0, "sv": 5.0}


@dataclass(frozen=True, slots=True)
class Face:
    """A named person: who they are, their role, their side, and how far it reaches."""

    given: str
    family: str
    role: str
    title: str
    side: str
    reach: str = "community"  # community, or unit: the home district
    cleared: tuple[str, ...] = ()
    language: str = "en"
    days: int | None = None  # how long the role holds from the day of loading; None: since they were hired, without end


FACES = (
    Face("Olga", "Lind", "USR", "Police officer", "customer"),
    Face("Rasmus", "Holm", "REQ-P", "Secretary", "customer", "unit"),
    Face("Birgit", "Dahl", "BUD", "Budget holder", "customer", "unit"),
    Face("Ulla", "Krog", "UNIT-ADM", "Local administrator", "customer"),
    Face("Frida", "Skov", "LOC-FM", "District FM coordinator", "customer", "unit"),
    Face("Inge", "Toft", "LOC-INS", "Local inspector", "customer", "unit"),
    Face("Dagmar", "Ravn", "DIST-MGT", "District management", "customer", "unit"),
    Face("Carl", "Munk", "CTR-C", "Contract manager, customer", "customer", cleared=("D2",)),
    Face("Finn", "Birk", "FIN-C", "Finance", "customer", cleared=("D2",)),
    Face("Stine", "Bach", "STEER-C", "Steering committee, customer", "customer", cleared=("D2",)),
    Face("Grete", "Lund", "FIN-APPR", "Payment approver", "customer", cleared=("D2",)),
    Face("Solveig", "Falk", "SEC-OFF", "Security officer", "customer", cleared=("D8",)),
    Face("Sara", "Bro", "SD-AG", "Service desk agent", "provider"),
    Face("Leif", "Friis", "SD-LEAD", "Service desk team lead", "provider", cleared=("D8",)),
    Face("Oskar", "Vang", "OPS-M", "Operations manager", "provider", cleared=("D8",)),
    Face("Viggo", "Hede", "SVC-L", "Service manager", "provider"),
    Face("Thea", "Lyng", "SVC-E", "Technician", "provider", cleared=("D8",), language="da"),
    Face("Peter", "Klint", "CTR-P", "Contract manager, provider", "provider", cleared=("D2",)),
    Face("Per", "Eng", "FIN-P", "Finance, provider", "provider", cleared=("D2",)),
    Face("Petra", "Lund", "BO-PAY", "Payroll case worker", "provider"),
    Face("Hanne", "Elk", "BO-HR", "HR case worker", "provider"),
    Face("Nanna", "Wied", "OH-CLIN", "Occupational-health nurse", "provider"),
    Face("Agnes", "Mark", "AUD", "Auditor", "customer", cleared=("D2",), days=parties.AUDITOR_DAYS),
)
TEAM_LINES = {
    "TEK": (("MNT", "GRD", "CAR", "SEC", "ADV"), "Technicians", "Teknikere", "Tekniker"),
    "REN": (("CLN", "WIN", "WST"), "Cleaning", "Rengøring", "Städning"),
}
NATIONAL_TEAMS = (
    ("KANTINE", ("RES", "MEE"), "Canteens", "Kantiner", "Restauranger"),
    ("POST", ("MAI", "MOV", "REC"), "Mail, moves, reception", "Post, flytning, reception", "Post, flytt, reception"),
    ("VOGN", ("FLT",), "Fleet", "Vognpark", "Fordon"),
)
# Who receives what exists for named people only: code, lines, the role of its one named case worker, names.
CASE_TEAMS = (
    ("LON", ("PAY",), "BO-PAY", "Payroll", "Løn", "Lön"),
    ("HR", ("HRS",), "BO-HR", "HR", "HR", "HR"),
    ("BHT", ("OHS",), "OH-CLIN", "Occupational health", "Arbejdsmedicin", "Företagshälsovård"),
)


@dataclass(slots=True)
class Parties:
    """What was made, for the streams that come after."""

    community: parties.Community
    customer: parties.Organisation
    provider: parties.Organisation
    units: dict[str, parties.Unit]
    faces: dict[str, parties.Person]
    requesters: dict[str, list[int]]  # by unit: ids of people
    teams: dict[tuple[str, str], parties.Team]  # by line and unit
    workers: dict[int, list[int]]  # by team: ids of people
    agents: list[int]
    cleared: set[int] = field(default_factory=set)  # technicians who may go behind secured doors


def all_powerful(community_id: int, person_id: int | None = None) -> Scope:
    """The scope the demonstration is loaded with: every permission, in this one community."""
    every = frozenset(parties.all_permissions())
    grant = Grant(role="DEMO", permissions=every, data_classes=frozenset(f"D{n}" for n in range(10)))
    return Scope(community_id=community_id, person_id=person_id, grants=(grant,), language="da", name="Demonstration")


def load_parties(plan: Plan) -> Parties:
    """Make the community with all its people."""
    community = parties.Community.objects.create(
        uid=uid("community", "NP"), code="NP", currency="DKK", timezone="Europe/Copenhagen", language="da",
        name={
            "en": "National police (demonstration)", "da": "Rigspolitiet (demonstration)",
            "sv": "Rikspolisen (demonstration)",
        },
    )  # fmt: skip
    customer = _organisation(community, "NP", "customer", "National police", "Rigspolitiet", "Rikspolisen")
    provider = _organisation(community, "SAMSERVICE", "provider", "Samservice", "Samservice", "Samservice")
    units = _units(community, customer)
    made = Parties(community, customer, provider, units, {}, {}, {}, {}, [])
    _faces(made, timezone.localdate(timezone=zone_named(community.timezone)))
    _users(made, plan)
    _teams(made, plan)
    _case_teams(made)
    return made


def _organisation(
    community: parties.Community, code: str, side: str, english: str, danish: str, swedish: str
) -> parties.Organisation:
    made = parties.Organisation.objects.create(
        uid=uid("organisation", code), code=code, kind=side, country="DK", language="da",
        name={"en": english, "da": danish, "sv": swedish},
    )  # fmt: skip
    parties.Member.objects.create(uid=uid("member", code), community=community, organisation=made, side=side)
    return made


def _units(community: parties.Community, customer: parties.Organisation) -> dict[str, parties.Unit]:
    top = _unit(community, customer, None, "NP", "authority", dict.fromkeys(("en", "da", "sv"), "Politiet"))
    units = {"NP": top}
    for figure in figures.UNITS:
        name = dict.fromkeys(("en", "da", "sv"), figure.name)
        units[figure.code] = _unit(community, customer, top, figure.code, figure.kind, name)
        for code, danish, english, swedish in DEPARTMENTS:
            words = {"en": english, "da": danish, "sv": swedish}
            texts = {language: f"{figure.name}, {word}" for language, word in words.items()}
            full = f"{figure.code}-{code}"
            units[full] = _unit(community, customer, units[figure.code], full, "department", texts)
    return units


def _unit(
    community: parties.Community, customer: parties.Organisation, parent: parties.Unit | None, code: str, kind: str,
    name: dict[str, str],
) -> parties.Unit:  # fmt: skip
    unit = parties.Unit.objects.create(
        uid=uid("unit", code), community=community, organisation=customer, parent=parent, code=code, kind=kind,
        name=name, path="", cost_centre=f"10{len(code)}{sum(map(ord, code)) % 1000:03}", opened_on=HIRED,
    )  # fmt: skip
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def _held(face: Face, loaded_on: date) -> dict[str, date]:
    """From when until when a face holds its role: who looks on from outside is let in by the people who look now."""
    if face.days is None:
        return {"valid_from": HIRED}
    return {"valid_from": loaded_on, "valid_to": loaded_on + timedelta(days=face.days)}


def _faces(made: Parties, loaded_on: date) -> None:
    """The named people first, so that they are the first of their roles."""
    for face in FACES:
        unit = made.units[f"{HOME}-LOK"] if face.side == "customer" else None
        person, employment = _employ(
            made, "face", face.role, face.given, face.family, face.side, unit, face.title, face.language
        )
        person.save(force_insert=True)
        employment.person = person
        employment.save(force_insert=True)
        reach: Any = {"reach_kind": face.reach, "reach_to": [], **_held(face, loaded_on)}
        if face.reach == "unit":
            reach["reach_to"] = [made.units[HOME].pk]
        parties.RoleAssignment.objects.create(
            uid=uid("role", face.role), community=made.community, employment=employment, role=face.role,
            cleared_for=list(face.cleared), **reach,
        )  # fmt: skip
        made.faces[face.role] = person
    made.agents.append(made.faces["SD-AG"].pk)


def _users(made: Parties, plan: Plan) -> None:
    """All service users, each in a department of their unit; the named ones of the home district among them."""
    named = sum(1 for face in FACES if face.side == "customer")
    for code, count in plan.users.items():
        departments = [made.units[f"{code}-{department}"] for department, *_names in DEPARTMENTS]
        already = min(named, count) if code == HOME else 0
        people = [_user(made, code, number, departments[number % 4]) for number in range(count - already)]
        made.requesters[code] = _write(people, made, "USR") or [made.faces["USR"].pk]
        if code == HOME:
            made.requesters[code].append(made.faces["USR"].pk)


def _user(made: Parties, code: str, number: int, unit: parties.Unit) -> tuple[parties.Person, parties.Employment]:
    chance = generator("person", code, number)
    language = chance.choices(list(LANGUAGES), weights=list(LANGUAGES.values()))[0]
    given, family = chance.choice(figures.GIVEN), chance.choice(figures.FAMILY)
    return _employ(made, "user", f"{code}{number}", given, family, "customer", unit, "", language)


def _employ(
    made: Parties, kind: str, key: str, given: str, family: str, side: str, unit: parties.Unit | None, title: str,
    language: str,
) -> tuple[parties.Person, parties.Employment]:  # fmt: skip
    person = parties.Person(
        uid=uid(kind, key), email=f"{kind}.{key}@example.org".lower(), given_name=given, family_name=family,
        language=language, password="!demonstration",  # noqa: S106 (no password fits this)
    )  # fmt: skip
    employment = parties.Employment(
        uid=uid("employment", kind, key), community=made.community,
        organisation=made.customer if side == "customer" else made.provider, unit=unit, title=title, starts_on=HIRED,
    )  # fmt: skip
    return person, employment


def _write(
    pairs: Sequence[tuple[parties.Person, parties.Employment]], made: Parties, role: str, **reach: Any
) -> list[int]:
    people = parties.Person.objects.bulk_create([person for person, _employment in pairs], batch_size=BATCH)
    for person, employment in pairs:
        employment.person = person
    parties.Employment.objects.bulk_create([employment for _person, employment in pairs], batch_size=BATCH)
    parties.index_people([employment for _person, employment in pairs])
    parties.RoleAssignment.objects.bulk_create(
        [
            parties.RoleAssignment(
                uid=uid("role", role, employment.uid), community=made.community, employment=employment, role=role,
                valid_from=HIRED, **reach,
            )
            for _person, employment in pairs
        ],
        batch_size=BATCH,
    )  # fmt: skip
    return [person.pk for person in people]


def _teams(made: Parties, plan: Plan) -> None:
    """Technicians and cleaners in every unit that has sites, national teams for the rest; agents at the desk."""
    each = {"full": 7, "small": 2, "ci": 1}[plan.profile]
    with_sites = sorted({site.unit.code for site in plan.sites})
    for code in with_sites:
        for team_code, (lines, *names) in TEAM_LINES.items():
            _team(made, f"{team_code}-{code}", lines, names, [code], each, suffix=made.units[code].name["da"])
    for team_code, lines, *names in NATIONAL_TEAMS:
        # 36 carriers have a mail route of their own, and some stand in.
        _team(made, team_code, lines, names, with_sites, each * (6 if team_code == "POST" else 4))
    agents = [_worker(made, "agent", number) for number in range(each * 3)]
    made.agents += _write(agents, made, "SD-AG")
    coordinators = [_coordinator(made, code) for code in with_sites if code != HOME]
    for code, pair in zip([c for c in with_sites if c != HOME], coordinators, strict=True):
        _write([pair], made, "LOC-FM", reach_kind="unit", reach_to=[made.units[code].pk])


def _case_teams(made: Parties) -> None:
    """Payroll, HR and occupational health: their requests exist for these people and for whoever asked."""
    for code, lines, role, english, danish, swedish in CASE_TEAMS:
        team = parties.Team.objects.create(
            uid=uid("team", code), community=made.community, code=code, organisation=made.provider, lines=list(lines),
            name={"en": english, "da": danish, "sv": swedish},
        )  # fmt: skip
        parties.TeamMember.objects.create(
            uid=uid("member", code, role), community=made.community, team=team,
            employment=_employment_of(made.faces[role]),
        )  # fmt: skip


def give_sites(made: Parties, sites_by_unit: Mapping[str, Sequence[int]]) -> None:
    """Let each unit's teams serve that unit's sites, so that the desk offers them there first."""
    for code in sites_by_unit:
        for line in ("MNT", "CLN"):
            team = made.teams[line, code]
            team.site_ids = list(sites_by_unit[code])
            team.save(update_fields=["site_ids"])


def _coordinator(made: Parties, code: str) -> tuple[parties.Person, parties.Employment]:
    chance = generator("coordinator", code)
    given, family = chance.choice(figures.GIVEN), chance.choice(figures.FAMILY)
    return _employ(made, "fm", code, given, family, "customer", made.units[code], "FM coordinator", "da")


def _team(
    made: Parties, code: str, lines: Iterable[str], names: Sequence[str], units: Sequence[str], size: int,
    suffix: str = "",
) -> None:  # fmt: skip
    english, danish, swedish = (f"{name}, {suffix}" if suffix else name for name in names)
    team = parties.Team.objects.create(
        uid=uid("team", code), community=made.community, code=code, organisation=made.provider, lines=list(lines),
        name={"en": english, "da": danish, "sv": swedish},
    )  # fmt: skip
    for line in lines:
        for unit in units:
            made.teams[line, unit] = team
    pairs = [_worker(made, f"worker-{code}", number) for number in range(size)]
    # Whoever works behind secured doors is cleared: all of a secured unit's technicians, elsewhere one of them.
    cleared = (size if set(units) <= figures.SECURED_UNITS else 1) if code.startswith("TEK") else 0
    workers = _write(pairs[:cleared], made, "SVC-E", cleared_for=["D8"]) if cleared else []
    made.cleared.update(workers)
    workers += _write(pairs[cleared:], made, "SVC-E")
    members = [employment for _person, employment in pairs]
    if code == f"TEK-{HOME}" or (HOME not in units and not made.workers and code.startswith("TEK")):
        workers.append(made.faces["SVC-E"].pk)
        members.append(_employment_of(made.faces["SVC-E"]))
    parties.TeamMember.objects.bulk_create(
        parties.TeamMember(uid=uid("member", code, one.uid), community=made.community, team=team, employment=one)
        for one in members
    )
    made.workers[team.pk] = workers


def write_workers(made: Parties, kind: str, count: int) -> list[tuple[parties.Person, parties.Employment]]:
    """More people at work for the provider, without a team and shifts yet."""
    pairs = [_worker(made, kind, number) for number in range(count)]
    _write(pairs, made, "SVC-E")
    return pairs


def _employment_of(person: parties.Person) -> parties.Employment:
    with everywhere(reason="the demonstration's own technician"):
        return parties.Employment.objects.get(person=person)


def _worker(made: Parties, kind: str, number: int) -> tuple[parties.Person, parties.Employment]:
    chance = generator(kind, number)
    given, family = chance.choice(figures.GIVEN), chance.choice(figures.FAMILY)
    language = chance.choices(list(LANGUAGES), weights=list(LANGUAGES.values()))[0]
    return _employ(made, kind, str(number), given, family, "provider", None, "", language)
