"""Tenant C: a county's shared services, bought in by other public bodies; here its contact centre (domain.md §7.4).

Everything about it is invented but the scales: no real county, person or address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from samdrift.doors.demo import contacts, terms
from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.people import HIRED, all_powerful
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.desk import public as desk
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

CODE, ZONE, OFFICE = "HC", "Europe/London", "UK-STD"
UK: list[dict[str, Any]] = [{"country": "GB", "subdivision": "ENG", "categories": ["public"]}]
CALENDARS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    OFFICE: (
        {"en": "Contact centre hours", "da": "Kontaktcentrets åbningstid", "sv": "Kontaktcentrets öppettider"},
        {"timezone": ZONE, "week": {day: ["08:00-18:00"] for day in terms.WEEK}, "holidays": UK},
    ),
    "24X7": (
        {"en": "Round the clock", "da": "Døgnet rundt", "sv": "Dygnet runt"},
        {"timezone": ZONE, "week": {day: ["00:00-24:00"] for day in (*terms.WEEK, "sat", "sun")}},
    ),
}
DEAL = terms.Deal(
    "HC-SSF-1", {"en": "Shared services framework", "da": "Rammeaftale om fælles services",
                 "sv": "Ramavtal om gemensamma tjänster"},
    "GBP", OFFICE, CALENDARS,
)  # fmt: skip
UNITS = (
    ("HC-HWY", "Highways"), ("HC-ENV", "Environment"), ("HC-ADU", "Adult care"), ("HC-CHI", "Children's services"),
    ("HC-SCH", "Schools"), ("HC-RES", "Resources"),
)  # fmt: skip
SITES = (
    ("HC-001", "County Hall", "office", "HC-RES", 51.796, -0.078), ("HC-002", "Northfield Library", "office",
     "HC-SCH", 51.951, -0.277), ("HC-003", "Millbrook Depot", "store", "HC-HWY", 51.752, -0.339),
    ("HC-004", "Ashmead Day Centre", "office", "HC-ADU", 51.902, -0.202),
    ("HC-005", "Oakdene Children's Centre", "office", "HC-CHI", 51.660, -0.396),
)  # fmt: skip
QUEUES = (
    ("citizens", {"en": "Citizens", "da": "Borgere", "sv": "Medborgare"}),
    ("staff", {"en": "Staff services", "da": "Medarbejdere", "sv": "Medarbetare"}),
)
TEAMS = (("CUS", "Customer service", ["CUS"]), ("ICT", "ICT", ["ICT"]), ("BACK", "Back office", ["FIN", "PAY", "HRS"]))
AGENTS = {"full": 60, "small": 8, "ci": 3}


@dataclass(frozen=True, slots=True)
class CountyFace:
    """A named person at work for the county: name, role, function, side and unit."""

    given: str
    family: str
    role: str
    title: str
    side: str
    unit: str = "HC-RES"


FACES = (
    CountyFace("Lucy", "Grant", "USR", "Highways officer", "customer", "HC-HWY"),
    CountyFace("Arthur", "Bell", "CTR-C", "Contract manager, county", "customer"),
    CountyFace("Edwin", "Price", "FIN-C", "Finance, county", "customer"),
    CountyFace("Grace", "Lowe", "LOC-FM", "Service coordinator", "customer"),
    CountyFace("Alma", "Reid", "FIN-APPR", "Payment approver, county", "customer"),
    CountyFace("Emily", "Ward", "SD-AG", "Contact centre agent", "provider"),
    CountyFace("George", "Hart", "SD-LEAD", "Contact centre team leader", "provider"),
    CountyFace("Harriet", "Cole", "OPS-M", "Operations manager", "provider"),
    CountyFace("Nora", "Shaw", "CTR-P", "Contract manager, provider", "provider"),
    CountyFace("Percy", "Marsh", "FIN-P", "Finance, provider", "provider"),
)
GIVEN = ("Alice", "Ben", "Chloe", "Dan", "Ella", "Fred", "Hana", "Ian", "Joy", "Kate", "Liam", "Mia", "Neil", "Ruth")
FAMILY = ("Abbot", "Baker", "Carter", "Dean", "Fisher", "Green", "Hill", "Knight", "Lane", "Marsh", "Reed", "Wells")
# What the desk has before it this morning: type, channel, words, who (a citizen's name, else staff), hours ago.
THIS_MORNING = (
    ("cus.enquiry", "phone", "There is a deep pothole on Mill Lane by the school gate", "Mrs Pike", 2),
    ("cus.enquiry", "mail", "When will the hedge at Ash Grove bus stop be cut back?", "T. Osborne", 5),
    ("cus.enquiry", "phone", "My blue badge renewal has not arrived", "Mr Lacey", 20),
    ("cus.enquiry", "counter", "Street light out at the corner of Station Road", "Miss Dunn", 23),
    ("ict.incident", "phone", "I cannot log in since this morning", "", 1),
    ("ict.incident", "web", "The printer on the second floor prints blank pages", "", 26),
    ("fin.invoice", "mail", "Invoice 40418 has been reminded although we paid", "Beech Ltd", 22),
)


def load_county(profile: str, *, scale: int, now: datetime, set_up: datetime) -> Iterator[int]:
    """Make the county with its contact centre's year; yields how many contacts have been written."""
    with transaction.atomic():
        community, site, agents = _county(profile, set_up)
        by_itself = all_powerful(community.pk)
        _this_morning(by_itself, site, agents[0], now)
    where = {"unit_id": site.unit_id, "site_id": site.pk}
    yield from contacts.load_centre(by_itself, contacts.COUNTY, scale=scale, agents=agents, where=where, now=now)


def _county(profile: str, now: datetime) -> tuple[parties.Community, estate.Site, list[int]]:
    community = parties.Community.objects.create(
        uid=uid("community", CODE), code=CODE, currency="GBP", timezone=ZONE, language="en",
        name={"en": "County framework (demonstration)", "da": "Amtets rammeaftale (demonstration)",
              "sv": "Länets ramavtal (demonstration)"},
    )  # fmt: skip
    customer = _organisation(community, "COUNTY", "customer", "The county")
    provider = _organisation(community, "SAMSERVICE-UK", "provider", "Samservice UK")
    units = _units(community, customer)
    people = {face.role: _employ(community, face, customer, provider, units) for face in FACES}
    scope = all_powerful(community.pk, people["CTR-C"].pk)
    catalogue.install_standard_catalogue(scope, now=now)
    terms.agree_terms(scope, customer.pk, provider.pk, now=now, deal=DEAL)
    sites = [_site(scope, units, *site, now=now) for site in SITES]
    for code, name in QUEUES:
        desk.Queue.objects.create(community=community, code=code, name=name)
    for code, word, lines in TEAMS:
        parties.Team.objects.create(
            uid=uid("team", CODE, code), community=community, code=code, organisation=provider, lines=lines,
            name=dict.fromkeys(("en", "da", "sv"), word),
        )  # fmt: skip
    agents = [people["SD-AG"].pk, *_agents(community, provider, AGENTS[profile])]
    return community, sites[0], agents


def _organisation(community: parties.Community, code: str, side: str, name: str) -> parties.Organisation:
    made = parties.Organisation.objects.create(
        uid=uid("organisation", code), code=code, kind=side, country="GB", language="en",
        name=dict.fromkeys(("en", "da", "sv"), name),
    )  # fmt: skip
    parties.Member.objects.create(uid=uid("member", code), community=community, organisation=made, side=side)
    return made


def _units(community: parties.Community, customer: parties.Organisation) -> dict[str, parties.Unit]:
    units: dict[str, parties.Unit] = {}
    for code, name in ((CODE, "The county"), *UNITS):
        parent = units.get(CODE)
        unit = parties.Unit.objects.create(
            uid=uid("unit", code), community=community, organisation=customer, parent=parent, code=code,
            kind="department" if parent else "authority", name=dict.fromkeys(("en", "da", "sv"), name), path="",
            opened_on=HIRED,
        )  # fmt: skip
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        units[code] = unit
    return units


def _employ(
    community: parties.Community, face: CountyFace, customer: parties.Organisation, provider: parties.Organisation,
    units: dict[str, parties.Unit],
) -> parties.Person:  # fmt: skip
    person = parties.Person.objects.create(
        uid=uid("county-face", face.role), email=f"county.{face.role}@example.org".lower(), given_name=face.given,
        family_name=face.family, language="en", password="!demonstration",  # noqa: S106 (no password fits this)
    )  # fmt: skip
    ours = face.side == "customer"
    employment = parties.Employment.objects.create(
        uid=uid("employment", "county", face.role), community=community, person=person, title=face.title,
        organisation=customer if ours else provider, unit=units[face.unit] if ours else None, starts_on=HIRED,
    )  # fmt: skip
    cleared = ["D2"] if face.role.startswith(("CTR", "FIN")) else []
    parties.RoleAssignment.objects.create(
        uid=uid("role", "county", face.role), community=community, employment=employment, role=face.role,
        valid_from=HIRED, reach_kind="community", reach_to=[], cleared_for=cleared,
    )  # fmt: skip
    parties.index_people([employment])
    return person


def _agents(community: parties.Community, provider: parties.Organisation, count: int) -> list[int]:
    made = []
    for number in range(count):
        chance = generator("county-agent", number)
        face = CountyFace(chance.choice(GIVEN), chance.choice(FAMILY), "SD-AG", "Contact centre agent", "provider")
        person = parties.Person.objects.create(
            uid=uid("county-agent", number), email=f"county.agent.{number}@example.org", given_name=face.given,
            family_name=face.family, language="en", password="!demonstration",  # noqa: S106 (no password fits this)
        )  # fmt: skip
        employment = parties.Employment.objects.create(
            uid=uid("employment", "county-agent", number), community=community, person=person,
            organisation=provider, title=face.title, starts_on=HIRED,
        )  # fmt: skip
        parties.RoleAssignment.objects.create(
            uid=uid("role", "county-agent", number), community=community, employment=employment, role="SD-AG",
            valid_from=HIRED, reach_kind="community", reach_to=[],
        )  # fmt: skip
        made.append(person.pk)
    return made


def _site(
    scope: Scope, units: dict[str, parties.Unit], code: str, name: str, kind: str, unit: str, latitude: float,
    longitude: float, *, now: datetime,
) -> estate.Site:  # fmt: skip
    draft = estate.SiteDraft(
        uid=uid("site", code), code=code, name=dict.fromkeys(("en", "da", "sv"), name), unit_id=units[unit].pk,
        timezone=ZONE, kind=kind, town="Demoham", latitude=latitude, longitude=longitude,
    )  # fmt: skip
    return estate.record_site(scope, draft, now=now)


def _this_morning(scope: Scope, site: estate.Site, agent: int, now: datetime) -> None:
    with everywhere(reason="the county's own officer"):
        officer = parties.Person.objects.get(uid=uid("county-face", "USR"))
    for number, (kind, channel, text, citizen, hours) in enumerate(THIS_MORNING):
        ask = requests.Ask(
            request_type=kind, channel=channel, description=text, site_id=site.pk, on_behalf_of=citizen,
            requester_id=None if citizen else officer.pk, uid=uid("county-request", number),
        )  # fmt: skip
        moment = now - timedelta(hours=hours)
        desk.take_report(scope, ask, desk.Arrival(started_at=moment, agent_id=agent), now=moment)
